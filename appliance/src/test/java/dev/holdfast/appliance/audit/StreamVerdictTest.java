package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.audit.read.ChainStream;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that come by in any order get the verdict that the log's own verification gives, which
 * reads them one chain after the other.
 */
@Timeout(400)
final class StreamVerdictTest {
  private static final int RECORDS = 9;
  private static final List<String> TAMPERINGS =
      List.of(
          "update audit_record set action = 'b5' where sequence = 5",
          "update audit_record set actor_label = 'eve@example.com' where sequence = 1",
          "update audit_record set at = at + interval '0.000001' second where sequence = 9",
          "update audit_record set payload = replace(payload, 'ada@', 'eve@') where sequence = 6",
          "update audit_record set payload = payload || ' ' where sequence = 2",
          "update audit_record set payload = 'nothing' where sequence = 4",
          "update audit_record set hash = (select r.hash from audit_record r where r.sequence = 8"
              + " and r.tenant_id = audit_record.tenant_id) where sequence = 7",
          "update audit_record set node = 'node_odd' where sequence = 5",
          "update audit_record set sequence = 50 where sequence = 3",
          "delete from audit_record where sequence = 1",
          "delete from audit_record where sequence = 5",
          "delete from audit_record where sequence in (2, 3, 7)",
          "delete from audit_record where sequence = 9",
          "delete from audit_record where sequence > 0",
          "update audit_chain set sequence = sequence - 1 where sequence > 0",
          "update audit_chain set sequence = sequence + 1 where sequence > 0",
          "delete from audit_chain where sequence > 0");

  @TempDir Path directory;

  @BothDatabases
  void verdict_ofRecordsInAnyOrder_isThatOfTheLog(TestDatabase database) throws IOException {
    Random random = new Random(11);
    try (Rig rig = AuditKit.engine(directory, database)) {
      for (int i = 1; i <= RECORDS; i++) {
        rig.audit().record(event(TENANT, "a" + i, Outcome.SUCCESS));
        rig.audit().record(event(OTHER, "b" + i, Outcome.SUCCESS));
      }
      assertThat(rig.shipper().catchUp(Duration.ofSeconds(60))).isTrue();
      AuditKit.tamper(
          database,
          "create table kept_record as select * from audit_record",
          "create table kept_chain as select * from audit_chain");
      assertThat(verify(database, random, 4).intact()).isTrue();
      assertThat(verify(database, random, 4).records()).isEqualTo(2 * RECORDS);

      for (String tampering : TAMPERINGS) {
        AuditKit.tamper(database, tampering + " and tenant_id = '" + TENANT.value() + "'");
        assertThat(rig.log().verify(OTHER).intact()).as(tampering).isTrue();
        assertThat(rig.log().verify(TENANT).intact()).as(tampering).isFalse();
        for (int perPiece = 1; perPiece < 2 * RECORDS + 2; perPiece += 3) {
          AuditLog.Verification found = verify(database, random, perPiece);
          assertThat(intact(found, OTHER)).as(tampering).isTrue();
          assertThat(intact(found, TENANT)).as("%s, %d in a piece", tampering, perPiece).isFalse();
        }
        AuditKit.tamper(
            database,
            "delete from audit_record",
            "insert into audit_record select * from kept_record",
            "delete from audit_chain",
            "insert into audit_chain select * from kept_chain");
        assertThat(rig.log().verifyAll().intact()).as("after %s", tampering).isTrue();
      }
    }
  }

  private static boolean intact(AuditLog.Verification found, TenantId tenant) {
    return found.chains().stream()
        .filter(chain -> tenant.equals(chain.tenant()))
        .allMatch(chain -> chain.violations().isEmpty());
  }

  private static AuditLog.Verification verify(TestDatabase database, Random random, int perPiece) {
    List<ChainStream.Row> rows = database.inPlatform(StreamVerdictTest::rows);
    Collections.shuffle(rows, random);
    ChainStream stream = new ChainStream(Clock.systemUTC());
    for (int from = 0; from < rows.size(); from += perPiece) {
      ChainStream.Piece piece = new ChainStream.Piece();
      rows.subList(from, Math.min(from + perPiece, rows.size())).forEach(piece::add);
      stream.add(piece);
    }
    return stream.finish(database.inPlatform(StreamVerdictTest::ends));
  }

  private static List<ChainStream.Row> rows(Handle handle) {
    return handle
        .createQuery("select * from audit_record")
        .map(
            (row, context) ->
                new ChainStream.Row(
                    row.getObject("tenant_id", UUID.class),
                    row.getString("node"),
                    row.getLong("sequence"),
                    row.getObject("id", UUID.class),
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getString("action"),
                    row.getString("actor_id"),
                    row.getString("actor_label"),
                    row.getString("outcome"),
                    row.getString("payload").getBytes(StandardCharsets.UTF_8),
                    row.getBytes("hash")))
        .list();
  }

  private static List<ChainStream.End> ends(Handle handle) {
    return handle
        .createQuery("select tenant_id, node, sequence, hash from audit_chain")
        .map(
            (row, context) ->
                new ChainStream.End(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getLong(3),
                    row.getBytes(4)))
        .list();
  }
}
