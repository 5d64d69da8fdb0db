package dev.holdfast.installer.install;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.release.ReleaseSource;
import dev.holdfast.license.bundle.Upgrade;
import dev.holdfast.license.licence.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** Whether a release may follow what is installed: the rules that its signed manifest brings. */
final class Gates {
  private Gates() {}

  /**
   * The gate of this upgrade.
   *
   * @param permitted whether the vendor's permit to go back was verified with the bundle
   * @throws CommandFailure where the road is closed, with what to install first
   */
  static Upgrade.Gate check(
      Layout layout, Receipt installed, ReleaseSource.Release release, boolean permitted)
      throws IOException {
    if (release.version().equals(installed.version())) {
      throw refused(
          "already_installed",
          "Holdfast " + release.version() + " is installed.",
          "holdfastctl bundle verify --installed says whether it is as it was.");
    }
    boolean older =
        release.sequence() < highestSequence(layout)
            || Versions.compare(numbers(release.version()), numbers(installed.version())) < 0;
    if (older && !permitted) {
      throw refused(
          "downgrade_refused",
          "Holdfast "
              + release.version()
              + " is older than what this machine knows; its known weaknesses would come back.",
          "holdfastctl rollback goes back to the release before; anything older needs the vendor's"
              + " signed permit (--permit FILE).");
    }
    if (older) {
      return new Upgrade.Gate(
          new Versions("0", null), List.of(), false, List.of(), release.bytes());
    }
    return switch (release.upgrade().from(installed.version())) {
      case Upgrade.Road.Open(Upgrade.Gate gate) -> gate;
      case Upgrade.Road.StopFirst(String stop, Upgrade.Gate gate) ->
          throw refused(
              "stop_required",
              "From "
                  + installed.version()
                  + " the way to "
                  + release.version()
                  + " leads over "
                  + stop
                  + ".",
              "Install " + stop + " first, let it run until it is healthy, then repeat this.");
      case Upgrade.Road.Closed(String from) ->
          throw refused(
              "no_road",
              "No upgrade leads from " + from + " to " + release.version() + ".",
              "Ask the vendor for the releases in between.");
    };
  }

  /** The gate as it was when the upgrade began. */
  static Upgrade.Gate recalled(ReleaseSource.Release release, Map<String, String> parameters) {
    return new Upgrade.Gate(
        new Versions("0", null),
        List.of(),
        Boolean.parseBoolean(parameters.get("reversible")),
        List.of(),
        Long.parseLong(parameters.getOrDefault("diskBytes", Long.toString(release.bytes()))));
  }

  static long highestSequence(Layout layout) throws IOException {
    return Files.exists(layout.state().resolve("sequence"))
        ? Long.parseLong(Files.readString(layout.state().resolve("sequence")).strip())
        : 0;
  }

  /** The mark of the newest sequence, which never falls. */
  static byte[] highest(Layout layout, long sequence) throws IOException {
    return UpgradePlan.number(Math.max(sequence, highestSequence(layout)));
  }

  private static String numbers(String version) {
    return version.split("[-+]", 2)[0];
  }

  private static CommandFailure refused(String code, String message, String hint) {
    return new CommandFailure(ExitCode.REFUSED, code, message, hint);
  }
}
