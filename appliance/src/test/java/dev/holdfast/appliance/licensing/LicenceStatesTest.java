package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.licensing.mail.Postmen;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** What the licence page calls each state, and the sentence and the date that go with it. */
class LicenceStatesTest {
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  @TempDir private Path home = Path.of("");
  @TempDir private Path keys = Path.of("");

  private Rig rig(TestDatabase database, Vendor vendor, @Nullable String version) {
    return new Rig(
        database,
        new Rig.Site(vendor.anchors(), clock, home),
        new Release(version, null, false),
        Postmen.without());
  }

  private static void assertState(Rig rig, String state, String stage, String sentence) {
    assertThat(rig.view().state()).isEqualTo(state);
    assertThat(rig.view().stage()).isEqualTo(stage);
    assertThat(rig.view().sentence()).isEqualTo(sentence);
  }

  private void on(int day, Rig rig) {
    clock.set(START.plus(Duration.ofDays(day)));
    rig.licensing.refresh();
  }

  @BothDatabases
  void view_asALicenceRunsOut_namesEachRungAndItsDay(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = rig(database, vendor, null);
    assertState(rig, "community", "active", "The community plan rules; no licence was added.");
    rig.licensing.add(
        vendor.licence("--plan", "enterprise", "--days", "90", "--grace-days", "30"), "upload");
    String ends = " It ends on 30 August 2026, 00:00 UTC.";
    String ended = " It ended on 30 August 2026, 00:00 UTC.";
    assertState(rig, "valid", "active", "The licence is valid." + ends);
    on(60, rig);
    assertState(rig, "valid", "notice", "The licence ends in 30 days or less." + ends);
    on(90, rig);
    assertState(
        rig, "grace", "grace", "The licence has ended; everything goes on for 30 days." + ended);
    on(120, rig);
    assertState(
        rig,
        "expired",
        "no-new",
        "The licence has ended: nothing new beyond the community plan, and no feature upgrades."
            + ended);
    on(150, rig);
    assertState(
        rig,
        "expired",
        "read-only",
        "The licence has ended: running work goes on; settings can be read and not changed."
            + ended);
  }

  @BothDatabases
  void view_ofARevokedLicence_saysSinceWhenAndNeverThatItEndsLater(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = rig(database, vendor, null);
    rig.licensing.add(vendor.licence("--plan", "enterprise", "--days", "365"), "upload");
    clock.advance(Duration.ofDays(20));
    rig.licensing.add(vendor.revocationOf(String.valueOf(rig.view().id())), "upload");
    String learned = " This appliance learned of it on 21 June 2026, 00:00 UTC.";
    String back = "The vendor has taken the licence back";
    assertState(rig, "revoked", "grace", back + "; everything goes on for 14 days." + learned);
    assertThat(rig.view().ladder())
        .extracting(LicenceView.RungView::stage)
        .containsExactly("grace", "no-new", "read-only");
    on(34, rig);
    assertState(
        rig,
        "revoked",
        "no-new",
        back + ": nothing new beyond the community plan, and no feature upgrades." + learned);
    on(64, rig);
    assertThat(rig.view().state()).isEqualTo("revoked");
    assertThat(rig.view().stage()).isEqualTo("read-only");
  }

  @BothDatabases
  void view_ofALicenceThatIsRevokedAndHasEnded_saysWhatWithholdsMore(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = rig(database, vendor, null);
    rig.licensing.add(
        vendor.licence("--plan", "enterprise", "--days", "10", "--grace-days", "30"), "upload");
    String list = vendor.revocationOf(String.valueOf(rig.view().id()));
    clock.advance(Duration.ofDays(20));
    rig.licensing.add(list, "upload");
    // Both are in their days of grace: that it was taken back is what there is to do about.
    assertThat(rig.view().state()).isEqualTo("revoked");
    assertThat(rig.view().sentence()).contains("taken the licence back").contains("learned of it");
  }

  @BothDatabases
  void view_onAnotherMachine_saysSoAndSinceWhen(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = rig(database, vendor, null);
    rig.licensing.refresh();
    rig.licensing.add(
        vendor.answer(rig.licensing.ask().text(), vendor.licence("--plan", "enterprise"), 4),
        "upload");
    rig.machine().machineId("1");
    rig.machine().board("2");
    rig.machine().disk("3");
    clock.advance(Duration.ofDays(2));
    rig.licensing.refresh();
    assertState(
        rig,
        "other_machine",
        "grace",
        "The licence is bound to another machine; everything goes on for 14 days. It has been so"
            + " since 3 June 2026, 00:00 UTC.");
    on(17, rig);
    assertThat(rig.view().state()).isEqualTo("other_machine");
    assertThat(rig.view().stage()).isEqualTo("no-new");
  }

  @BothDatabases
  void view_afterAnUpgradeBeyondTheCoveredReleases_keepsTheLicenceAndSaysSo(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    String licence =
        vendor.licence("--plan", "enterprise", "--days", "365", "--before-version", "2.0");
    assertThat(rig(database, vendor, "1.9").licensing.add(licence, "upload")).isEmpty();

    Rig upgraded = rig(database, vendor, "2.0");

    assertState(
        upgraded,
        "version_not_covered",
        "no-new",
        "This release, 2.0, is not one that the licence covers: what runs goes on, and nothing new"
            + " beyond the community plan is added. It ends on 1 June 2027, 00:00 UTC.");
    assertThat(upgraded.licensing.current().grants(Capability.TENANTS_MULTIPLE)).isTrue();
    assertThat(upgraded.licensing.current().allowsNewObjects()).isFalse();
    assertThat(upgraded.licensing.current().allowsChanges()).isTrue();
    assertThat(rig(database, vendor, "1.9").view().state()).isEqualTo("valid");
  }

  @BothDatabases
  void add_licenceForOtherReleases_isStillRefused(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = rig(database, vendor, "2.0");
    var problem =
        rig.licensing.add(
            vendor.licence("--plan", "enterprise", "--before-version", "2.0"), "upload");
    assertThat(problem.orElseThrow().code()).isEqualTo(ErrorCode.LICENCE_NOT_APPLICABLE);
    assertThat(problem.orElseThrow().detail()).contains("version_not_covered");
    assertThat(rig.view().state()).isEqualTo("community");
  }

  @BothDatabases
  void view_ofALicenceThatNoLongerHolds_saysThatItIsKeptAndWhy(TestDatabase database) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig = rig(database, vendor, null);
    rig.licensing.add(vendor.licence("--plan", "enterprise"), "upload");
    assertThat(rig.view().notices()).isEmpty();

    Rig other = rig(database, new Vendor(keys.resolve("other"), clock), null);

    assertState(
        other,
        "community",
        "active",
        "The community plan rules; the licence that is kept does not hold any more.");
    assertThat(other.view().notices())
        .singleElement()
        .asString()
        .startsWith("A licence that is kept (upload) does not hold any more: ")
        .contains("[")
        .endsWith("Ask your vendor for a new one.");
  }
}
