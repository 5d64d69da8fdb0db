package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel, systemd, limits, randomness and FIPS mode. */
final class KernelChecks {
  private static final int OLDEST_KERNEL = 418;
  private static final int TESTED_KERNEL = 510;
  private static final int MAJOR = 100;
  private static final int OLDEST_SYSTEMD = 250;
  private static final long LEAST_FILES = 65_536;
  private static final long LEAST_MAPS = 65_530;
  private static final long LEAST_INOTIFY = 64;
  private static final long LEAST_ENTROPY = 128;
  private static final Pattern VERSION = Pattern.compile("^(\\d+)\\.(\\d+)");
  private static final Pattern LIBRARY = Pattern.compile("libsystemd-shared-(\\d+)");
  private static final List<String> LIBRARY_FOLDERS =
      List.of(
          "/usr/lib/systemd",
          "/lib/systemd",
          "/usr/lib64/systemd",
          "/usr/lib/x86_64-linux-gnu/systemd",
          "/usr/lib/aarch64-linux-gnu/systemd");

  private KernelChecks() {}

  static List<Check> of(Subject subject) {
    Host host = subject.host();
    List<Check> checks = new ArrayList<>();
    checks.add(Check.of("kernel.version", Severity.STRICT, "Kernel", () -> kernel(host)));
    checks.add(Check.of("kernel.limits", Severity.ADVICE, "Limits", () -> limits(host)));
    checks.add(Check.of("kernel.entropy", Severity.ADVICE, "Randomness", () -> entropy(host)));
    checks.add(Check.of("kernel.fips", Severity.ADVICE, "FIPS mode", () -> fips(host)));
    if (subject.occasion() != Subject.Occasion.RUNNING) {
      checks.add(Check.of("systemd", Severity.STRICT, "systemd", () -> systemd(host)));
    }
    return checks;
  }

  private static Observation kernel(Host host) {
    String release = host.read("/proc/sys/kernel/osrelease").orElse("");
    Matcher matcher = VERSION.matcher(release);
    int version =
        matcher.find()
            ? Integer.parseInt(matcher.group(1)) * MAJOR + Integer.parseInt(matcher.group(2))
            : 0;
    String required = "Linux 4.18 at least; 5.10 or later is tested.";
    String fix = "Use Debian 12, Ubuntu 22.04, RHEL 9 or later.";
    if (version < OLDEST_KERNEL) {
      return Observation.fail("Linux " + release + ".", required, fix);
    }
    return version < TESTED_KERNEL
        ? Observation.warn("Linux " + release + ".", required, fix)
        : Observation.ok("Linux " + release + ".", required);
  }

  private static Observation limits(Host host) {
    List<String> low = new ArrayList<>();
    below(host, "fs.file-max", LEAST_FILES, low);
    below(host, "fs.nr_open", LEAST_FILES, low);
    below(host, "vm.max_map_count", LEAST_MAPS, low);
    below(host, "fs.inotify.max_user_instances", LEAST_INOTIFY, low);
    return Observation.judged(
        low.isEmpty(),
        low.isEmpty() ? "High enough." : String.join("; ", low) + ".",
        "fs.file-max and fs.nr_open "
            + LEAST_FILES
            + ", vm.max_map_count "
            + LEAST_MAPS
            + ", fs.inotify.max_user_instances "
            + LEAST_INOTIFY
            + ", each at least.",
        "Raise them in /etc/sysctl.d/90-holdfast.conf, then run sysctl --system.");
  }

  private static void below(Host host, String name, long least, List<String> low) {
    host.number("/proc/sys/" + name.replace('.', '/'))
        .filter(value -> value < least && value >= 0)
        .ifPresent(value -> low.add(name + " is " + value));
  }

  private static Observation entropy(Host host) {
    long bits = host.number("/proc/sys/kernel/random/entropy_avail").orElse(0L);
    return Observation.judged(
        bits >= LEAST_ENTROPY,
        bits + " bits are in the kernel's pool.",
        LEAST_ENTROPY + " bits or more.",
        "Give the virtual machine a random number device (virtio-rng), or install rng-tools.");
  }

  private static Observation fips(Host host) {
    boolean on = host.read("/proc/sys/crypto/fips_enabled").map("1"::equals).orElse(false);
    return Observation.judged(
        !on,
        on ? "The kernel runs in FIPS mode." : "Off.",
        "Known: Holdfast's own cryptography is the JDK's, which is not a validated module.",
        "Where a validated module is demanded, keep the keys in Vault with an HSM and terminate TLS"
            + " in front.");
  }

  private static Observation systemd(Host host) throws IOException {
    int version = systemdVersion(host);
    boolean booted = host.has("/run/systemd/system");
    return Observation.judged(
        booted && version >= OLDEST_SYSTEMD,
        (version == 0 ? "No systemd" : "systemd " + version)
            + (booted ? "." : ", but this machine was not started by it."),
        "A machine started by systemd " + OLDEST_SYSTEMD + " or later (for sealed credentials).",
        "Use Debian 12, Ubuntu 22.04, RHEL 9 or later; in a container, run the OCI image instead.");
  }

  private static int systemdVersion(Host host) throws IOException {
    int newest = 0;
    for (String folder : LIBRARY_FOLDERS) {
      Path path = host.path(folder);
      if (Files.isDirectory(path)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "libsystemd-shared-*")) {
          for (Path file : files) {
            Matcher matcher = LIBRARY.matcher(file.toString());
            newest = matcher.find() ? Math.max(newest, Integer.parseInt(matcher.group(1))) : newest;
          }
        }
      }
    }
    return newest;
  }
}
