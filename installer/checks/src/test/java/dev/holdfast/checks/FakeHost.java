package dev.holdfast.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that looks like a machine on which all is well, until a file is changed. */
final class FakeHost {
  private final Path root;

  FakeHost(Path root) {
    this.root = root;
    write(
        "/proc/cpuinfo",
        "processor\t: 0\nflags\t\t: fpu cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3\nprocessor\t: 1\n");
    write("/proc/meminfo", "MemTotal:       8000000 kB\nMemFree: 1 kB\n");
    write("/proc/sys/kernel/osrelease", "6.1.0-30-amd64\n");
    write("/proc/sys/kernel/hostname", "ai-01.bank.example\n");
    write("/proc/sys/kernel/random/entropy_avail", "256\n");
    write("/proc/sys/fs/file-max", "9223372036854775807\n");
    write("/proc/sys/vm/max_map_count", "65530\n");
    write(
        "/proc/net/route", "Iface\tDestination\tGateway\nlo\t0000007F\t0\t1\t0\t0\t0\t000000FF\n");
    write("/proc/self/mounts", "/dev/vda / ext4 rw,relatime 0 0\n");
    write("/proc/77/comm", "chronyd\n");
    write("/etc/hosts", "127.0.0.1 localhost\n");
    write("/etc/resolv.conf", "nameserver 10.0.0.2\n");
    write("/etc/timezone", "Etc/UTC\n");
    write("/etc/passwd", "root:x:0:0::/root:/bin/bash\n");
    write("/run/systemd/system/.keep", "");
    write("/usr/lib/systemd/libsystemd-shared-252.so", "");
  }

  Host host() {
    return new Host(root);
  }

  FakeHost write(String path, String text) {
    try {
      Path file = root.resolve(path.substring(1));
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FakeHost delete(String path) {
    try {
      Files.deleteIfExists(root.resolve(path.substring(1)));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
