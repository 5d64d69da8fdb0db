package dev.holdfast.appliance.licensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.licensing.mail.Postmen;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T25, upgrade after expiry: which release a licence covers. */
class ReleaseTest {
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  @TempDir private Path home = Path.of("");
  @TempDir private Path keys = Path.of("");

  private static Release built(Instant at, boolean security) {
    return new Release(null, at, security);
  }

  private static Manifest manifest(String text) {
    try {
      return new Manifest(
          new ByteArrayInputStream(
              ("Manifest-Version: 1.0\n" + text).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void of_manifest_saysVersionTimeAndKind() {
    assertThat(
            Release.of(
                manifest(
                    "Implementation-Version: 1.2.3\nHoldfast-Built: 2026-06-01T00:00:00Z\n"
                        + "Holdfast-Security-Release: true\n")))
        .isEqualTo(new Release("1.2.3", START, true));
    assertThat(Release.of(manifest("Implementation-Version: 1.2.3\n")))
        .isEqualTo(new Release("1.2.3", null, false));
    assertThat(Release.of(null)).isEqualTo(Release.DEVELOPMENT);
  }

  @Test
  void of_manifestWithNonsense_isAFaultOfTheBuild() {
    Manifest nonsense = manifest("Holdfast-Built: tomorrow\n");
    assertThatThrownBy(() -> Release.of(nonsense)).hasMessageContaining("tomorrow");
  }

  @Test
  void coveredUntil_releaseOfThatInstant_isCoveredAndALaterOneIsNot() {
    assertThat(built(START, false).coveredUntil(START)).isTrue();
    assertThat(built(START.plusSeconds(1), false).coveredUntil(START)).isFalse();
    assertThat(built(START.plusSeconds(1), true).coveredUntil(START)).isTrue();
    assertThat(Release.DEVELOPMENT.coveredUntil(Instant.EPOCH)).isTrue();
  }

  private Rig rig(TestDatabase database, Release release) {
    Vendor vendor = new Vendor(keys, clock);
    Rig rig =
        new Rig(database, new Rig.Site(vendor.anchors(), clock, home), release, Postmen.without());
    assertThat(
            rig.licensing.add(
                vendor.licence("--plan", "enterprise", "--days", "30", "--grace-days", "30"),
                "upload"))
        .isEmpty();
    return rig;
  }

  @BothDatabases
  void t25_releaseBuiltAfterTheEnd_runsWithNothingNewAndSaysWhy(TestDatabase database) {
    Rig rig = rig(database, built(START.plus(Duration.ofDays(61)), false));
    assertThat(rig.view().stage()).isEqualTo("no-new");
    assertThat(rig.view().sentence()).contains("newer than the licence covers");
    assertThat(rig.licensing.current().allowsNewObjects()).isFalse();
    assertThat(rig.licensing.current().allowsChanges()).isTrue();
    assertThat(rig.licensing.current().grants(Capability.TENANTS_MULTIPLE)).isTrue();
    assertThat(rig.licensing.current().quota(QuotaName.TENANTS)).hasValue(1);
    assertThat(rig.licensing.current().quota(QuotaName.TOKENS_PER_DAY)).isEmpty();
  }

  @BothDatabases
  void t25_securityReleaseBuiltAfterTheEnd_isCovered(TestDatabase database) {
    Rig rig = rig(database, built(START.plus(Duration.ofDays(400)), true));
    assertThat(rig.view().stage()).isNotEqualTo("no-new");
    assertThat(rig.licensing.current().allowsNewObjects()).isTrue();
  }

  @BothDatabases
  void t25_releaseBuiltWithinTheGraceDays_isCovered(TestDatabase database) {
    Rig rig = rig(database, built(START.plus(Duration.ofDays(59)), false));
    assertThat(rig.licensing.current().allowsNewObjects()).isTrue();
  }
}
