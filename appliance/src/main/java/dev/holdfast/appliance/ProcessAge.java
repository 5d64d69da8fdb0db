package dev.holdfast.appliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * How long ago this process was started by exec, to 10 ms. {@link ProcessHandle.Info#startInstant}
 * is not taken where Linux tells more: it adds to the boot time, which Linux gives in whole seconds
 * (proc_stat(5), {@code btime}), and so is wrong by up to one.
 */
final class ProcessAge {
  /** USER_HZ, which is 100 for every architecture that Holdfast runs on (proc_pid_stat(5)). */
  private static final long TICKS_A_SECOND = 100;

  /** Where the 22nd field, {@code starttime}, stands among those behind the command's name. */
  private static final int START_TIME = 19;

  private ProcessAge() {}

  static Duration now() {
    try {
      return of(
          Files.readString(Path.of("/proc/self/stat")), Files.readString(Path.of("/proc/uptime")));
    } catch (IOException | RuntimeException notLinux) {
      Instant now = Instant.now();
      return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    }
  }

  /**
   * @param stat {@code /proc/PID/stat}; the command's name in it may hold blanks and brackets
   * @param uptime {@code /proc/uptime}: seconds since boot, and seconds idle
   */
  static Duration of(String stat, String uptime) {
    String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long started = Long.parseLong(behindName[START_TIME]) * (1000 / TICKS_A_SECOND);
    double now = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
    return Duration.ofMillis(Math.max(0, Math.round(now * 1000) - started));
  }
}
