package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Licences come in, rule, step down the ladder and give way, on both databases. */
class LicensingServiceTest {
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  @TempDir private Path folder = Path.of("");
  private final SettableClock clock = new SettableClock(START);
  private Path home = Path.of("");
  private Vendor vendor = new Vendor(tempFolder(), clock);

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(folder.resolve("home"));
    Files.createDirectories(home.resolve("licences"));
  }

  @BothDatabases
  void current_noLicence_isTheCommunityPlan(TestDatabase database) {
    Rig rig = rig(database);
    Entitlement entitlement = rig.licensing.current();
    assertThat(entitlement.grants(Capability.GATEWAY_CHAT)).isTrue();
    assertThat(entitlement.grants(Capability.GATEWAY_EMBEDDINGS)).isTrue();
    assertThat(entitlement.grants(Capability.TENANTS_MULTIPLE)).isFalse();
    assertThat(entitlement.quota(QuotaName.TENANTS)).hasValue(1);
    assertThat(entitlement.quota(QuotaName.USERS)).hasValue(5);
    assertThat(entitlement.quota(QuotaName.PROVIDERS)).hasValue(2);
    assertThat(entitlement.quota(QuotaName.TOKENS_PER_DAY)).hasValue(200_000);
    assertThat(rig.view().state()).isEqualTo("community");
    assertThat(rig.view().development()).isTrue();
  }

  @BothDatabases
  void add_soundLicence_rulesAtOnceAndAfterARestart(TestDatabase database) {
    Rig rig = rig(database);
    assertThat(rig.licensing.add(vendor.licence("--plan", "enterprise"), "upload")).isEmpty();
    assertThat(rig.licensing.current().grants(Capability.TENANTS_MULTIPLE)).isTrue();
    assertThat(rig.licensing.current().quota(QuotaName.TENANTS)).isEmpty();
    assertThat(rig.view().state()).isEqualTo("valid");
    assertThat(rig.view().customer()).isEqualTo("Test");
    assertThat(rig(database).licensing.current().grants(Capability.TENANTS_MULTIPLE)).isTrue();
  }

  @BothDatabases
  void add_unsoundFile_isRefusedForItsOwnReasonAndChangesNothing(TestDatabase database) {
    Rig rig = rig(database);
    String licence = vendor.licence("--plan", "enterprise");
    assertRefused(rig.licensing.add("hello", "upload"), ErrorCode.LICENCE_MALFORMED);
    assertRefused(rig.licensing.add("", "upload"), ErrorCode.LICENCE_MALFORMED);
    assertRefused(
        rig.licensing.add(licence.replace("statements-1", "statements-2"), "upload"),
        ErrorCode.LICENCE_SUITE_UNKNOWN);
    assertRefused(
        rig.licensing.add(new Vendor(tempFolder(), clock).licence(), "upload"),
        ErrorCode.LICENCE_SIGNATURE_INVALID);
    assertRefused(
        rig.licensing.add(licence.replace("\"2026-1\"", "\"none\""), "upload"),
        ErrorCode.LICENCE_SUITE_UNKNOWN);
    assertThat(rig.view().state()).isEqualTo("community");
    assertThat(rig.store.files()).isEmpty();
  }

  @BothDatabases
  void refresh_yearWalked_stepsDownThePublishedLadder(TestDatabase database) {
    Rig rig = rig(database);
    String licence = vendor.licence("--plan", "enterprise", "--days", "365", "--grace-days", "30");
    assertThat(rig.licensing.add(licence, "upload")).isEmpty();
    assertStage(rig, 304, "active", true, true);
    assertStage(rig, 305, "notice", true, true);
    assertStage(rig, 364, "notice", true, true);
    assertStage(rig, 365, "grace", true, true);
    assertStage(rig, 394, "grace", true, true);
    assertStage(rig, 395, "no-new", false, true);
    assertThat(rig.licensing.current().quota(QuotaName.TENANTS)).hasValue(1);
    assertThat(rig.licensing.current().quota(QuotaName.TOKENS_PER_DAY)).isEmpty();
    assertStage(rig, 425, "read-only", false, false);
    // What runs goes on running: every capability that was bought is still there.
    assertThat(rig.licensing.current().grants(Capability.GATEWAY_CHAT)).isTrue();
    assertThat(rig.licensing.current().grants(Capability.KMS_VAULT)).isTrue();
    assertThat(rig.audit.events("licence.change"))
        .extracting(event -> event.details().get("stage"))
        .containsExactly("active", "notice", "notice", "grace", "no-new", "read-only");
  }

  @BothDatabases
  void add_renewalAfterTheEnd_liftsEverything(TestDatabase database) {
    Rig rig = rig(database);
    String licence = vendor.licence("--plan", "enterprise", "--days", "30");
    rig.licensing.add(licence, "upload");
    clock.advance(Duration.ofDays(200));
    rig.licensing.refresh();
    assertThat(rig.view().stage()).isEqualTo("read-only");
    assertThat(rig.licensing.add(vendor.renewed(licence, "--days", "365"), "upload")).isEmpty();
    assertThat(rig.view().stage()).isEqualTo("active");
    assertThat(rig.view().sequence()).isEqualTo(2);
    assertRefused(rig.licensing.add(licence, "upload"), ErrorCode.LICENCE_NOT_APPLICABLE);
  }

  @BothDatabases
  void add_endedLicence_isRefused(TestDatabase database) {
    String licence = vendor.licence("--plan", "enterprise", "--days", "30");
    clock.advance(Duration.ofDays(61));
    Rig rig = rig(database);
    assertRefused(rig.licensing.add(licence, "upload"), ErrorCode.LICENCE_EXPIRED);
  }

  @BothDatabases
  void add_futureDatedLicence_queuesAndTakesOverByItself(TestDatabase database) {
    Rig rig = rig(database);
    String begins = START.plus(Duration.ofDays(10)).toString();
    rig.licensing.add(
        vendor.licence("--plan", "enterprise", "--not-before", begins, "--days", "30"), "upload");
    assertThat(rig.view().state()).isEqualTo("not_yet_valid");
    assertThat(rig.view().sentence()).contains("11 June 2026, 00:00 UTC");
    assertThat(rig.licensing.current().grants(Capability.KMS_VAULT)).isFalse();
    clock.advance(Duration.ofDays(10));
    rig.licensing.refresh();
    assertThat(rig.view().state()).isEqualTo("valid");
    assertThat(rig.licensing.current().grants(Capability.KMS_VAULT)).isTrue();
  }

  @BothDatabases
  void add_severalLicences_paidRulesOverTrialAndTheUnendedOverTheEnded(TestDatabase database) {
    Rig rig = rig(database);
    rig.licensing.add(vendor.licence("--plan", "team", "--days", "30"), "upload");
    clock.advance(Duration.ofDays(1));
    rig.licensing.add(vendor.licence("--plan", "trial", "--days", "90"), "upload");
    assertThat(rig.view().plan()).isEqualTo("team");
    assertThat(rig.view().licences()).hasSize(2);
    clock.advance(Duration.ofDays(40));
    rig.licensing.refresh();
    assertThat(rig.view().plan()).isEqualTo("trial");
    assertThat(rig.view().licences())
        .filteredOn(LicenceView.OtherView::inForce)
        .extracting(LicenceView.OtherView::plan)
        .containsExactly("trial");
  }

  @BothDatabases
  void remove_licences_leavesTheCommunityPlan(TestDatabase database) {
    Rig rig = rig(database);
    String licence = vendor.licence("--plan", "enterprise");
    rig.licensing.add(licence, "upload");
    assertThat(rig.licensing.remove(null)).isEqualTo(1);
    assertThat(rig.view().state()).isEqualTo("community");
    assertThat(rig.licensing.add(licence, "upload")).isEmpty();
    assertThat(rig.view().state()).isEqualTo("valid");
    assertThat(rig.store.files()).hasSize(1);
  }

  @BothDatabases
  void refresh_otherNodesLicence_isFollowed(TestDatabase database) {
    try (Database second = database.secondNode()) {
      Rig one = rig(database);
      Rig two = new Rig(second, vendor.anchors(), clock, home);
      one.licensing.add(vendor.licence("--plan", "enterprise"), "upload");
      assertThat(two.licensing.current().grants(Capability.KMS_VAULT)).isFalse();
      two.licensing.refresh();
      assertThat(two.licensing.current().grants(Capability.KMS_VAULT)).isTrue();
      one.licensing.remove(null);
      two.licensing.refresh();
      assertThat(two.licensing.current().grants(Capability.KMS_VAULT)).isFalse();
    }
  }

  @BothDatabases
  void refresh_droppedFile_isTakenAndHalfOneLater(TestDatabase database) throws IOException {
    Rig rig = rig(database);
    String licence = vendor.licence("--plan", "enterprise");
    drop("new.licence", licence.substring(0, 500), 1);
    rig.licensing.refresh();
    assertThat(rig.view().state()).isEqualTo("community");
    assertThat(rig.view().refusedFiles()).containsKey("new.licence");
    drop("new.licence", licence, 2);
    rig.licensing.refresh();
    assertThat(rig.view().state()).isEqualTo("valid");
    assertThat(rig.view().refusedFiles()).isEmpty();
    assertThat(rig.view().licences().getFirst().source()).isEqualTo("file new.licence");
  }

  @BothDatabases
  void refresh_removedLicenceWhoseFileIsStillThere_staysRemoved(TestDatabase database)
      throws IOException {
    Rig rig = rig(database);
    drop("a.licence", vendor.licence("--plan", "enterprise"), -3600);
    rig.licensing.refresh();
    assertThat(rig.view().state()).isEqualTo("valid");
    rig.licensing.remove(null);
    rig.licensing.refresh();
    assertThat(rig.view().state()).isEqualTo("community");
    Rig restarted = rig(database);
    assertThat(restarted.view().state()).isEqualTo("community");
  }

  @BothDatabases
  void add_revocationList_givesFourteenDaysAndStaysKnown(TestDatabase database) {
    Rig rig = rig(database);
    String licence = vendor.licence("--plan", "enterprise", "--days", "365");
    rig.licensing.add(licence, "upload");
    clock.advance(Duration.ofDays(20));
    String id = String.valueOf(rig.view().id());
    assertThat(rig.licensing.add(vendor.revocationOf(id), "upload")).isEmpty();
    assertThat(rig.view().state()).isEqualTo("revoked");
    assertThat(rig.view().stage()).isEqualTo("grace");
    assertThat(rig.licensing.current().allowsNewObjects()).isTrue();
    clock.advance(Duration.ofDays(14));
    rig.licensing.refresh();
    assertThat(rig.view().stage()).isEqualTo("no-new");
    assertThat(rig(database).view().stage()).isEqualTo("no-new");
    rig.licensing.remove(null);
    assertRefused(rig.licensing.add(licence, "upload"), ErrorCode.LICENCE_REVOKED);
  }

  @BothDatabases
  void add_olderRevocationList_isRefused(TestDatabase database) {
    Rig rig = rig(database);
    String one = vendor.licence("--plan", "team");
    rig.licensing.add(one, "upload");
    String id = String.valueOf(rig.view().id());
    String first = vendor.revocationOf(id);
    clock.advance(Duration.ofDays(1));
    String second = vendor.revocationOf(id);
    assertThat(rig.licensing.add(second, "upload")).isEmpty();
    assertRefused(rig.licensing.add(first, "upload"), ErrorCode.LICENCE_NOT_APPLICABLE);
  }

  @BothDatabases
  void add_revokedLicencesSuccessor_rulesAtOnce(TestDatabase database) {
    Rig rig = rig(database);
    String licence = vendor.licence("--plan", "enterprise", "--days", "365");
    rig.licensing.add(licence, "upload");
    rig.licensing.add(vendor.revocationOf(String.valueOf(rig.view().id())), "upload");
    clock.advance(Duration.ofDays(1));
    assertThat(rig.licensing.add(vendor.renewed(licence), "upload")).isEmpty();
    assertThat(rig.view().state()).isEqualTo("valid");
    assertThat(rig.view().sequence()).isEqualTo(2);
  }

  @BothDatabases
  void add_licenceAfterKeyRotation_isTakenByAnOlderBuild(TestDatabase database) {
    var olderBuild = vendor.anchors();
    Rig rig = new Rig(database, olderBuild, clock, home);
    clock.advance(Duration.ofDays(30));
    vendor.run("keys", "rotate", "--deny", "licence", "--reason", "laptop lost");
    assertThat(rig.licensing.add(vendor.licence("--plan", "enterprise"), "upload")).isEmpty();
    assertThat(rig.view().state()).isEqualTo("valid");
    assertThat(rig.view().anchors().getFirst()).contains("version 2");
    assertThat(new Rig(database, olderBuild, clock, home).view().state()).isEqualTo("valid");
  }

  private Rig rig(Database database) {
    return new Rig(database, vendor.anchors(), clock, home);
  }

  private void assertStage(Rig rig, int day, String stage, boolean newObjects, boolean changes) {
    clock.set(START.plus(Duration.ofDays(day)));
    rig.licensing.refresh();
    assertThat(rig.view().stage()).as("day " + day).isEqualTo(stage);
    assertThat(rig.licensing.current().allowsNewObjects()).isEqualTo(newObjects);
    assertThat(rig.licensing.current().allowsChanges()).isEqualTo(changes);
  }

  private void drop(String name, String text, int secondsFromNow) throws IOException {
    Path file = home.resolve("licences").resolve(name);
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(clock.instant().plusSeconds(secondsFromNow)));
  }

  private static Path tempFolder() {
    try {
      return Files.createTempDirectory("vendor");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertRefused(Optional<Problem> problem, ErrorCode expected) {
    assertThat(problem).map(Problem::code).contains(expected);
  }
}
