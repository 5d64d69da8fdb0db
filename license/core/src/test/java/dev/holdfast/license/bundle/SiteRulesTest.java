package dev.holdfast.license.bundle;

import static dev.holdfast.license.bundle.Bundles.EXPIRES;
import static dev.holdfast.license.bundle.Bundles.ISSUED;
import static dev.holdfast.license.bundle.Bundles.NOW;
import static dev.holdfast.license.bundle.Bundles.VENDOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.bundle.BundleManifest.Base;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.testkit.Refusals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which sound bundle may be used at which site: every rule at its edge. */
class SiteRulesTest {
  private static final String HERE = "a".repeat(96);

  private static BundleManifest manifest(String version, long sequence) {
    return manifest(version, sequence, null, Bundles.upgrade(Bundles.gate("0.1", null)));
  }

  private static BundleManifest manifest(
      String version, long sequence, @Nullable Base base, Upgrade upgrade) {
    return new BundleManifest(
        Bundles.release(version, sequence), ISSUED, EXPIRES, upgrade, base, List.of(), List.of());
  }

  private static List<String> check(BundleManifest manifest, Site site) {
    return SiteRules.check(manifest, site, VENDOR.anchors());
  }

  private static Site.Installed installed(String version, long sequence, long highest) {
    return new Site.Installed("ins_1", version, "appliance", "stable", sequence, highest, HERE);
  }

  private static Site site(Site.@Nullable Installed installed) {
    return new Site("x86_64", "0.2.0", installed, NOW, false, null);
  }

  private static Site at(@Nullable Instant now, boolean refuseExpired) {
    return new Site("x86_64", "0.2.0", null, now, refuseExpired, null);
  }

  private static Site permitted(Site.Installed installed, RollbackPermit permit) {
    return new Site("x86_64", "0.2.0", installed, NOW, false, Bundles.sign(permit));
  }

  @Test
  void check_emptySite_takesAnyWholeBundle() {
    assertThat(check(manifest("0.2.0", 20), site(null))).isEmpty();
    assertThat(check(manifest("0.2.0", 999_999), site(null))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.1.0, true", "0.1.1, true", "0.1.0-rc1, true", "0.0.9, false", "0.0, false"})
  void check_toolOfAVersion_isOldEnoughOrNot(String tool, boolean allowed) {
    Site site = new Site("x86_64", tool, null, NOW, false, null);
    if (allowed) {
      assertThat(check(manifest("0.2.0", 20), site)).isEmpty();
    } else {
      Refusals.assertRefused(() -> check(manifest("0.2.0", 20), site), Refusal.VERIFIER_TOO_OLD);
    }
  }

  @ParameterizedTest
  @CsvSource({"86399, true", "86400, true", "86401, false"})
  void check_bundleFromTheFuture_isTakenUpToADayAhead(long secondsAhead, boolean allowed) {
    Site site = at(ISSUED.minusSeconds(secondsAhead), true);
    if (allowed) {
      assertThat(check(manifest("0.2.0", 20), site)).isEmpty();
    } else {
      Refusals.assertRefused(() -> check(manifest("0.2.0", 20), site), Refusal.ISSUED_IN_FUTURE);
    }
  }

  @Test
  void check_lastSecondBeforeItsEnd_isNotExpired() {
    assertThat(check(manifest("0.2.0", 20), at(EXPIRES.minusSeconds(1), true))).isEmpty();
    Refusals.assertRefused(() -> check(manifest("0.2.0", 20), at(EXPIRES, true)), Refusal.EXPIRED);
    assertThat(check(manifest("0.2.0", 20), at(EXPIRES, false)))
        .singleElement()
        .asString()
        .startsWith("THIS BUNDLE HAS EXPIRED");
  }

  @Test
  void check_withoutAClock_saysNothingAboutTime() {
    assertThat(check(manifest("0.2.0", 20), at(null, true))).isEmpty();
  }

  @Test
  void check_whoOnlyLooks_isAskedNothingAboutTheMachine() {
    BundleManifest delta = manifest("0.2.0", 20, new Base("0.1.0", 10, HERE), Bundles.upgrade());
    assertThat(check(delta, Site.looking("0.2.0"))).isEmpty();
    Refusals.assertRefused(() -> check(delta, site(null)), Refusal.BASE_WRONG);
  }

  @ParameterizedTest
  @CsvSource({
    // installed sequence and version, highest known, offered sequence and version, refusal or none
    "10, 0.1.0, 10, 11, 0.1.1, ",
    "10, 0.1.0, 10, 11, 0.1.0, ",
    "10, 0.1.0, 10, 1010, 0.2.0, ",
    "10, 0.1.0, 10, 1011, 0.2.0, SEQUENCE_TOO_FAR",
    "10, 0.1.0, 500, 1500, 0.2.0, ",
    "10, 0.1.0, 10, 10, 0.1.0, SEQUENCE_REUSED",
    "10, 0.1.0, 10, 9, 0.1.0, SEQUENCE_DECREASED",
    "10, 0.1.0, 10, 9, 0.9.0, SEQUENCE_DECREASED",
    "10, 0.2.0, 10, 11, 0.1.9, SEQUENCE_DECREASED",
    "10, 0.10.0, 10, 11, 0.9.9, SEQUENCE_DECREASED",
    // Rolled back from 20: what lies between is older than what is known.
    "10, 0.1.0, 20, 15, 0.1.5, SEQUENCE_DECREASED",
    "10, 0.1.0, 20, 20, 0.2.0, "
  })
  void check_sequenceAndVersion_onlyGoForward(
      long sequence,
      String version,
      long highest,
      long offered,
      String offeredVersion,
      @Nullable String refusal) {
    Site site = site(installed(version, sequence, highest));
    BundleManifest manifest = manifest(offeredVersion, offered);
    if (refusal == null) {
      assertThat(check(manifest, site)).isEmpty();
    } else {
      Refusals.assertRefused(() -> check(manifest, site), Refusal.valueOf(refusal));
    }
  }

  @Test
  void check_theVeryReleaseThatIsInstalled_isTakenAgain() {
    BundleManifest same = manifest("0.2.0", 20);
    Site.Installed installed =
        new Site.Installed("ins_1", "0.2.0", "appliance", "stable", 20, 20, same.snapshot());
    assertThat(check(same, site(installed))).isEmpty();
  }

  private static RollbackPermit permit(String snapshot, long from, @Nullable String installation) {
    return new RollbackPermit(
        "prm_1", from, snapshot, installation, ISSUED, NOW.plusSeconds(1), "A regression");
  }

  @Test
  void check_permitThatFits_opensTheWayBackAndSaysSo() {
    BundleManifest old = manifest("0.1.0", 10);
    Site.Installed newer = installed("0.2.0", 20, 20);
    for (String installation : new String[] {null, "ins_1"}) {
      assertThat(check(old, permitted(newer, permit(old.snapshot(), 20, installation))))
          .singleElement()
          .asString()
          .contains("prm_1");
    }
  }

  @Test
  void check_permitThatDoesNotFit_isRefusedWithTheReason() {
    BundleManifest old = manifest("0.1.0", 10);
    Site.Installed newer = installed("0.2.0", 20, 20);
    assertPermit(old, newer, permit(HERE, 20, null), "another release");
    assertPermit(old, newer, permit(old.snapshot(), 19, null), "a newer release");
    assertPermit(old, newer, permit(old.snapshot(), 20, "ins_2"), "another installation");
    RollbackPermit ended =
        new RollbackPermit("prm_1", 20, old.snapshot(), null, ISSUED, NOW, "A regression");
    assertPermit(old, newer, ended, "expired");
  }

  private static void assertPermit(
      BundleManifest old, Site.Installed newer, RollbackPermit permit, String words) {
    Refusals.assertRefused(() -> check(old, permitted(newer, permit)), Refusal.PERMIT_WRONG, words);
  }

  @Test
  void check_permitWithoutAClock_isRefused() {
    BundleManifest old = manifest("0.1.0", 10);
    byte[] file = Bundles.sign(permit(old.snapshot(), 20, null));
    Site site = new Site("x86_64", "0.2.0", installed("0.2.0", 20, 20), null, false, file);
    Refusals.assertRefused(() -> check(old, site), Refusal.PERMIT_WRONG);
  }

  @Test
  void check_permitThatIsNone_isRefused() {
    BundleManifest old = manifest("0.1.0", 10);
    byte[] manifestAsPermit = Bundles.sign(old.payload());
    Site site =
        new Site("x86_64", "0.2.0", installed("0.2.0", 20, 20), NOW, false, manifestAsPermit);
    Refusals.assertRefused(() -> check(old, site), Refusal.CONTENTS_WRONG);
  }

  @Test
  void check_permitOpensNoOtherDoor() {
    // A permit is about going back; another edition, channel or machine stays refused.
    BundleManifest old = manifest("0.1.0", 10);
    RollbackPermit permit = permit(old.snapshot(), 20, null);
    Site.Installed other =
        new Site.Installed("ins_1", "0.2.0", "appliance", "development", 20, 20, HERE);
    Refusals.assertRefused(() -> check(old, permitted(other, permit)), Refusal.WRONG_CHANNEL);
    Site arm =
        new Site("aarch64", "0.2.0", installed("0.2.0", 20, 20), NOW, false, Bundles.sign(permit));
    Refusals.assertRefused(() -> check(old, arm), Refusal.WRONG_ARCHITECTURE);
  }

  @Test
  void check_irreversibleUpgrade_saysThatThereIsNoWayBack() {
    Upgrade.Gate gate = Bundles.gate("0.1", null);
    Upgrade.Gate oneWay =
        new Upgrade.Gate(gate.from(), List.of(), false, gate.migrations(), gate.diskBytes());
    BundleManifest manifest = manifest("0.2.0", 20, null, Bundles.upgrade(oneWay));
    assertThat(check(manifest, site(installed("0.1.0", 10, 10))))
        .singleElement()
        .asString()
        .contains("no way back");
  }

  @Test
  void check_releaseThatNoGateNames_hasNoRoadHere() {
    BundleManifest manifest =
        manifest("0.9.0", 20, null, Bundles.upgrade(Bundles.gate("0.5", "0.9")));
    Refusals.assertRefused(
        () -> check(manifest, site(installed("0.1.0", 10, 10))),
        Refusal.STOP_REQUIRED,
        "no upgrade leads here from 0.1.0");
  }

  @Test
  void check_permitWhoseTimeEndsBeforeItBegins_cannotBeMade() {
    RollbackPermit backwards =
        new RollbackPermit(
            "prm_1", 20, "b".repeat(96), null, ISSUED, ISSUED.minus(Duration.ofDays(1)), "x");
    Refusals.assertRefused(
        () -> RollbackPermit.verify(Bundles.sign(backwards), VENDOR.anchors()),
        Refusal.FIELD_VALUE,
        "expires");
    RollbackPermit nowhere = permit("the newest", 20, null);
    Refusals.assertRefused(
        () -> RollbackPermit.verify(Bundles.sign(nowhere), VENDOR.anchors()),
        Refusal.FIELD_VALUE,
        "snapshot");
  }
}
