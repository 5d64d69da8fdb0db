package dev.holdfast.appliance.platform.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this machine calls itself. The kernel is asked, not the resolver, as {@link
 * java.net.InetAddress#getLocalHost} would: where the name is in no hosts file, that sends a
 * question into the network.
 */
public final class MachineName {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
  private static final String NAMELESS = "localhost";

  private MachineName() {}

  /** The name, perhaps with its domain; {@code localhost} where there is none. */
  public static String get() {
    return read(KERNEL);
  }

  static String read(Path file) {
    try {
      String name = Files.readString(file).strip();
      return name.isEmpty() || name.equals("(none)") ? NAMELESS : name;
    } catch (IOException notLinux) {
      return NAMELESS;
    }
  }
}
