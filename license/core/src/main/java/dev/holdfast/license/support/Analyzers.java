package dev.holdfast.license.support;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be told from a bundle's files, in words. The same code speaks in the appliance before a
 * bundle leaves and at the vendor after it has arrived.
 */
public final class Analyzers {
  /** The file that the figures come from: a line {@code name=value} for each. */
  public static final String FACTS = "facts.txt";

  private static final int MOST_KINDS = 5;
  private static final Pattern LONG = Pattern.compile("(.{160}).+", Pattern.DOTALL);
  private static final Pattern JSON_ERROR =
      Pattern.compile("\"level\":\"ERROR\".{0,200}?\"logger\":\"([^\"]{1,200})\"");
  private static final Pattern TEXT_ERROR =
      Pattern.compile("(?m)^\\S{1,40} ERROR ([\\w$.]{1,80}):");

  private static final long ANY = Long.MAX_VALUE;

  /** Where a figure must not be. */
  private static final List<Band> BANDS =
      List.of(
          new Band("disk.free.mib", -ANY, 127, "fail", "The disk is nearly full: %d MiB are free."),
          new Band("disk.free.mib", 128, 1023, "warn", "The disk has only %d MiB free."),
          new Band(
              "heap.used.percent",
              91,
              ANY,
              "warn",
              "The heap is %d%% full; give the appliance more (-Xmx)."),
          new Band(
              "gc.time.percent", 11, ANY, "warn", "%d%% of the time goes into garbage collection."),
          new Band(
              "threads.deadlocked",
              1,
              ANY,
              "fail",
              "%d threads wait for each other for ever; threads.txt names them."),
          new Band(
              "migrations.failed",
              1,
              ANY,
              "fail",
              "%d migrations of the database failed; restore the backup from before the upgrade."),
          new Band(
              "backups.failed",
              1,
              ANY,
              "warn",
              "%d of the last backups and drills failed; backups.txt says why."));

  private Analyzers() {}

  /** A figure from one value to another, both included, and what it says there. */
  private record Band(String fact, long from, long to, String severity, String words) {}

  /**
   * A finding.
   *
   * @param severity {@code fail}, {@code warn} or {@code ok}
   * @param id stable
   * @param words a sentence or two
   */
  public record Finding(String severity, String id, String words) {}

  /** A fact's value in two bundles; empty where there is none. */
  public record Difference(String fact, String before, String after) {}

  /** Looks at everything; the worst first. Never fails, whatever the files hold. */
  public static List<Finding> run(Map<String, byte[]> files) {
    Map<String, String> facts = facts(files);
    List<Finding> findings = new ArrayList<>();
    for (Band band : BANDS) {
      number(facts, band.fact())
          .ifPresent(
              value -> {
                if (value >= band.from() && value <= band.to()) {
                  String words = String.format(Locale.ROOT, band.words(), value);
                  findings.add(new Finding(band.severity(), band.fact(), words));
                }
              });
    }
    if (facts.getOrDefault("backups.done", "").equals("0")) {
      findings.add(new Finding("warn", "backups.done", "No backup has ended well yet."));
    }
    words(
        findings,
        facts,
        "doctor.failed",
        "fail",
        "These checks fail: %s. doctor.txt says what is required.");
    words(findings, facts, "doctor.warned", "warn", "These checks warn: %s.");
    if (facts.getOrDefault("health", "").equals("DOWN")) {
      findings.add(new Finding("fail", "health", "A health probe is down; health.txt names it."));
    }
    errors(findings, files);
    if (findings.isEmpty()) {
      findings.add(new Finding("ok", "nothing", "Nothing stands out."));
    }
    findings.sort(Comparator.comparing(Finding::severity));
    return List.copyOf(findings);
  }

  /** The facts that differ. */
  public static List<Difference> differences(
      Map<String, byte[]> before, Map<String, byte[]> after) {
    Map<String, String> one = facts(before);
    Map<String, String> other = facts(after);
    TreeSet<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String name : names) {
      String was = one.getOrDefault(name, "");
      String is = other.getOrDefault(name, "");
      if (!was.equals(is)) {
        differences.add(new Difference(name, was, is));
      }
    }
    return differences;
  }

  /** The facts of a bundle; lines that are none are left out. */
  public static Map<String, String> facts(Map<String, byte[]> files) {
    Map<String, String> facts = new TreeMap<>();
    byte[] bytes = files.getOrDefault(FACTS, new byte[0]);
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", 1_000)) {
      int equals = line.indexOf('=');
      if (equals > 0 && line.length() < 10_000) {
        facts.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return facts;
  }

  private static void errors(List<Finding> findings, Map<String, byte[]> files) {
    Map<String, Integer> loggers = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (file.getKey().startsWith("logs/")) {
        String text = new String(file.getValue(), StandardCharsets.UTF_8);
        for (Pattern pattern : List.of(JSON_ERROR, TEXT_ERROR)) {
          Matcher error = pattern.matcher(text);
          while (error.find()) {
            loggers.merge(error.group(1), 1, Integer::sum);
          }
        }
      }
    }
    int total = loggers.values().stream().mapToInt(Integer::intValue).sum();
    if (total > 0) {
      StringBuilder most = new StringBuilder();
      loggers.entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .limit(MOST_KINDS)
          .forEach(
              each ->
                  most.append(most.isEmpty() ? "" : ", ")
                      .append(each.getKey())
                      .append(" (")
                      .append(each.getValue())
                      .append(')'));
      findings.add(
          new Finding("warn", "log.errors", total + " errors were logged, most by " + most + "."));
    }
  }

  private static void words(
      List<Finding> findings,
      Map<String, String> facts,
      String fact,
      String severity,
      String words) {
    String value = facts.getOrDefault(fact, "").strip();
    if (!value.isEmpty()) {
      String cut = LONG.matcher(value).replaceFirst("$1…");
      findings.add(new Finding(severity, fact, String.format(Locale.ROOT, words, cut)));
    }
  }

  private static OptionalLong number(Map<String, String> facts, String fact) {
    String value = facts.getOrDefault(fact, "");
    return value.matches("-?[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }
}
