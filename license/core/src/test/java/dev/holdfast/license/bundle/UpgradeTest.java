package dev.holdfast.license.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.bundle.Upgrade.Road;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate table. */
class UpgradeTest {
  private final Upgrade upgrade =
      Bundles.upgrade(Bundles.gate("0.1", "0.5", "0.3", "0.5"), Bundles.gate("0.5", "1.0"));

  @Test
  void from_releaseWithoutStops_isOpen() {
    assertThat(upgrade.from("0.7.2")).isInstanceOf(Road.Open.class);
  }

  @Test
  void from_olderRelease_stopsAtTheNextStopFirst() {
    assertThat(upgrade.from("0.2"))
        .isInstanceOfSatisfying(
            Road.StopFirst.class, stop -> assertThat(stop.version()).isEqualTo("0.3"));
    assertThat(upgrade.from("0.4-rc1"))
        .isInstanceOfSatisfying(
            Road.StopFirst.class, stop -> assertThat(stop.version()).isEqualTo("0.5"));
  }

  @Test
  void from_releaseThatNoGateNames_isClosed() {
    assertThat(upgrade.from("0.0.9")).isEqualTo(new Road.Closed("0.0.9"));
    assertThat(upgrade.from("1.0")).isEqualTo(new Road.Closed("1.0"));
  }

  @Test
  void verify_atASiteThatMustStopFirst_refuses(@TempDir Path folder) throws IOException {
    Path file =
        new Bundles(folder)
            .bundle(Bundles.RELEASE, Bundles.upgrade(Bundles.gate("0.1", null, "0.1.5")), null);
    try (BundleFile open = BundleFile.open(file)) {
      Site site = Bundles.having("0.1.0", 10, "f".repeat(96));
      assertThat(open.verify(Bundles.VENDOR.anchors(), site, Progress.NONE))
          .isInstanceOfSatisfying(
              BundleFile.Result.Refused.class,
              refused -> {
                assertThat(refused.refusal()).isEqualTo(Refusal.STOP_REQUIRED);
                assertThat(refused.detail()).contains("0.1.5");
              });
    }
  }

  @Test
  void manifest_withStopsOutOfOrder_isRefused() {
    BundleManifest manifest =
        new BundleManifest(
            Bundles.RELEASE,
            Bundles.ISSUED,
            Bundles.EXPIRES,
            Bundles.upgrade(Bundles.gate("0.1", null, "0.5", "0.3")),
            null,
            List.of(),
            List.of());
    Assertions.assertThatThrownBy(manifest::payload)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.FIELD_VALUE));
  }
}
