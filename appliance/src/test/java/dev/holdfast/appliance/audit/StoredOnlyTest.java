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
import java.time.Clock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that nobody writes to, such as a restored one, is verified without any journal. */
@Timeout(120)
final class StoredOnlyTest {
  @TempDir Path directory;

  private void write(TestDatabase database) throws IOException {
    try (Rig rig = AuditKit.engine(directory, database)) {
      for (int i = 1; i <= 5; i++) {
        rig.audit().record(event(TENANT, "a" + i, Outcome.SUCCESS));
      }
      rig.audit().record(event(OTHER, "b", Outcome.SUCCESS));
      rig.audit().record(event(null, "c", Outcome.SUCCESS));
    }
  }

  @BothDatabases
  void verifyStored_asItWasLeft_isIntactAndCountsEveryChain(TestDatabase database)
      throws IOException {
    write(database);

    AuditLog.Verification found = AuditLog.verifyStored(database, Clock.systemUTC());
    assertThat(found.intact()).isTrue();
    assertThat(found.records()).isEqualTo(7);
    assertThat(found.chains())
        .extracting(AuditLog.Chain::tenant)
        .hasSize(3)
        .contains(TENANT, OTHER);
  }

  @BothDatabases
  void verifyStored_recordChanged_namesItsChainAndRecord(TestDatabase database) throws IOException {
    write(database);
    AuditKit.tamper(
        database,
        "update audit_record set payload = replace(payload, 'ada@', 'eve@')"
            + " where action = 'a3'");

    AuditLog.Verification found = AuditLog.verifyStored(database, Clock.systemUTC());
    assertThat(found.chains().stream().filter(chain -> !chain.violations().isEmpty()))
        .singleElement()
        .satisfies(
            chain -> {
              assertThat(chain.tenant()).isEqualTo(TENANT);
              assertThat(chain.violations().getFirst().sequence()).isEqualTo(3);
            });
  }
}
