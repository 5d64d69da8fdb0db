package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Inside one tenant's scope, another's audit rows are not there: to read, to add to, to count. */
@Timeout(400)
final class TenantRowsTest {
  @TempDir Path directory;

  private Rig filled(TestDatabase database) throws IOException {
    Rig rig = AuditKit.engine(directory, database);
    rig.audit().record(event(TENANT, "mine", Outcome.SUCCESS));
    rig.audit().record(event(OTHER, "theirs", Outcome.SUCCESS));
    rig.audit().record(event(null, "the.platforms", Outcome.SUCCESS));
    assertThat(rig.shipper().catchUp(java.time.Duration.ofSeconds(60))).isTrue();
    return rig;
  }

  private static List<String> actions(Database database, TenantId scope, String sql) {
    return database.inTenant(
        scope,
        handle -> handle.createQuery(sql).bind("tenant", scope.value()).mapTo(String.class).list());
  }

  @BothDatabases
  void read_ownRows_areThereAndOnlyThose(TestDatabase database) throws IOException {
    try (Rig rig = filled(database)) {
      String sql = "select action from audit_record where tenant_id = :tenant";

      assertThat(actions(database, TENANT, sql)).containsExactly("mine");
      assertThat(actions(database, OTHER, sql)).containsExactly("theirs");
      assertThat(rig.audit().openIntents()).isZero();
    }
  }

  @BothDatabases
  void read_withAConditionThatIsAlwaysTrue_showsNothingOfOthers(TestDatabase database)
      throws IOException {
    try (Rig rig = filled(database)) {
      String sql =
          "select action from audit_record where tenant_id = :tenant or 1 = 1 order by action";
      if (database.kind() == Database.Kind.POSTGRESQL) {
        assertThat(actions(database, TENANT, sql)).as("row-level security").containsExactly("mine");
        assertThat(actions(database, new TenantId(UUID.randomUUID()), sql)).isEmpty();
      }
      assertThat(rig.log().page(AuditLog.Query.all(TENANT, 10)).items()).hasSize(1);
    }
  }

  @BothDatabases
  void read_withoutTheTenantInTheStatement_isRefused(TestDatabase database) throws IOException {
    try (Rig rig = filled(database)) {
      for (String table : List.of("audit_record", "audit_chain")) {
        assertThatThrownBy(
                () ->
                    database.inTenant(
                        TENANT,
                        handle ->
                            handle
                                .createQuery("select count(*) from " + table)
                                .mapTo(Integer.class)
                                .one()))
            .as(table)
            .isInstanceOf(RuntimeException.class);
      }
      assertThat(rig.audit().openIntents()).isZero();
    }
  }

  @BothDatabases
  void add_aRowForAnotherTenant_isRefused(TestDatabase database) throws IOException {
    try (Rig rig = filled(database)) {
      if (database.kind() == Database.Kind.POSTGRESQL) {
        assertThatThrownBy(
                () ->
                    database.inTenant(
                        TENANT,
                        handle ->
                            handle
                                .createUpdate(
                                    "insert into audit_chain (tenant_id, node, sequence, hash)"
                                        + " select :other, 'forged', 1, hash from audit_chain"
                                        + " where tenant_id = :tenant")
                                .bind("other", OTHER.value())
                                .bind("tenant", TENANT.value())
                                .execute()))
            .hasMessageContaining("row-level security");
      }
      assertThat(rig.log().verify(OTHER).intact()).isTrue();
      assertThat(rig.log().verify(OTHER).chains()).hasSize(1);
    }
  }

  @BothDatabases
  void change_ownRows_isRefusedInsideTheScopeToo(TestDatabase database) throws IOException {
    try (Rig rig = filled(database)) {
      for (String sql :
          List.of(
              "update audit_record set action = 'x' where tenant_id = :tenant",
              "delete from audit_record where tenant_id = :tenant")) {
        assertThatThrownBy(
                () ->
                    database.inTenant(
                        TENANT,
                        handle ->
                            handle.createUpdate(sql).bind("tenant", TENANT.value()).execute()))
            .hasStackTraceContaining("append-only");
      }
      assertThat(rig.log().verify(TENANT).intact()).isTrue();
    }
  }

  @BothDatabases
  void verify_asOneTenant_neverNamesAnother(TestDatabase database) throws IOException {
    try (Rig rig = filled(database)) {
      assertThat(rig.log().verify(TENANT).chains())
          .extracting(AuditLog.Chain::tenant)
          .containsExactly(TENANT);
      assertThat(rig.log().verify(null).chains())
          .extracting(AuditLog.Chain::tenant)
          .containsOnlyNulls();
      assertThat(rig.log().verifyAll().chains()).hasSize(3);
      assertThat(rig.log().verify(new TenantId(UUID.randomUUID())).chains()).isEmpty();
    }
  }

  @BothDatabases
  void page_cursorOfAnotherTenantsLog_givesNothingOfIt(TestDatabase database) throws IOException {
    try (Rig rig = filled(database)) {
      for (int i = 0; i < 5; i++) {
        rig.audit().record(event(OTHER, "theirs" + i, Outcome.SUCCESS));
      }
      String cursor = rig.log().page(AuditLog.Query.all(OTHER, 2)).nextCursor();

      assertThat(cursor).isNotNull();
      assertThat(rig.log().page(AuditLog.Query.all(TENANT, 10).after(cursor)).items())
          .allMatch(entry -> entry.record().event().action().equals("mine"));
    }
  }

  @BothDatabases
  void page_textOfAnotherTenant_isFoundByNobodyElse(TestDatabase database) throws IOException {
    try (Rig rig = filled(database)) {
      AuditLog.Query wanted =
          new AuditLog.Query(TENANT, 10, null, null, null, null, null, null, "theirs");

      assertThat(rig.log().page(wanted).items()).isEmpty();
    }
  }
}
