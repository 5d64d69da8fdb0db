package dev.holdfast.appliance.diagnostics.collect;

import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** How a few figures of the process went in the last six hours, a line each minute. Thread-safe. */
@Singleton
final class MetricsHistory {
  private static final int MOST = 360;

  private final Clock clock;
  private final Deque<String> lines = new ArrayDeque<>();

  MetricsHistory(Clock clock) {
    this.clock = clock;
  }

  @Scheduled(fixedDelay = "1m")
  void sample() {
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    String line =
        String.format(
            Locale.ROOT,
            "%s,%d,%d,%.2f%n",
            clock.instant(),
            heap,
            threads,
            system.getSystemLoadAverage());
    synchronized (lines) {
      lines.add(line);
      if (lines.size() > MOST) {
        lines.remove();
      }
    }
  }

  String csv() {
    synchronized (lines) {
      return "at,heap_mib,threads,load\n" + String.join("", lines);
    }
  }
}
