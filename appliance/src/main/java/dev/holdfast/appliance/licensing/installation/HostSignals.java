package dev.holdfast.appliance.licensing.installation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How this machine looks: a few signs that outlive a restart, none of them a name or an address.
 * They never leave this process but as salted hashes. What cannot be read is not there.
 */
final class HostSignals {
  private static final int MOST = 400;
  private static final long GIB_IN_KIB = 1024 * 1024;

  private final Path root;
  private final Path home;

  /**
   * Looks at a machine.
   *
   * @param root {@code /}, but for tests
   * @param home on the disk that counts
   */
  HostSignals(Path root, Path home) {
    this.root = root;
    this.home = home;
  }

  /** The plain values by name. */
  Map<String, String> read() {
    Map<String, String> signals = new TreeMap<>();
    first("etc/machine-id", "var/lib/dbus/machine-id")
        .ifPresent(id -> signals.put("machine-id", id));
    first("sys/class/dmi/id/product_uuid", "sys/class/dmi/id/board_serial")
        .ifPresent(id -> signals.put("board", id));
    first("sys/class/dmi/id/sys_vendor")
        .flatMap(vendor -> first("sys/class/dmi/id/product_name").map(name -> vendor + " " + name))
        .ifPresent(model -> signals.put("model", model));
    processor().ifPresent(processor -> signals.put("processor", processor));
    memory().ifPresent(memory -> signals.put("memory", memory));
    disk().ifPresent(disk -> signals.put("disk", disk));
    return signals;
  }

  private Optional<String> first(String... files) {
    return Stream.of(files)
        .flatMap(file -> text(root.resolve(file)).stream())
        .filter(text -> !text.isBlank())
        .findFirst();
  }

  /** The model, and how many there are. */
  private Optional<String> processor() {
    List<String> lines = lines("proc/cpuinfo");
    long count = lines.stream().filter(line -> line.startsWith("processor")).count();
    return lines.stream()
        .filter(line -> line.startsWith("model name") || line.startsWith("CPU part"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .map(model -> model + " x " + count);
  }

  /** In whole GiB, rounded up: the kernel's own share changes with each of its releases. */
  private Optional<String> memory() {
    return lines("proc/meminfo").stream()
        .filter(line -> line.startsWith("MemTotal:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .filter(kib -> !kib.isEmpty() && kib.length() < 18)
        .map(kib -> (Long.parseLong(kib) + GIB_IN_KIB - 1) / GIB_IN_KIB + " GiB")
        .findFirst();
  }

  /** The file system of the home, by the UUID that it was made with. */
  private Optional<String> disk() {
    String device = "";
    int longest = -1;
    for (String line : lines("proc/self/mountinfo")) {
      String[] parts = line.split(" ", -1);
      if (parts.length > 4 && home.startsWith(parts[4]) && parts[4].length() > longest) {
        longest = parts[4].length();
        device = parts[2];
      }
    }
    return device.isEmpty()
        ? Optional.empty()
        : lines("run/udev/data/b" + device).stream()
            .filter(line -> line.startsWith("E:ID_FS_UUID="))
            .map(line -> line.substring(line.indexOf('=') + 1))
            .findFirst();
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<String> text(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      return Optional.of(text.length() > MOST ? text.substring(0, MOST) : text);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
