package dev.holdfast.appliance.diagnostics.collect;

import dev.holdfast.appliance.observe.Metrics;
import dev.holdfast.appliance.platform.Build;
import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** What the process says of itself: version, memory, threads, what it spends its time with. */
final class ProcessCollectors {
  private static final int PERCENT = 100;
  private static final int DEEPEST = 64;
  private static final int HOT = 40;
  private static final Duration RECORDED = Duration.ofSeconds(8);
  private static final Duration RECORDED_AT_MOST = Duration.ofSeconds(20);
  private static final int LARGE = 2 << 20;

  /** Events that hold no environment, no property, no command line and no host. */
  private static final List<String> EVENTS =
      List.of(
          "jdk.ExecutionSample",
          "jdk.NativeMethodSample",
          "jdk.GarbageCollection",
          "jdk.GCPhasePause",
          "jdk.JavaMonitorEnter",
          "jdk.ThreadPark",
          "jdk.CPULoad",
          "jdk.VirtualThreadPinned");

  private final Metrics metrics;
  private final MetricsHistory history;
  private final Home home;

  ProcessCollectors(Metrics metrics, MetricsHistory history, Home home) {
    this.metrics = metrics;
    this.history = history;
    this.home = home;
  }

  List<Collector> all() {
    return List.of(
        Collector.of("versions", "the versions of Holdfast, Java and the system", this::versions),
        Collector.of("memory", "memory and garbage collection", this::memory),
        new Collector(
            "threads", "what every thread is doing", Duration.ofSeconds(5), LARGE, this::threads),
        new Collector(
            "recording",
            "a flight recording of eight seconds, as sums: no environment, no arguments",
            RECORDED_AT_MOST,
            LARGE,
            this::recording),
        new Collector(
            "metrics",
            "all metrics as they are, and their course",
            Duration.ofSeconds(5),
            LARGE,
            this::metrics));
  }

  private void versions(Pages pages) {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    pages.fact("version", Build.version());
    pages.fact("java", Runtime.version());
    pages.fact("uptime.seconds", runtime.getUptime() / 1000);
    pages.file(
        "versions.txt",
        "holdfast "
            + Build.version()
            + "\njava "
            + Runtime.version()
            + " "
            + System.getProperty("java.vendor", "")
            + "\nsystem "
            + System.getProperty("os.name", "")
            + " "
            + System.getProperty("os.version", "")
            + " "
            + System.getProperty("os.arch", "")
            + "\n");
  }

  private void memory(Pages pages) {
    StringBuilder text = new StringBuilder();
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    pages.fact("heap.used.percent", heap.getUsed() * PERCENT / Math.max(1, heap.getMax()));
    pages.fact("heap.max.mib", heap.getMax() >> 20);
    long spent = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      spent += Math.max(0, collector.getCollectionTime());
      text.append(collector.getName())
          .append(": ")
          .append(collector.getCollectionCount())
          .append(" collections, ")
          .append(collector.getCollectionTime())
          .append(" ms\n");
    }
    long uptime = Math.max(1, ManagementFactory.getRuntimeMXBean().getUptime());
    pages.fact("gc.time.percent", spent * PERCENT / uptime);
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      text.append(pool.getName()).append(": ").append(pool.getUsage()).append('\n');
    }
    pages.file("memory.txt", text.toString());
  }

  private void threads(Pages pages) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] locked = threads.findDeadlockedThreads();
    pages.fact("threads", threads.getThreadCount());
    pages.fact("threads.deadlocked", locked == null ? 0 : locked.length);
    StringBuilder text = new StringBuilder();
    for (ThreadInfo thread : threads.dumpAllThreads(true, true, DEEPEST)) {
      text.append('"').append(thread.getThreadName()).append("\" ").append(thread.getThreadState());
      if (thread.getLockName() != null) {
        text.append(" on ").append(thread.getLockName());
      }
      text.append('\n');
      for (StackTraceElement frame : thread.getStackTrace()) {
        text.append("    at ").append(frame).append('\n');
      }
    }
    pages.file("threads.txt", text.toString());
  }

  private void metrics(Pages pages) {
    pages.file("metrics.prom", metrics.scrape());
    pages.file("metrics-history.csv", history.csv());
  }

  /** The recording itself stays on this machine; what leaves are sums of it. */
  private void recording(Pages pages) throws IOException, InterruptedException {
    Path file = Files.createTempFile(home.cache(), "support", ".jfr");
    try (Recording recording = new Recording()) {
      // Libraries have events of their own, which are on by themselves: statements with their
      // values.
      FlightRecorder.getFlightRecorder().getEventTypes().stream()
          .map(EventType::getName)
          .filter(name -> !EVENTS.contains(name))
          .forEach(recording::disable);
      EVENTS.forEach(
          event -> {
            recording.enable(event).withStackTrace().withThreshold(Duration.ofMillis(10));
          });
      recording.start();
      Thread.sleep(RECORDED);
      recording.stop();
      recording.dump(file);
      pages.file("recording.txt", summary(RecordingFile.readAllEvents(file)));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static String summary(List<RecordedEvent> events) {
    Map<String, Integer> counts = new TreeMap<>();
    Map<String, Integer> hot = new TreeMap<>();
    for (RecordedEvent event : events) {
      counts.merge(event.getEventType().getName(), 1, Integer::sum);
      RecordedStackTrace stack = event.getStackTrace();
      if (stack != null && !stack.getFrames().isEmpty()) {
        RecordedFrame top = stack.getFrames().getFirst();
        hot.merge(
            event.getEventType().getName()
                + " "
                + top.getMethod().getType().getName()
                + "."
                + top.getMethod().getName(),
            1,
            Integer::sum);
      }
    }
    StringBuilder text = new StringBuilder("Events in " + RECORDED.toSeconds() + " s\n");
    counts.forEach(
        (name, count) -> text.append("  ").append(count).append(' ').append(name).append('\n'));
    text.append("Where, most often first\n");
    hot.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(HOT)
        .forEach(
            each ->
                text.append("  ")
                    .append(each.getValue())
                    .append(' ')
                    .append(each.getKey())
                    .append('\n'));
    return text.toString();
  }
}
