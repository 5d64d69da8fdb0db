package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** T20 to T22 and T24 of the threat cases, across restarts, on both databases. */
class ClockThreatsTest {
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  @TempDir private Path home = Path.of("");
  @TempDir private Path keys = Path.of("");

  private Rig begun(TestDatabase database, String... flags) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = new Rig(database, new Rig.Site(vendor.anchors(), clock, home));
    assertThat(rig.licensing.add(vendor.licence(flags), "upload")).isEmpty();
    rig.licensing.refresh();
    return rig;
  }

  private static Map<String, String> standings(Rig rig) {
    return rig.view().clock().witnesses().stream()
        .collect(
            Collectors.toMap(LicenceView.WitnessView::name, LicenceView.WitnessView::standing));
  }

  /** A trial of 30 days that began 90 days ago, and was looked at today. */
  private Rig longEnded(TestDatabase database) {
    Rig rig = begun(database, "--plan", "trial", "--days", "30");
    clock.advance(Duration.ofDays(90));
    rig.licensing.refresh();
    return rig;
  }

  private static void forget(TestDatabase database) {
    var unused = database.inPlatform(handle -> handle.execute("delete from licence_clock"));
  }

  /** Started again when the machine's clock says the third day. */
  private Rig startedOnTheThirdDay(Rig rig) {
    clock.set(START.plus(Duration.ofDays(2)));
    return again(rig);
  }

  /** No day of the 90 came back. */
  private static void assertStillDay90(Rig rig) {
    assertThat(rig.view().clock().now()).isEqualTo(START.plus(Duration.ofDays(90)));
  }

  private static Rig again(Rig rig) {
    Rig next = rig.restarted();
    next.licensing.refresh();
    return next;
  }

  @BothDatabases
  void t20_clockBackOneDayWhileRunning_timeGoesOnAndWorkToo(TestDatabase database) {
    Rig rig = begun(database, "--plan", "trial", "--days", "30");
    clock.advance(Duration.ofDays(29));
    rig.licensing.refresh();
    clock.advance(Duration.ofDays(-1).minusHours(1));
    rig.licensing.refresh();
    LicenceView view = rig.view();
    assertThat(view.clock().state()).isEqualTo("clock_suspect");
    assertThat(view.clock().now()).isEqualTo(START.plus(Duration.ofDays(29)));
    assertThat(view.clock().sentence())
        .contains("28 June 2026, 23:00 UTC")
        .contains("30 June 2026, 00:00 UTC");
    assertThat(rig.licensing.current().grants(Capability.GATEWAY_CHAT)).isTrue();
    assertThat(rig.licensing.current().allowsChanges()).isTrue();
    assertThat(rig.audit.events("licence.change").getLast().details()).containsKey("machineClock");
  }

  @BothDatabases
  void t20_clockBackOneYearWhileStopped_bringsNoEndedTrialBack(TestDatabase database) {
    Rig rig = begun(database, "--plan", "trial", "--days", "30");
    clock.advance(Duration.ofDays(100));
    rig.licensing.refresh();
    assertThat(rig.view().stage()).isEqualTo("read-only");
    clock.advance(Duration.ofDays(-365));
    Rig restarted = rig.restarted();
    restarted.licensing.refresh();
    assertThat(restarted.view().stage()).isEqualTo("read-only");
    assertThat(restarted.view().clock().state()).isEqualTo("clock_suspect");
    assertThat(restarted.licensing.current().grants(Capability.GATEWAY_CHAT)).isTrue();
  }

  @BothDatabases
  void t20_clockSetRightAgain_healsByItself(TestDatabase database) {
    Rig rig = begun(database, "--plan", "team", "--days", "365");
    clock.advance(Duration.ofDays(-40));
    rig.licensing.refresh();
    assertThat(rig.view().clock().state()).isEqualTo("clock_suspect");
    clock.set(START.plus(Duration.ofMinutes(1)));
    rig.licensing.refresh();
    assertThat(rig.view().clock().state()).isEqualTo("ok");
  }

  @BothDatabases
  void t21_rowDeleted_isMadeAgainFromTheFile(TestDatabase database) {
    Rig rig = longEnded(database);
    forget(database);
    Rig restarted = startedOnTheThirdDay(rig);
    assertStillDay90(restarted);
    assertThat(restarted.view().stage()).isEqualTo("read-only");
    assertThat(standings(restarted)).containsEntry("database", "missing");
    assertThat(standings(restarted)).containsEntry("file", "agrees");
    assertThat(restarted.audit.events("licence.clock").getLast().details().get("why"))
        .isEqualTo("rebuilt: database missing");
    assertThat(standings(again(restarted))).containsEntry("database", "agrees");
  }

  @BothDatabases
  void t21_databaseOfYesterdayMonthRestored_isMadeAgainFromTheFile(TestDatabase database) {
    Rig rig = longEnded(database);
    database.inPlatform(
        handle ->
            handle
                .createUpdate("update licence_clock set seen_at = :then")
                .bind("then", START.plus(Duration.ofDays(60)))
                .execute());
    Rig restarted = startedOnTheThirdDay(rig);
    assertStillDay90(restarted);
    assertThat(standings(restarted)).containsEntry("database", "behind");
  }

  @BothDatabases
  void t21_rowAndFileDeleted_areMadeAgainFromTheAuditChain(TestDatabase database)
      throws IOException {
    Rig rig = longEnded(database);
    forget(database);
    Files.delete(home.resolve("clock.mark"));
    Rig restarted = startedOnTheThirdDay(rig);
    assertStillDay90(restarted);
    assertThat(standings(restarted))
        .containsEntry("database", "missing")
        .containsEntry("file", "missing")
        .containsEntry("audit", "agrees");
    assertThat(Files.exists(home.resolve("clock.mark"))).isTrue();
    assertThat(restarted.audit.events("licence.clock").getLast().details().get("why"))
        .isEqualTo("rebuilt: database missing, file missing");
  }

  @BothDatabases
  void t21_everythingDeleted_timeIsNotBeforeTheNewestSignature(TestDatabase database)
      throws IOException {
    Rig rig = longEnded(database);
    forget(database);
    Files.delete(home.resolve("clock.mark"));
    rig.audit.records.clear();
    clock.set(START.minus(Duration.ofDays(365)));
    Rig restarted = again(rig);
    // The trial is as old as its signature says: no day of it comes back that was not there before.
    assertThat(restarted.view().clock().now()).isEqualTo(START);
    assertThat(restarted.view().clock().state()).isEqualTo("clock_suspect");
    assertThat(restarted.view().expires()).isEqualTo(START.plus(Duration.ofDays(30)));
  }

  @BothDatabases
  void t21_rowThatClaimsAWordOfTheVendors_isNotBelieved(TestDatabase database) {
    Rig rig = longEnded(database);
    database.inPlatform(
        handle ->
            handle
                .createUpdate("update licence_clock set seen_at = :then, epoch = :epoch")
                .bind("then", START)
                .bind("epoch", START.plusSeconds(5).toEpochMilli())
                .execute());
    Rig restarted = startedOnTheThirdDay(rig);
    assertStillDay90(restarted);
    assertThat(standings(restarted)).containsEntry("database", "disbelieved");
    assertThat(standings(again(restarted))).containsEntry("database", "agrees");
  }

  @BothDatabases
  void t21_kmsAndAuditDownAtTheStart_areHeardWhenTheyAreBack(TestDatabase database) {
    Rig rig = longEnded(database);
    forget(database);
    clock.set(START.plus(Duration.ofDays(2)));
    rig.kms().fail(ErrorCode.KMS_UNAVAILABLE);
    rig.audit.down(true);
    Rig restarted = again(rig);
    assertThat(restarted.view().clock().now()).isEqualTo(START.plus(Duration.ofDays(2)));
    rig.kms().recover();
    restarted.licensing.refresh();
    assertStillDay90(restarted);
    rig.audit.down(false);
    restarted.licensing.refresh();
    assertThat(standings(restarted)).containsEntry("audit", "agrees");
  }

  @BothDatabases
  void t22_clockIn2099ByMistake_isMendedByANewerLicenceForAllWitnesses(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = new Rig(database, new Rig.Site(vendor.anchors(), clock, home));
    String licence = vendor.licence("--plan", "enterprise", "--days", "365");
    rig.licensing.add(licence, "upload");
    clock.set(Instant.parse("2099-01-01T00:00:00Z"));
    rig.licensing.refresh();
    assertThat(rig.view().stage()).isEqualTo("read-only");
    clock.set(START.plus(Duration.ofDays(2)));
    rig.licensing.refresh();
    assertThat(rig.view().clock().state()).isEqualTo("clock_suspect");
    assertThat(rig.licensing.add(vendor.renewed(licence), "upload")).isEmpty();
    assertThat(rig.view().clock().state()).isEqualTo("ok");
    assertThat(rig.view().stage()).isEqualTo("active");
    Rig restarted = again(rig);
    assertThat(restarted.view().clock().state()).isEqualTo("ok");
    assertThat(standings(restarted))
        .containsEntry("database", "agrees")
        .containsEntry("file", "agrees")
        .containsEntry("audit", "agrees");
  }

  @BothDatabases
  void t24_issuedTwentyHoursAhead_isTakenWithANotice(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    String licence = vendor.licence("--plan", "enterprise");
    clock.advance(Duration.ofHours(-20));
    Rig rig = new Rig(database, new Rig.Site(vendor.anchors(), clock, home));
    assertThat(rig.licensing.add(licence, "upload")).isEmpty();
    assertThat(rig.view().state()).isEqualTo("valid");
    assertThat(rig.view().notices()).singleElement().asString().contains("The clocks differ");
    assertThat(rig.view().clock().state()).isEqualTo("skewed");
  }

  @BothDatabases
  void t24_issuedTwoDaysAhead_isRefusedWithBothTimes(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    String licence = vendor.licence("--plan", "enterprise");
    clock.advance(Duration.ofDays(-2));
    Rig rig = new Rig(database, new Rig.Site(vendor.anchors(), clock, home));
    assertThat(rig.licensing.add(licence, "upload"))
        .map(Problem::code)
        .contains(ErrorCode.LICENCE_FROM_FUTURE);
    assertThat(rig.view().state()).isEqualTo("community");
  }
}
