package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.observe.HealthProbe.Health;
import dev.holdfast.appliance.observe.HealthProbe.State;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the operator sees of the audit log from outside: the probe and the meters. */
@Timeout(400)
final class AuditHealthTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  private static SimpleMeterRegistry meters(Rig rig) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new AuditMeters(rig.engine()).bindTo(registry);
    return registry;
  }

  private static double gauge(SimpleMeterRegistry registry, String name) {
    return registry.get(name).gauge().value();
  }

  private static void waitForTrouble(Rig rig) {
    Patience.until("the shipper is in trouble", () -> rig.shipper().trouble() != null);
  }

  @BothDatabases
  void probe_allWell_isUpAndSaysHowMuchRoomThereIs(TestDatabase database) throws IOException {
    try (Rig rig = AuditKit.engine(directory, database)) {
      Health health = new AuditProbe(rig.engine()).check();

      assertThat(new AuditProbe(rig.engine()).name()).isEqualTo("audit");
      assertThat(health.state()).isEqualTo(State.UP);
      assertThat(health.detail()).contains("MiB are free");
    }
  }

  @BothDatabases
  void probe_recordsDoNotReachTheDatabase_isDegradedAndWellAgainAfterwards(TestDatabase database)
      throws IOException {
    Sluice sluice = Sluice.shut();
    try (Rig rig = AuditKit.engine(directory, database, sluice)) {
      rig.audit().record(event(TENANT, "a", Outcome.SUCCESS));
      waitForTrouble(rig);
      Health health = new AuditProbe(rig.engine()).check();
      assertThat(health.state()).isEqualTo(State.DEGRADED);
      assertThat(health.detail()).contains("safe in the journal").contains("sluice");

      sluice.open();
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      Patience.until("all is well again", () -> rig.shipper().trouble() == null);
      assertThat(new AuditProbe(rig.engine()).check().state()).isEqualTo(State.UP);
    }
  }

  @BothDatabases
  void probe_journalFull_isDownUntilTheDatabaseTakesItOver(TestDatabase database)
      throws IOException {
    JournalSettings two =
        new JournalSettings(directory, 1 << 18, 3 << 18, JournalSettings.Sync.ALWAYS);
    Sluice sluice = Sluice.shut();
    try (Rig rig = AuditKit.engine(two, database, sluice)) {
      fill(rig);
      Health health = new AuditProbe(rig.engine()).check();
      assertThat(health.state()).isEqualTo(State.DOWN);
      assertThat(health.detail()).contains("limit");

      sluice.open();
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      AuditProbe probe = new AuditProbe(rig.engine());
      Patience.until("it can grow again", () -> probe.check().state() == State.UP);
      rig.audit().record(event(TENANT, "goes.on", Outcome.SUCCESS));
      assertThat(rig.log().verify(TENANT).intact()).isTrue();
    }
  }

  private static void fill(Rig rig) {
    while (true) {
      ProblemException refused =
          catchThrowableOfType(
              ProblemException.class,
              () -> rig.audit().record(event(TENANT, "fill", Outcome.SUCCESS)));
      if (refused != null && String.valueOf(refused.problem().detail()).contains("limit")) {
        return;
      }
    }
  }

  @BothDatabases
  void meters_afterSomeRecords_countThem(TestDatabase database) throws IOException {
    try (Rig rig = AuditKit.engine(directory, database)) {
      SimpleMeterRegistry registry = meters(rig);
      for (int i = 0; i < 7; i++) {
        AuditKit.operate(rig.audit(), TENANT, "a");
      }
      UUID open = rig.audit().begin(event(TENANT, "a", Outcome.STARTED));
      assertThat(rig.shipper().catchUp(LONG)).isTrue();

      assertThat(registry.get("holdfast.audit.records").functionCounter().count()).isEqualTo(7);
      assertThat(registry.get("holdfast.audit.flush").functionTimer().count()).isPositive();
      assertThat(gauge(registry, "holdfast.audit.open")).isEqualTo(1);
      assertThat(gauge(registry, "holdfast.audit.free.bytes")).isPositive();
      assertThat(gauge(registry, "holdfast.audit.shipping.up")).isEqualTo(1);
      AuditKit.finish(rig.audit(), open, event(TENANT, "a", Outcome.SUCCESS));
      assertThat(gauge(registry, "holdfast.audit.open")).isZero();
    }
  }

  @BothDatabases
  void meters_whileNothingIsShipped_showTheLagGrowAndVanish(TestDatabase database)
      throws IOException {
    Sluice sluice = new Sluice();
    try (Rig rig = AuditKit.engine(directory, database, sluice)) {
      SimpleMeterRegistry registry = meters(rig);
      rig.audit().record(event(TENANT, "a", Outcome.SUCCESS));
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      sluice.close();
      double before = gauge(registry, "holdfast.audit.lag.bytes");
      for (int i = 0; i < 50; i++) {
        rig.audit().record(event(TENANT, "a", Outcome.SUCCESS));
      }
      waitForTrouble(rig);
      assertThat(gauge(registry, "holdfast.audit.lag.bytes")).isGreaterThan(before + 50 * 200);
      assertThat(gauge(registry, "holdfast.audit.shipping.up")).isZero();

      sluice.open();
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      assertThat(gauge(registry, "holdfast.audit.lag.bytes")).isLessThan(1_000);
    }
  }
}
