package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.observe.HealthProbe;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is due, what is kept, what went backwards. */
final class BackupPlanTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static BackupConfig config(int last, int days, int weeks) {
    return new BackupConfig(null, null, Duration.ZERO, last, days, weeks, 3);
  }

  private static Manifest.Header header(String id, Instant at) {
    return new Manifest.Header(id, at, "1", "i", "n", "H2", 0, 0);
  }

  @Test
  void kept_ofHourlyBackups_areTheNewestAndOneOfEachDayAndWeek() {
    List<Manifest.Header> all = new ArrayList<>();
    for (int hour = 0; hour < 24 * 40; hour++) {
      all.add(header("b" + hour, NOW.minus(hour, ChronoUnit.HOURS)));
    }

    Set<String> kept = new Retention(config(3, 5, 4)).kept(all);

    assertThat(kept).startsWith("b0", "b1", "b2", "b13", "b37", "b61", "b85");
    assertThat(kept).hasSizeBetween(8, 11);
  }

  @Test
  void kept_whenThereAreFew_areAll() {
    List<Manifest.Header> all = List.of(header("a", NOW), header("b", NOW.minusSeconds(60)));

    assertThat(new Retention(config(7, 0, 0)).kept(all)).containsExactly("a", "b");
    assertThat(new Retention(config(1, 0, 0)).kept(all)).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T02:29:00Z, 2026-11-20T02:30:00Z",
    "2026-11-21T02:30:00Z, 2026-11-21T02:30:00Z",
    "2026-11-21T23:59:00Z, 2026-11-21T02:30:00Z"
  })
  void lastDue_ofATimeOfDay_isTheLastMomentThatHasCome(Instant now, Instant due) {
    assertThat(BackupTimer.lastDue(now, LocalTime.of(2, 30))).isEqualTo(due);
  }

  @Test
  void config_thatMakesNoSense_isRefused() {
    assertThatThrownBy(() -> new BackupConfig(null, "half past two", Duration.ZERO, 1, 0, 0, 3))
        .hasMessageContaining("02:30");
    assertThatThrownBy(() -> config(0, 0, 0)).hasMessageContaining("keep-last");
    assertThatThrownBy(() -> new BackupConfig(null, null, Duration.ZERO, 1, 0, 0, 99))
        .hasMessageContaining("compression");
  }

  @BothDatabases
  void claim_ofTheSameMoment_isGivenOnce(TestDatabase database) {
    BackupSettings one = new BackupSettings(database, new IdSource());
    BackupSettings other = new BackupSettings(database, new IdSource());

    assertThat(one.claim("backup", NOW)).isTrue();
    assertThat(other.claim("backup", NOW)).isFalse();
    assertThat(other.claim("backup", NOW.plusSeconds(86_400))).isTrue();
    assertThat(one.claim("drill", NOW)).isTrue();
    assertThat(one.installation()).isEqualTo(other.installation()).startsWith("ins_");
  }

  @BothDatabases
  void health_beforeTheFirstBackup_isWellUntilOneShouldHaveBeen(TestDatabase database) {
    SettableClock clock = new SettableClock(NOW);
    BackupRuns runs = new BackupRuns(database, new Node("n"), clock);
    BackupConfig nightly = new BackupConfig(null, "02:30", Duration.ZERO, 1, 0, 0, 3);
    BackupMeters meters = new BackupMeters(runs, nightly, clock);

    assertThat(meters.check())
        .isEqualTo(HealthProbe.Health.up("The first backup is due at 02:30 UTC."));
    clock.advance(Duration.ofHours(27));
    assertThat(meters.check())
        .isEqualTo(HealthProbe.Health.degraded("No backup has ended well yet."));
  }

  @Test
  void backwards_comparesChainsAndTheClock() {
    Manifest.ChainEnd ten = new Manifest.ChainEnd("t", "n", 10, "aa");
    Manifest.ChainEnd nine = new Manifest.ChainEnd("t", "n", 9, "bb");
    Manifest.ChainEnd forged = new Manifest.ChainEnd("t", "n", 10, "cc");
    RewindWatch.Seen before = new RewindWatch.Seen(List.of(ten), NOW);

    assertThat(RewindWatch.backwards(before, before, Manifest.ChainEnd::hash)).isEmpty();
    assertThat(
            RewindWatch.backwards(
                before, new RewindWatch.Seen(List.of(nine), NOW), Manifest.ChainEnd::hash))
        .singleElement()
        .asString()
        .contains("record 9", "seen at 10");
    assertThat(
            RewindWatch.backwards(
                before, new RewindWatch.Seen(List.of(forged), NOW), Manifest.ChainEnd::hash))
        .singleElement()
        .asString()
        .contains("another record 10");
    assertThat(
            RewindWatch.backwards(
                before,
                new RewindWatch.Seen(List.of(), NOW.minusSeconds(1)),
                Manifest.ChainEnd::hash))
        .hasSize(2);
  }
}
