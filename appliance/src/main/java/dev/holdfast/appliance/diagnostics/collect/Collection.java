package dev.holdfast.appliance.diagnostics.collect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * Everything that was gathered.
 *
 * @param files name to text
 * @param facts one line each, for the analyzers
 * @param warnings what is missing or cut off, and why
 */
public record Collection(
    Map<String, String> files, Map<String, String> facts, List<String> warnings) {
  public Collection {
    files = Map.copyOf(files);
    facts = Map.copyOf(facts);
    warnings = List.copyOf(warnings);
  }

  /**
   * Runs all collectors at the same time, on threads of the lowest priority, each until its
   * deadline.
   *
   * @param tokens what stands for a name of a kind
   */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it; it only is to be in nobody's way
  public static Collection of(List<Collector> collectors, BinaryOperator<String> tokens) {
    Map<Collector, Pages> pages = new LinkedHashMap<>();
    Map<Collector, FutureTask<String>> running = new LinkedHashMap<>();
    for (Collector collector : collectors) {
      Pages own = new Pages(collector.mostBytes(), tokens);
      FutureTask<String> task = new FutureTask<>(() -> gather(collector, own));
      pages.put(collector, own);
      running.put(collector, task);
      Thread.ofPlatform()
          .daemon()
          .name("support-" + collector.name())
          .priority(Thread.MIN_PRIORITY)
          .start(task);
    }
    long start = System.nanoTime();
    List<String> warnings = new ArrayList<>();
    Map<String, String> files = new TreeMap<>();
    Map<String, String> facts = new TreeMap<>();
    running.forEach(
        (collector, task) -> {
          String trouble = await(collector, task, start);
          Pages own = java.util.Objects.requireNonNull(pages.get(collector));
          own.close();
          files.putAll(own.files());
          facts.putAll(own.facts());
          if (own.wasCut()) {
            warnings.add(collector.name() + ": cut off at " + collector.mostBytes() + " bytes");
          }
          if (!trouble.isEmpty()) {
            warnings.add(collector.name() + ": " + trouble);
          }
        });
    files.put(
        "facts.txt",
        facts.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(fact -> fact.getKey() + "=" + fact.getValue() + "\n")
            .collect(Collectors.joining()));
    files.put("warnings.txt", String.join("\n", warnings) + "\n");
    return new Collection(files, facts, warnings);
  }

  private static String gather(Collector collector, Pages pages) throws Exception {
    collector.gathering().into(pages);
    return "";
  }

  private static String await(Collector collector, FutureTask<String> task, long start) {
    long left = collector.deadline().toNanos() - (System.nanoTime() - start);
    try {
      return task.get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      return "not ready after " + collector.deadline().toSeconds() + " s";
    } catch (ExecutionException e) {
      return "failed: " + e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
