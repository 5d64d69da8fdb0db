package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.audit.chain.ChainHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows as a year of governed calls leaves them: audit records in chains that hold, of several
 * tenants in turn, and usage by the hour. PostgreSQL gets them by COPY, H2 in batches.
 */
final class BenchRows {
  private static final int BATCH = 2_000;
  private static final int TENANTS = 20;
  private static final String NODE = "bench";
  private static final String AUDIT =
      "audit_record (tenant_id, node, sequence, id, at, action, actor_id, actor_label, outcome,"
          + " payload, hash)";
  private static final String USAGE =
      "usage_hour (tenant_id, hour_start, project_id, key_id, provider, model, requests,"
          + " input_tokens, output_tokens, cost_nanos)";

  private final Connection connection;
  private final boolean postgres;
  private final Random random = new Random(1);
  private final ChainHash chain = new ChainHash(NODE);
  private final byte[][] ends = new byte[TENANTS][ChainHash.SIZE];

  BenchRows(Connection connection, boolean postgres) {
    this.connection = connection;
    this.postgres = postgres;
  }

  /** Adds so many audit records and half as many hours of usage. */
  void fill(int records) throws SQLException, IOException {
    rows(AUDIT, 11, records, this::record);
    rows(USAGE, 10, records / 2, this::usage);
    try (PreparedStatement end =
        connection.prepareStatement(
            "insert into audit_chain (tenant_id, node, sequence, hash) values (?, ?, ?, ?)")) {
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        end.setObject(1, tenant(tenant));
        end.setString(2, NODE);
        end.setLong(3, (records - tenant - 1) / TENANTS + 1);
        end.setBytes(4, ends[tenant]);
        end.execute();
      }
    }
  }

  @FunctionalInterface
  private interface Maker {
    Object[] row(int i);
  }

  private void rows(String into, int columns, int count, Maker maker)
      throws SQLException, IOException {
    if (postgres) {
      copy(into, count, maker);
    } else {
      insert(into, columns, count, maker);
    }
  }

  private void insert(String into, int columns, int count, Maker maker) throws SQLException {
    String values = " values (?" + ", ?".repeat(columns - 1) + ")";
    try (PreparedStatement insert = connection.prepareStatement("insert into " + into + values)) {
      for (int i = 0; i < count; i++) {
        Object[] row = maker.row(i);
        for (int column = 0; column < columns; column++) {
          Object value = row[column];
          insert.setObject(
              column + 1, value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
        }
        insert.addBatch();
        if (i % BATCH == BATCH - 1) {
          insert.executeBatch();
          connection.commit();
        }
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  private void copy(String into, int count, Maker maker) throws SQLException, IOException {
    CopyIn in =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + into + " from stdin");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String before = "";
      for (Object value : maker.row(i)) {
        lines.append(before);
        before = "\t";
        if (value instanceof byte[] bytes) {
          lines.append("\\\\x").append(HexFormat.of().formatHex(bytes));
        } else {
          lines.append(value);
        }
      }
      lines.append('\n');
      if (i % BATCH == BATCH - 1 || i == count - 1) {
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        in.writeToCopy(bytes, 0, bytes.length);
        lines.setLength(0);
      }
    }
    in.endCopy();
  }

  private Object[] record(int i) {
    int number = i % TENANTS;
    UUID tenant = tenant(number);
    long sequence = i / TENANTS + 1L;
    Instant at = Instant.ofEpochMilli(1_760_000_000_000L + i * 12L).plusNanos(i % 1000 * 1000L);
    UUID id = id(at);
    String key = "key_" + new UUID(7, random.nextInt(200));
    String label = "service " + random.nextInt(40);
    String payload = payload(i, id, at, key, label);
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    byte[] hash = chain.next(tenant, sequence, ends[number], bytes, 0, bytes.length);
    ends[number] = hash;
    return new Object[] {
      tenant, NODE, sequence, id, at, "gateway.chat", key, label, "SUCCESS", payload, hash
    };
  }

  private String payload(int i, UUID id, Instant at, String key, String label) {
    return "{\"id\":\""
        + id
        + "\",\"intent\":\""
        + id(at)
        + "\",\"at\":\""
        + at
        + "\",\"actor\":{\"type\":\"api_key\",\"id\":\""
        + key
        + "\",\"label\":\""
        + label
        + "\"},\"action\":\"gateway.chat\",\"target\":\"gpt-4o-mini\",\"outcome\":\"SUCCESS\""
        + ",\"requestId\":\"req_"
        + Long.toHexString(random.nextLong())
        + "\",\"clientAddress\":\"10.20."
        + random.nextInt(4)
        + "."
        + random.nextInt(250)
        + "\",\"usage\":{\"project\":\""
        + new UUID(2, i % 60)
        + "\",\"key\":\""
        + new UUID(7, i % 200)
        + "\",\"provider\":\"prv_01h455vb4pex5vsknk084sn02q\",\"model\":\"gpt-4o-mini\""
        + ",\"inputTokens\":"
        + random.nextInt(4_000)
        + ",\"cachedInputTokens\":0,\"outputTokens\":"
        + random.nextInt(1_500)
        + ",\"costNanos\":"
        + random.nextInt(9_000_000)
        + ",\"estimated\":false,\"price\":\"openai/gpt-4o-mini/2026-10\",\"providerRequestId\":\""
        + "chatcmpl-"
        + Long.toHexString(random.nextLong())
        + Long.toHexString(random.nextLong())
        + "\"}}";
  }

  private Object[] usage(int i) {
    return new Object[] {
      tenant(i % TENANTS),
      Instant.ofEpochSecond(1_760_000_400L + i / 1_000 * 3_600L),
      new UUID(2, i / TENANTS % 5),
      new UUID(7, i / TENANTS % 50),
      "prv_01h455vb4pex5vsknk084sn02q",
      "gpt-4o-mini",
      random.nextInt(900),
      random.nextInt(1_000_000),
      random.nextInt(400_000),
      random.nextLong(9_000_000_000L)
    };
  }

  private static UUID tenant(int number) {
    return new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L + number);
  }

  private UUID id(Instant at) {
    return new UUID(
        (at.toEpochMilli() << 16) | 0x7000 | random.nextInt(0x1000),
        (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }
}
