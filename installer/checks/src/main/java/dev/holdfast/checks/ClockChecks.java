package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether something keeps the clock right. Any discipline will do, NTP, PTP or the hypervisor's; a
 * clock that nobody keeps is worth a warning and never stops an installation.
 */
final class ClockChecks {
  private static final Instant RELEASED = Instant.parse("2026-11-01T00:00:00Z");

  /** Processes that keep clocks, as /proc shows their names (15 characters at most). */
  private static final Set<String> KEEPERS =
      Set.of(
          "chronyd",
          "ntpd",
          "ntpsec",
          "openntpd",
          "systemd-timesyn",
          "ptp4l",
          "phc2sys",
          "timemaster",
          "sfptpd",
          "vmtoolsd",
          "VBoxService",
          "qemu-ga",
          "hv_utils");

  /** What they leave where a sandboxed service, which sees no other process, can see it. */
  private static final Map<String, String> TRACES =
      Map.of(
          "/run/chrony", "chronyd",
          "/run/chronyd.pid", "chronyd",
          "/run/ntpd.pid", "ntpd",
          "/run/ntpsec", "ntpsec");

  private ClockChecks() {}

  static List<Check> of(Host host, Clock clock) {
    return List.of(
        Check.of("clock.date", Severity.STRICT, "Date", () -> date(clock)),
        Check.of("clock.discipline", Severity.ADVICE, "Clock discipline", () -> discipline(host)),
        Check.of("clock.zone", Severity.ADVICE, "Time zone", () -> zone(host)));
  }

  private static Observation date(Clock clock) {
    Instant now = clock.instant();
    return Observation.judged(
        now.isAfter(RELEASED),
        "It is " + now.truncatedTo(ChronoUnit.SECONDS) + ".",
        "Later than " + RELEASED + ", when this release was made.",
        "Set the clock: timedatectl set-time 'YYYY-MM-DD HH:MM:SS'.");
  }

  private static Observation discipline(Host host) throws IOException {
    Optional<String> keeper = keeper(host);
    boolean synchronised = host.has("/run/systemd/timesync/synchronized");
    boolean kernel = KernelClock.synchronised();
    String observed =
        keeper.map(name -> name + " runs").orElse("nothing known runs")
            + (synchronised || kernel ? ", and the kernel says the clock is kept." : ".");
    return Observation.judged(
        keeper.isPresent() || synchronised || kernel,
        Character.toUpperCase(observed.charAt(0)) + observed.substring(1),
        "Anything that keeps the clock: chrony, systemd-timesyncd, ntpd, PTP, the hypervisor.",
        "Install chrony with a time server inside your network; licences and the audit log live by"
            + " the clock.");
  }

  private static Optional<String> keeper(Host host) throws IOException {
    Path proc = host.path("/proc");
    if (!Files.isDirectory(proc)) {
      return trace(host);
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        Optional<String> name =
            host.read("/proc/" + process.getFileName() + "/comm").filter(KEEPERS::contains);
        if (name.isPresent()) {
          return name;
        }
      }
    }
    return trace(host);
  }

  private static Optional<String> trace(Host host) {
    return TRACES.entrySet().stream()
        .filter(trace -> host.has(trace.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Observation zone(Host host) {
    String name = host.read("/etc/timezone").orElse("");
    boolean known = host.has("/etc/localtime") || !name.isEmpty();
    return Observation.judged(
        known,
        known ? (name.isEmpty() ? "Set in /etc/localtime." : name + ".") : "None is set.",
        "A zone is set; Holdfast itself writes UTC everywhere.",
        "timedatectl set-timezone UTC");
  }
}
