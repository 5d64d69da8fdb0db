package dev.holdfast.license.usage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows added up the way a quota counts them: a name that ends in {@code .month} by calendar month,
 * one that ends in {@code .day} by day, both in UTC; any other name over all rows. Amounts that
 * were used add up; of peaks the highest counts.
 *
 * @param totals by name, then by period
 */
public record UsageTotals(List<Total> totals) {
  public UsageTotals {
    totals = List.copyOf(totals);
  }

  /**
   * One sum.
   *
   * @param period for example {@code 2026-11}, {@code 2026-11-21} or {@code all}
   * @param amount 0 and up; the highest long where the sum is higher
   */
  public record Total(String name, String period, UsageRow.Kind kind, long amount) {}

  /** Adds rows up. */
  public static UsageTotals of(List<UsageChain.Linked> rows) {
    Map<String, Map<String, Total>> sums = new TreeMap<>();
    for (UsageChain.Linked linked : rows) {
      UsageRow row = linked.row();
      if (row.kind() != UsageRow.Kind.MARK) {
        sums.computeIfAbsent(row.name(), name -> new TreeMap<>())
            .merge(
                period(row),
                new Total(row.name(), period(row), row.kind(), row.amount()),
                UsageTotals::together);
      }
    }
    List<Total> totals = new ArrayList<>();
    sums.values().forEach(periods -> totals.addAll(periods.values()));
    return new UsageTotals(totals);
  }

  /** Of each name the period in which most was used, in the order of the names. */
  public List<Total> highest() {
    Map<String, Total> highest = new LinkedHashMap<>();
    totals.forEach(
        total -> highest.merge(total.name(), total, (a, b) -> b.amount() > a.amount() ? b : a));
    return List.copyOf(highest.values());
  }

  private static Total together(Total a, Total b) {
    long amount =
        a.kind() == UsageRow.Kind.PEAK || b.kind() == UsageRow.Kind.PEAK
            ? Math.max(a.amount(), b.amount())
            : sum(a.amount(), b.amount());
    return new Total(a.name(), a.period(), a.kind(), amount);
  }

  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static String period(UsageRow row) {
    if (row.name().endsWith(".day")) {
      return row.day().toString();
    }
    return row.name().endsWith(".month") ? row.day().toString().substring(0, 7) : "all";
  }
}
