package dev.holdfast.appliance.audit.read;

import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads the audit tables, in the scope of the tenant that is asked for. */
final class AuditQueries {
  private static final String COLUMNS =
      "select tenant_id, node, sequence, id, at, action, actor_id, actor_label, outcome, payload,"
          + " hash from audit_record where tenant_id = :tenant";
  private static final char ESCAPE = '!';

  private final Database database;

  AuditQueries(Database database) {
    this.database = database;
  }

  /** One chain of one tenant. */
  record ChainId(UUID tenant, String node) {}

  /** The newest {@code limit} records before {@code cursor} that the query selects. */
  List<StoredRow> page(AuditLog.Query query, @Nullable Cursor cursor, int limit) {
    StringBuilder sql = new StringBuilder(COLUMNS);
    Map<String, Object> values = new HashMap<>();
    filter(query, sql, values);
    if (cursor != null) {
      sql.append(" and at <= :cursorAt and (at < :cursorAt or id < :cursorId)");
      values.put("cursorAt", cursor.at());
      values.put("cursorId", cursor.id());
    }
    sql.append(" order by at desc, id desc limit :limit");
    values.put("limit", limit);
    return rows(tenantOf(query.tenant()), sql.toString(), values);
  }

  private static void filter(AuditLog.Query query, StringBuilder sql, Map<String, Object> values) {
    String action = query.action();
    if (action != null && action.endsWith("*")) {
      sql.append(" and action like :action escape '").append(ESCAPE).append("'");
      values.put("action", literal(action.substring(0, action.length() - 1)) + "%");
    } else if (action != null) {
      sql.append(" and action = :action");
      values.put("action", action);
    }
    if (query.actor() != null) {
      sql.append(" and (actor_id = :actor or actor_label = :actor)");
      values.put("actor", query.actor());
    }
    if (query.outcome() != null) {
      sql.append(" and outcome = :outcome");
      values.put("outcome", query.outcome().name());
    }
    if (query.from() != null) {
      sql.append(" and at >= :from");
      values.put("from", query.from());
    }
    if (query.to() != null) {
      sql.append(" and at < :to");
      values.put("to", query.to());
    }
    if (query.text() != null) {
      // Both sides by the database: what it takes for a small letter depends on its locale.
      sql.append(" and lower(payload) like lower(:text) escape '").append(ESCAPE).append("'");
      values.put("text", "%" + literal(AuditRecord.asStored(query.text())) + "%");
    }
  }

  /** The records of one chain behind {@code after}, in order. */
  List<StoredRow> chain(ChainId chain, long after, int limit) {
    return rows(
        chain.tenant(),
        COLUMNS + " and node = :node and sequence > :after order by sequence limit :limit",
        Map.of("node", chain.node(), "after", after, "limit", limit));
  }

  /** Where the chain ends, as the database has it. */
  Optional<ChainHead> head(ChainId chain) {
    return in(
        chain.tenant(),
        handle ->
            handle
                .createQuery(
                    "select sequence, hash from audit_chain"
                        + " where tenant_id = :tenant and node = :node")
                .bind("tenant", chain.tenant())
                .bind("node", chain.node())
                .map((row, context) -> new ChainHead(row.getLong(1), row.getBytes(2)))
                .findOne());
  }

  /** The chains of one tenant, with and without an end of their own, by node. */
  List<ChainId> chains(UUID tenant) {
    return in(
        tenant,
        handle -> {
          List<String> nodes =
              new ArrayList<>(
                  handle
                      .createQuery("select node from audit_chain where tenant_id = :tenant")
                      .bind("tenant", tenant)
                      .mapTo(String.class)
                      .list());
          // From one node to the next along the key, instead of over all records.
          for (Optional<String> node = nodeAfter(handle, tenant, "");
              node.isPresent();
              node = nodeAfter(handle, tenant, node.get())) {
            nodes.add(node.get());
          }
          return nodes.stream().distinct().sorted().map(n -> new ChainId(tenant, n)).toList();
        });
  }

  private static Optional<String> nodeAfter(Handle handle, UUID tenant, String node) {
    return handle
        .createQuery(
            "select node from audit_record where tenant_id = :tenant and node > :node"
                + " order by node limit 1")
        .bind("tenant", tenant)
        .bind("node", node)
        .mapTo(String.class)
        .findOne();
  }

  /** Every tenant that has a chain or a record. */
  List<UUID> tenants() {
    return database.inPlatform(
        handle -> {
          List<UUID> tenants =
              new ArrayList<>(
                  handle
                      .createQuery("select distinct tenant_id from audit_chain")
                      .mapTo(UUID.class)
                      .list());
          Optional<UUID> tenant = tenantAfter(handle, null);
          while (tenant.isPresent()) {
            tenants.add(tenant.get());
            tenant = tenantAfter(handle, tenant.get());
          }
          return tenants.stream().distinct().sorted().toList();
        });
  }

  private static Optional<UUID> tenantAfter(Handle handle, @Nullable UUID tenant) {
    String condition = tenant == null ? "" : " where tenant_id > :tenant";
    var query =
        handle.createQuery(
            "select tenant_id from audit_record" + condition + " order by tenant_id limit 1");
    if (tenant != null) {
      query.bind("tenant", tenant);
    }
    return query.mapTo(UUID.class).findOne();
  }

  private List<StoredRow> rows(UUID tenant, String sql, Map<String, Object> values) {
    return in(
        tenant,
        handle ->
            handle
                .createQuery(sql)
                .bind("tenant", tenant)
                .bindMap(values)
                .map((row, context) -> row(row))
                .list());
  }

  private <T> T in(UUID tenant, Database.Work<T> work) {
    return tenant.equals(ChainHead.PLATFORM)
        ? database.inPlatform(work)
        : database.inTenant(new TenantId(tenant), work);
  }

  static UUID tenantOf(@Nullable TenantId tenant) {
    return tenant == null ? ChainHead.PLATFORM : tenant.value();
  }

  private static StoredRow row(ResultSet row) throws SQLException {
    UUID tenant = row.getObject("tenant_id", UUID.class);
    byte[] payload = row.getString("payload").getBytes(StandardCharsets.UTF_8);
    String node = row.getString("node");
    long sequence = row.getLong("sequence");
    Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
    UUID id = row.getObject("id", UUID.class);
    AuditRecord record = null;
    try {
      record = AuditRecord.read(payload, tenant, node, sequence);
    } catch (IOException e) {
      // Whoever shows or checks it sees that there is no record in it.
    }
    boolean columnsAgree =
        record != null
            && record.id().equals(id)
            && record.at().equals(at)
            && record.event().action().equals(row.getString("action"))
            && record.event().actor().id().equals(row.getString("actor_id"))
            && record.event().actor().label().equals(row.getString("actor_label"))
            && record.event().outcome().name().equals(row.getString("outcome"));
    return new StoredRow(
        sequence, new Cursor(at, id), record, columnsAgree, payload, row.getBytes("hash"));
  }

  private static String literal(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }

  /**
   * A row as the database gives it.
   *
   * @param place where it stands in the order of pages
   * @param record what the payload says; null where it says nothing
   * @param columnsAgree whether the columns beside the payload say the same
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and never leaves the package
  record StoredRow(
      long sequence,
      Cursor place,
      @Nullable AuditRecord record,
      boolean columnsAgree,
      byte[] payload,
      byte[] hash) {}
}
