package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody with the database owner's rights: what is refused, and what is found. */
@Timeout(400)
final class TamperingTest {
  @TempDir Path directory;

  private Rig tenRecords(TestDatabase database) throws IOException {
    Rig engine = AuditKit.engine(directory, database);
    for (int i = 1; i <= 10; i++) {
      engine.audit().record(event(TENANT, "a" + i, Outcome.SUCCESS));
    }
    assertThat(engine.shipper().catchUp(Duration.ofSeconds(60))).isTrue();
    assertThat(engine.log().verify(TENANT).intact()).isTrue();
    return engine;
  }

  private static List<AuditLog.Violation> violations(Rig engine) {
    AuditLog.Verification found = engine.log().verify(TENANT);
    assertThat(found.intact()).isFalse();
    return found.chains().getFirst().violations();
  }

  @BothDatabases
  void change_recordInPlace_isRefusedByTheDatabase(TestDatabase database) throws IOException {
    try (Rig engine = tenRecords(database)) {
      for (String statement :
          List.of(
              "update audit_record set action = 'b' where sequence = 3",
              "delete from audit_record where sequence = 3",
              "delete from audit_record")) {
        assertThatThrownBy(() -> database.inPlatform(handle -> handle.execute(statement)))
            .as(statement)
            .hasStackTraceContaining("append-only");
      }
      if (database.kind() == Database.Kind.POSTGRESQL) {
        assertThatThrownBy(
                () -> database.inPlatform(handle -> handle.execute("truncate audit_record")))
            .hasStackTraceContaining("append-only");
      }
      assertThat(engine.log().verify(TENANT).intact()).isTrue();
    }
  }

  @BothDatabases
  void start_guardTakenOff_isPutOnAgain(TestDatabase database) throws IOException {
    tenRecords(database).close();
    AuditKit.tamper(database);
    AuditKit.engine(directory, database).close();
    if (database.kind() == Database.Kind.H2) {
      assertThatThrownBy(
              () -> database.inPlatform(handle -> handle.execute("delete from audit_record")))
          .hasStackTraceContaining("append-only");
    }
  }

  @BothDatabases
  void verify_payloadChanged_namesTheRecordOnce(TestDatabase database) throws IOException {
    try (Rig engine = tenRecords(database)) {
      AuditKit.tamper(
          database,
          "update audit_record set payload = replace(payload, 'ada@', 'eve@')"
              + " where sequence = 4");

      assertThat(violations(engine)).extracting(AuditLog.Violation::sequence).containsOnly(4L);
    }
  }

  @BothDatabases
  void verify_columnChanged_namesTheRecord(TestDatabase database) throws IOException {
    try (Rig engine = tenRecords(database)) {
      AuditKit.tamper(database, "update audit_record set outcome = 'FAILED' where sequence = 6");

      assertThat(violations(engine))
          .singleElement()
          .satisfies(
              violation -> {
                assertThat(violation.sequence()).isEqualTo(6);
                assertThat(violation.what()).contains("columns");
              });
    }
  }

  @BothDatabases
  void verify_hashChangedToo_isFoundAtTheNextRecord(TestDatabase database) throws IOException {
    try (Rig engine = tenRecords(database)) {
      AuditKit.tamper(
          database,
          "update audit_record set hash = (select hash from audit_record where sequence = 1)"
              + " where sequence = 4");

      assertThat(violations(engine)).extracting(AuditLog.Violation::sequence).contains(4L, 5L);
    }
  }

  @BothDatabases
  void verify_recordDeleted_namesTheGap(TestDatabase database) throws IOException {
    try (Rig engine = tenRecords(database)) {
      AuditKit.tamper(database, "delete from audit_record where sequence in (3, 6, 7)");

      assertThat(violations(engine))
          .containsExactly(
              new AuditLog.Violation(3, "The record is missing."),
              new AuditLog.Violation(6, "The records up to 7 are missing."));
    }
  }

  @BothDatabases
  void verify_twoRecordsSwapped_areFound(TestDatabase database) throws IOException {
    try (Rig engine = tenRecords(database)) {
      AuditKit.tamper(
          database,
          "update audit_record set sequence = 100 where sequence = 4",
          "update audit_record set sequence = 4 where sequence = 5",
          "update audit_record set sequence = 5 where sequence = 100");

      assertThat(violations(engine)).extracting(AuditLog.Violation::sequence).contains(4L, 5L);
    }
  }

  @BothDatabases
  void verify_lastRecordsDeleted_areMissed(TestDatabase database) throws IOException {
    try (Rig engine = tenRecords(database)) {
      AuditKit.tamper(database, "delete from audit_record where sequence > 8");

      assertThat(violations(engine))
          .containsExactly(
              new AuditLog.Violation(9, "The records up to 10 are missing at the end."));
    }
  }

  @BothDatabases
  void verify_lastRecordsDeletedAndTheEndMoved_areMissedByTheNodeThatWroteThem(
      TestDatabase database) throws IOException {
    try (Rig engine = tenRecords(database)) {
      AuditKit.tamper(
          database,
          "delete from audit_record where sequence > 8",
          "update audit_chain set sequence = 8,"
              + " hash = (select hash from audit_record where sequence = 8)");

      assertThat(violations(engine))
          .containsExactly(
              new AuditLog.Violation(
                  9, "The records up to 10, which this node wrote, are missing."));
    }
  }

  @BothDatabases
  void verify_wholeChainDeleted_isMissedByTheNodeThatWroteIt(TestDatabase database)
      throws IOException {
    try (Rig engine = tenRecords(database)) {
      AuditKit.tamper(database, "delete from audit_record", "delete from audit_chain");

      assertThat(violations(engine)).isNotEmpty();
      assertThat(engine.log().verifyAll().intact()).isFalse();
    }
  }

  @BothDatabases
  void verify_recordAdded_isFound(TestDatabase database) throws IOException {
    try (Rig engine = tenRecords(database)) {
      AuditKit.tamper(
          database,
          "insert into audit_record (tenant_id, node, sequence, id, at, action, actor_id,"
              + " actor_label, outcome, payload, hash) select tenant_id, node, 11, id, at, action,"
              + " actor_id, actor_label, outcome, payload, hash from audit_record"
              + " where sequence = 10");

      assertThat(violations(engine)).extracting(AuditLog.Violation::sequence).contains(11L);
    }
  }

  @BothDatabases
  void verify_payloadThatIsNone_isReportedAndShownNowhere(TestDatabase database)
      throws IOException {
    try (Rig engine = tenRecords(database)) {
      AuditKit.tamper(database, "update audit_record set payload = 'gone' where sequence = 2");

      assertThat(violations(engine)).extracting(AuditLog.Violation::sequence).contains(2L);
      assertThat(engine.log().page(AuditLog.Query.all(TENANT, 100)).items()).hasSize(9);
    }
  }
}
