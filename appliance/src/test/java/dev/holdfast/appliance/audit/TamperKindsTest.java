package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every column, every row, every way: nothing that the owner of the tables does goes unseen. */
@Timeout(400)
final class TamperKindsTest {
  private static final int RECORDS = 9;

  @TempDir Path directory;

  private Rig filled(TestDatabase database) throws IOException {
    Rig rig = AuditKit.engine(directory, database);
    for (int i = 1; i <= RECORDS; i++) {
      rig.audit().record(event(TENANT, "a" + i, Outcome.SUCCESS));
      rig.audit().record(event(OTHER, "b" + i, Outcome.SUCCESS));
    }
    assertThat(rig.shipper().catchUp(Duration.ofSeconds(60))).isTrue();
    assertThat(rig.log().verifyAll().intact()).isTrue();
    return rig;
  }

  /** What each does to the record at 5, and how to take it back. */
  private static Map<String, String> changes() {
    Map<String, String> changes = new LinkedHashMap<>();
    changes.put("action = 'b5'", "action = 'a5'");
    changes.put("actor_id = 'acc_eve'", "actor_id = 'acc_ada'");
    changes.put("actor_label = 'eve@example.com'", "actor_label = 'ada@example.com'");
    changes.put("outcome = 'REFUSED'", "outcome = 'SUCCESS'");
    changes.put("at = at - interval '1' hour", "at = at + interval '1' hour");
    changes.put("at = at + interval '0.000001' second", "at = at - interval '0.000001' second");
    changes.put(
        "payload = replace(payload, 'SUCCESS', 'REFUSED')",
        "payload = replace(payload, 'REFUSED', 'SUCCESS')");
    changes.put("payload = payload || ' '", "payload = trim(payload)");
    changes.put(
        "payload = replace(payload, '\"a5\"', '\"a6\"'), action = 'a6'",
        "payload = replace(payload, '\"a6\"', '\"a5\"'), action = 'a5'");
    return changes;
  }

  @BothDatabases
  void verify_oneColumnChanged_namesThatRecordAndHoldsAgainWhenTakenBack(TestDatabase database)
      throws IOException {
    try (Rig rig = filled(database)) {
      changes()
          .forEach(
              (change, undo) -> {
                String where = " where sequence = 5 and tenant_id = '" + TENANT.value() + "'";
                AuditKit.tamper(database, "update audit_record set " + change + where);
                AuditLog.Verification found = rig.log().verify(TENANT);
                assertThat(found.intact()).as(change).isFalse();
                assertThat(found.chains().getFirst().violations())
                    .as(change)
                    .extracting(AuditLog.Violation::sequence)
                    .containsOnly(5L);
                assertThat(rig.log().verify(OTHER).intact()).as(change).isTrue();

                AuditKit.tamper(database, "update audit_record set " + undo + where);
                assertThat(rig.log().verify(TENANT).intact()).as(undo).isTrue();
              });
    }
  }

  @BothDatabases
  void verify_anyOneRecordDeleted_isMissedWhereverItStood(TestDatabase database)
      throws IOException {
    try (Rig rig = filled(database)) {
      String keep = "create table kept as select * from audit_record where tenant_id = '";
      AuditKit.tamper(database, keep + TENANT.value() + "'");
      for (int gone = 1; gone <= RECORDS; gone++) {
        AuditKit.tamper(
            database,
            "delete from audit_record where sequence = "
                + gone
                + " and tenant_id = '"
                + TENANT.value()
                + "'");
        AuditLog.Chain chain = rig.log().verify(TENANT).chains().getFirst();
        assertThat(chain.violations()).hasSize(1);
        assertThat(chain.violations().getFirst().sequence()).isEqualTo(gone);
        assertThat(chain.violations().getFirst().what()).contains("missing");
        assertThat(chain.records()).isEqualTo(RECORDS - 1);

        AuditKit.tamper(
            database, "insert into audit_record select * from kept where sequence = " + gone);
        assertThat(rig.log().verify(TENANT).intact()).isTrue();
      }
    }
  }

  @BothDatabases
  void verify_recordOfAnotherTenantMovedIn_isFoundInBothChains(TestDatabase database)
      throws IOException {
    try (Rig rig = filled(database)) {
      AuditKit.tamper(
          database,
          "delete from audit_record where sequence = 5 and tenant_id = '" + TENANT.value() + "'",
          "update audit_record set tenant_id = '"
              + TENANT.value()
              + "' where sequence = 5 and tenant_id = '"
              + OTHER.value()
              + "'");

      assertThat(rig.log().verify(TENANT).chains().getFirst().violations())
          .extracting(AuditLog.Violation::sequence)
          .contains(5L);
      assertThat(rig.log().verify(OTHER).chains().getFirst().violations())
          .containsExactly(new AuditLog.Violation(5, "The record is missing."));
    }
  }

  @BothDatabases
  void verify_hashesRecomputedOverAForgedMiddle_doNotFitTheStoredEnd(TestDatabase database)
      throws IOException {
    try (Rig rig = filled(database)) {
      AuditKit.tamper(
          database,
          "update audit_record set hash = (select r.hash from audit_record r where r.sequence = 8"
              + " and r.tenant_id = audit_record.tenant_id) where sequence = 9 and tenant_id = '"
              + TENANT.value()
              + "'");
      List<AuditLog.Violation> violations =
          rig.log().verify(TENANT).chains().getFirst().violations();

      assertThat(violations)
          .extracting(AuditLog.Violation::what)
          .contains("The record was changed or stands in another's place.")
          .contains("The chain's stored end does not fit the records.");
    }
  }

  @BothDatabases
  void verify_storedEndTamperedWith_isFound(TestDatabase database) throws IOException {
    try (Rig rig = filled(database)) {
      String mine = " where tenant_id = '" + TENANT.value() + "'";
      for (String change :
          List.of(
              "update audit_chain set sequence = sequence + 5" + mine,
              "update audit_chain set sequence = 3" + mine,
              "update audit_chain set sequence = 9, hash = (select hash from audit_record"
                  + mine
                  + " and sequence = 1)"
                  + mine)) {
        AuditKit.tamper(database, change);
        assertThat(rig.log().verify(TENANT).intact()).as(change).isFalse();
      }
      AuditKit.tamper(database, "delete from audit_chain" + mine);
      assertThat(rig.log().verify(TENANT).chains().getFirst().violations())
          .containsExactly(new AuditLog.Violation(RECORDS, "The chain's stored end is missing."));
      assertThat(rig.log().verify(OTHER).intact()).isTrue();
    }
  }

  @BothDatabases
  void verify_moreWrongThanAnybodyReads_isBoundedAndStillBroken(TestDatabase database)
      throws IOException {
    try (Rig rig = filled(database)) {
      for (int i = 0; i < 150; i++) {
        rig.audit().record(event(TENANT, "c" + i, Outcome.SUCCESS));
      }
      assertThat(rig.shipper().catchUp(Duration.ofSeconds(60))).isTrue();
      AuditKit.tamper(database, "update audit_record set payload = 'gone'");
      AuditLog.Chain chain = rig.log().verify(TENANT).chains().getFirst();

      assertThat(chain.violations()).hasSize(100);
      assertThat(chain.records()).isEqualTo(RECORDS + 150);
      assertThat(rig.log().page(AuditLog.Query.all(TENANT, 10)).items()).isEmpty();
    }
  }

  @BothDatabases
  void verify_afterTampering_newRecordsAreStillTakenAndOnlyTheOldOneIsNamed(TestDatabase database)
      throws IOException {
    try (Rig rig = filled(database)) {
      AuditKit.tamper(
          database,
          "update audit_record set payload = replace(payload, 'a2', 'xx') where sequence = 2");
      for (int i = 0; i < 5; i++) {
        rig.audit().record(event(TENANT, "later" + i, Outcome.SUCCESS));
      }
      assertThat(rig.shipper().catchUp(Duration.ofSeconds(60))).isTrue();

      AuditLog.Chain chain = rig.log().verify(TENANT).chains().getFirst();
      assertThat(chain.headSequence()).isEqualTo(RECORDS + 5);
      assertThat(chain.violations()).extracting(AuditLog.Violation::sequence).containsOnly(2L);
    }
  }
}
