package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The directories that Holdfast lies in: what they really are, and who may pass through. */
final class DirectoryChecks {
  private static final Set<String> NETWORK = Set.of("nfs", "nfs4", "cifs", "smb3", "9p", "fuse");

  /** A line of /proc/self/mounts. */
  private record Mount(String at, String type, List<String> options) {
    static Optional<Mount> parse(String line) {
      String[] parts = line.split(" ", -1);
      return parts.length < 4
          ? Optional.empty()
          : Optional.of(
              new Mount(
                  parts[1].replace("\\040", " "), parts[2], Arrays.asList(parts[3].split(","))));
    }

    boolean holds(Path path) {
      return path.startsWith(Path.of(at));
    }
  }

  private DirectoryChecks() {}

  static List<Check> of(Subject subject) {
    Host host = subject.host();
    Path program = subject.places().program();
    Path data = subject.places().data();
    List<Check> checks = new ArrayList<>();
    if (subject.occasion() != Subject.Occasion.RUNNING) {
      // What runs has proved that it could come in.
      checks.add(
          Check.of("directory.links", Severity.STRICT, "No links", () -> links(program, data)));
      checks.add(Check.of("directory.pass", Severity.STRICT, "Way in", () -> pass(program, data)));
    }
    checks.add(Check.of("directory.mount", Severity.STRICT, "Mounts", () -> mounts(subject)));
    checks.add(Check.of("directory.type", Severity.ADVICE, "File system", () -> type(host, data)));
    checks.add(
        Check.of("directory.labels", Severity.ADVICE, "Mandatory access", () -> labels(host)));
    return checks;
  }

  /**
   * The home of a user that systemd makes for each run is a link of systemd's own, into a folder
   * beside it that only root may enter.
   */
  private static boolean isSystemds(Path link) throws IOException {
    return Files.readSymbolicLink(link).equals(Path.of("private").resolve(link.getFileName()));
  }

  private static Observation links(Path... places) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path place : places) {
      for (Path at = place; at != null && at.getNameCount() > 0; at = at.getParent()) {
        if (Files.isSymbolicLink(at) && !isSystemds(at)) {
          found.add(at.toString());
        }
      }
    }
    return Observation.judged(
        found.isEmpty(),
        found.isEmpty()
            ? "No directory on the way is a symbolic link."
            : "A symbolic link: " + found,
        "Real directories: systemd's sandbox does not follow links.",
        "Mount the other disk at that place (a bind mount will do) instead of linking to it.");
  }

  private static Observation pass(Path... places) throws IOException {
    List<String> closed = new ArrayList<>();
    for (Path place : places) {
      for (Path at = place.getParent(); at != null; at = at.getParent()) {
        if (Files.isDirectory(at)
            && !Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          closed.add(at.toString());
        }
      }
    }
    return Observation.judged(
        closed.isEmpty(),
        closed.isEmpty()
            ? "Every directory on the way lets the service pass."
            : "Closed: " + closed,
        "Execute permission for others on every directory above.",
        "chmod o+x on the directories named.");
  }

  private static Observation mounts(Subject subject) {
    Host host = subject.host();
    Path program = subject.places().program();
    Path data = subject.places().data();
    // The service sees the whole machine read-only but for its own directories: that is its
    // sandbox.
    boolean written = subject.occasion() != Subject.Occasion.RUNNING;
    List<String> wrong = new ArrayList<>();
    mountOf(host, program)
        .ifPresent(
            mount -> {
              if (mount.options().contains("noexec")) {
                wrong.add(mount.at() + " is mounted noexec");
              }
              if (written && mount.options().contains("ro")) {
                wrong.add(mount.at() + " is mounted read-only");
              }
            });
    mountOf(host, data)
        .filter(mount -> mount.options().contains("ro"))
        .ifPresent(mount -> wrong.add(mount.at() + " is mounted read-only"));
    return Observation.judged(
        wrong.isEmpty(),
        wrong.isEmpty() ? "Writable, and programs may run." : String.join("; ", wrong) + ".",
        "Programs may run from " + program + "; " + data + " is writable.",
        "Mount it again: mount -o remount,exec,rw, and change /etc/fstab.");
  }

  private static Observation type(Host host, Path data) {
    Optional<Mount> mount = mountOf(host, data);
    String type = mount.map(Mount::type).orElse("unknown");
    boolean network = NETWORK.stream().anyMatch(type::startsWith);
    boolean memory = type.equals("tmpfs") || type.equals("ramfs");
    return Observation.judged(
        !network && !memory,
        data + " lies on " + type + ".",
        "A local file system that outlives a restart: ext4, xfs, btrfs or zfs.",
        network
            ? "Keep the data on a local disk; back up to the network instead."
            : "Put it on a disk; what lies in memory is gone after a restart.");
  }

  /** The mount that a place lies on: where it really is, which the kernel's list goes by. */
  private static Optional<Mount> mountOf(Host host, Path place) {
    Path path = real(place);
    return host.read("/proc/self/mounts").stream()
        .flatMap(String::lines)
        .flatMap(line -> Mount.parse(line).stream())
        .filter(mount -> mount.holds(path))
        .reduce((a, b) -> b.at().length() >= a.at().length() ? b : a);
  }

  private static Path real(Path place) {
    try {
      return place.toRealPath();
    } catch (IOException e) {
      // Not there yet: then it will be made where it says.
      return place;
    }
  }

  private static Observation labels(Host host) {
    boolean enforcing = host.read("/sys/fs/selinux/enforce").map("1"::equals).orElse(false);
    if (enforcing && !host.has("/usr/sbin/restorecon") && !host.has("/sbin/restorecon")) {
      return Observation.warn(
          "SELinux is enforcing, and restorecon is not installed.",
          "Files get the labels of their places.",
          "Install policycoreutils, then run restorecon -R /opt/holdfast /var/lib/holdfast.");
    }
    boolean confined =
        host.read("/sys/kernel/security/apparmor/profiles")
            .map(text -> text.contains("/opt/holdfast"))
            .orElse(false);
    if (confined) {
      return Observation.warn(
          "An AppArmor profile confines something in /opt/holdfast.",
          "Only systemd's sandbox confines Holdfast, or a profile that knows it.",
          "Put the profile into complain mode (aa-complain) until it is tested.");
    }
    return Observation.ok(
        enforcing
            ? "SELinux is enforcing; labels are set by restorecon."
            : "Nothing stands in the way.",
        "Files get the labels of their places.");
  }
}
