package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an earlier installation left, or must have left. */
final class InstallationChecks {
  private InstallationChecks() {}

  static List<Check> of(Subject subject) {
    Path current = subject.places().program().resolve("current");
    return switch (subject.occasion()) {
      case INSTALL ->
          List.of(
              Check.of(
                  "installation.none", Severity.STRICT, "No installation yet", () -> none(current)),
              Check.of(
                  "installation.data",
                  Severity.ADVICE,
                  "No data yet",
                  () -> data(subject.places().data())),
              Check.of(
                  "installation.user",
                  Severity.STRICT,
                  "Service user",
                  () -> user(subject.host())));
      case UPGRADE, RUNNING ->
          List.of(
              Check.of(
                  "installation.current", Severity.ADVICE, "Installation", () -> present(current)));
    };
  }

  private static Observation none(Path current) {
    boolean there = Files.exists(current, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    return Observation.judged(
        !there,
        there ? current + " exists: Holdfast is installed." : "Nothing is installed.",
        "Nothing at " + current + ".",
        "holdfastctl upgrade takes an installation to another version; holdfastctl uninstall"
            + " removes it.");
  }

  private static Observation data(Path data) {
    boolean there = Files.isDirectory(data.resolve("journal"));
    return Observation.judged(
        !there,
        there ? data + " holds an earlier installation's data; it will be used." : "None.",
        "An empty " + data + ", unless data was kept on purpose.",
        "Move it away for a fresh start; keep it to go on where it stopped.");
  }

  private static Observation user(Host host) {
    String line =
        host.read("/etc/passwd").stream()
            .flatMap(String::lines)
            .filter(entry -> entry.startsWith("holdfast:"))
            .findFirst()
            .orElse("");
    List<String> wrong = new ArrayList<>();
    String[] parts = line.split(":", -1);
    if (parts.length > 6) {
      if (parts[2].equals("0")) {
        wrong.add("it is root");
      }
      if (!parts[6].endsWith("nologin") && !parts[6].endsWith("false")) {
        wrong.add("it can log in (" + parts[6] + ")");
      }
    }
    return Observation.judged(
        wrong.isEmpty(),
        line.isEmpty()
            ? "There is no user holdfast; it will be made."
            : wrong.isEmpty() ? "The user holdfast exists." : "The user holdfast: " + wrong + ".",
        "A system user without a shell, or none yet.",
        "usermod --shell /usr/sbin/nologin holdfast, or rename the person's account.");
  }

  private static Observation present(Path current) {
    boolean there = Files.isDirectory(current);
    return Observation.judged(
        there,
        there ? "Installed at " + current + "." : "Runs from elsewhere than " + current + ".",
        "Installed by holdfastctl, so that it can be upgraded and verified.",
        "Expected while developing; otherwise install the bundle with holdfastctl install.");
  }
}
