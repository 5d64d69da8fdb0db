package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guard in the database, and every way round it that a statement knows. */
@Timeout(400)
final class AppendOnlyTest {
  @TempDir Path directory;

  private void fill(TestDatabase database) throws IOException {
    try (Rig rig = AuditKit.engine(directory, database)) {
      rig.audit().record(event(TENANT, "a", Outcome.SUCCESS));
      rig.audit().record(event(TENANT, "b", Outcome.SUCCESS));
    }
  }

  private static int rows(Database database) {
    return database.inPlatform(
        handle ->
            handle.createQuery("select count(*) from audit_record").mapTo(Integer.class).one());
  }

  @BothDatabases
  void statements_thatChangeOrRemove_areRefusedWhateverTheyAreCalled(TestDatabase database)
      throws IOException {
    fill(database);
    for (String sql :
        List.of(
            "update audit_record set payload = payload where sequence = 1",
            "update audit_record set hash = hash",
            "delete from audit_record where sequence = 2",
            "merge into audit_record t using (select 1 as n) s on t.sequence = s.n"
                + " when matched then delete",
            "merge into audit_record t using (select 1 as n) s on t.sequence = s.n"
                + " when matched then update set action = 'x'")) {
      assertThatThrownBy(() -> database.inPlatform(handle -> handle.execute(sql)))
          .as(sql)
          .hasStackTraceContaining("append-only");
    }
    assertThat(rows(database)).isEqualTo(2);
  }

  @BothDatabases
  void insertOnConflict_thatWouldUpdate_isRefused(TestDatabase database) throws IOException {
    fill(database);
    if (database.kind() == Database.Kind.POSTGRESQL) {
      assertThatThrownBy(
              () ->
                  database.inPlatform(
                      handle ->
                          handle.execute(
                              "insert into audit_record select * from audit_record"
                                  + " where sequence = 1 on conflict (tenant_id, node, sequence)"
                                  + " do update set action = 'x'")))
          .hasStackTraceContaining("append-only");
      assertThatThrownBy(
              () -> database.inPlatform(handle -> handle.execute("truncate audit_record")))
          .hasStackTraceContaining("append-only");
    }
    assertThat(rows(database)).isEqualTo(2);
  }

  @BothDatabases
  void enforce_againAndAgain_isTheSame(TestDatabase database) throws IOException {
    fill(database);
    for (int i = 0; i < 3; i++) {
      AppendOnly.enforce(database);
    }
    assertThatThrownBy(
            () -> database.inPlatform(handle -> handle.execute("delete from audit_record")))
        .hasStackTraceContaining("append-only");
  }

  @BothDatabases
  void enforce_afterTheGuardWasTakenOff_putsItOnAgain(TestDatabase database) throws IOException {
    fill(database);
    AuditKit.tamper(database, "delete from audit_record where sequence = 2");
    assertThat(rows(database)).as("without the guard it can be done").isEqualTo(1);

    AppendOnly.enforce(database);
    assertThatThrownBy(
            () -> database.inPlatform(handle -> handle.execute("delete from audit_record")))
        .hasStackTraceContaining("append-only");
    assertThat(rows(database)).isEqualTo(1);
  }

  @BothDatabases
  void enforce_afterTheGuardWasDropped_makesItAnew(TestDatabase database) throws IOException {
    fill(database);
    database.inPlatform(
        handle ->
            database.kind() == Database.Kind.H2
                ? handle.execute("drop trigger audit_append_only")
                : handle.execute("drop function audit_append_only() cascade"));

    AppendOnly.enforce(database);
    assertThatThrownBy(
            () ->
                database.inPlatform(
                    handle -> handle.execute("update audit_record set action = 'x'")))
        .hasStackTraceContaining("append-only");
  }

  @BothDatabases
  void guard_doesNotHinderWhatIsAdded(TestDatabase database) throws IOException {
    fill(database);
    try (Rig rig = AuditKit.engine(directory, database)) {
      rig.audit().record(event(TENANT, "c", Outcome.SUCCESS));
      assertThat(rig.shipper().catchUp(java.time.Duration.ofSeconds(60))).isTrue();
    }
    assertThat(rows(database)).isEqualTo(3);
  }
}
