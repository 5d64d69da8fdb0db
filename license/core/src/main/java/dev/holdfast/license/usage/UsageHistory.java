package dev.holdfast.license.usage;

import dev.holdfast.license.statement.Times;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the vendor saw of one installation before, and what a new report says beside it.
 *
 * @param seen the reports that were seen, in any order
 */
public record UsageHistory(List<Seen> seen) {
  /** How many single days a sentence names. */
  private static final int NAMED_DAYS = 5;

  public UsageHistory {
    seen = List.copyOf(seen);
  }

  /**
   * A report that was seen.
   *
   * @param last the number of its last row
   * @param head that row's hash
   * @param digest the SHA-384 of its file
   */
  public record Seen(long sequence, Instant issued, long last, String head, String digest) {}

  /**
   * Compares a report with what was seen: whether it goes on from there, and leaves nothing out.
   *
   * @param rows the report's rows, which are sound by themselves
   * @param digest the SHA-384 of the report's file
   */
  public List<Finding> check(UsageReport report, List<UsageChain.Linked> rows, String digest) {
    List<Finding> findings = new ArrayList<>();
    sequence(report, digest, findings);
    Optional<Seen> longest = seen.stream().max(Comparator.comparingLong(Seen::last));
    fork(report, rows, findings);
    long known = longest.map(Seen::last).orElse(0L);
    if (report.first() > known + 1) {
      findings.add(Finding.of(Finding.What.GAP, known + 1, report.first() - 1));
    }
    if (known == 0
        && report.first() == 1
        && !report.previous().equals(UsageChain.start(report.installation()))) {
      findings.add(
          new Finding(Finding.What.EDITED, 1, 1, "It does not begin as this installation does."));
    }
    idle(report, rows).ifPresent(findings::add);
    return List.copyOf(findings);
  }

  /** Whether this very file was seen before. */
  public boolean contains(String digest) {
    return seen.stream().anyMatch(one -> one.digest().equals(digest));
  }

  private void sequence(UsageReport report, String digest, List<Finding> findings) {
    for (Seen one : seen) {
      if (one.sequence() == report.sequence() && !one.digest().equals(digest)) {
        findings.add(
            new Finding(
                Finding.What.CLONED,
                0,
                0,
                "Report "
                    + one.sequence()
                    + " of "
                    + Times.readable(one.issued())
                    + " was another."));
        return;
      }
    }
    boolean back =
        seen.stream()
            .anyMatch(
                one ->
                    one.sequence() > report.sequence() && one.issued().isBefore(report.issued()));
    if (back) {
      findings.add(
          new Finding(
              Finding.What.RESTORED,
              0,
              0,
              "Its number "
                  + report.sequence()
                  + " is lower than that of a report that was written before it."));
    }
  }

  /** Finds where the chain leaves the one that was seen. */
  private void fork(UsageReport report, List<UsageChain.Linked> rows, List<Finding> findings) {
    long agreed = 0;
    Seen parted = null;
    Seen beyond = null;
    for (Seen one : seen.stream().sorted(Comparator.comparingLong(Seen::last)).toList()) {
      Optional<String> here = hashAt(report, rows, one.last());
      if (here.isPresent() && here.get().equals(one.head())) {
        agreed = one.last();
      } else if (here.isPresent() && parted == null) {
        parted = one;
      } else if (one.last() > report.last() && one.sequence() < report.sequence()) {
        beyond = one;
      }
    }
    if (parted != null) {
      findings.add(
          new Finding(
              Finding.What.RESTORED,
              Math.max(agreed + 1, 1),
              parted.last(),
              "Report "
                  + parted.sequence()
                  + " of "
                  + Times.readable(parted.issued())
                  + " had others."
                  + restoreMark(rows)));
    } else if (beyond != null) {
      findings.add(
          new Finding(
              Finding.What.TRUNCATED,
              report.last() + 1,
              beyond.last(),
              "Report "
                  + beyond.sequence()
                  + " of "
                  + Times.readable(beyond.issued())
                  + " had it."));
    }
  }

  private static Optional<String> hashAt(
      UsageReport report, List<UsageChain.Linked> rows, long number) {
    if (number == report.first() - 1) {
      return Optional.of(report.previous());
    }
    return rows.stream()
        .filter(linked -> linked.row().number() == number)
        .map(UsageChain.Linked::hash)
        .findFirst();
  }

  private static String restoreMark(List<UsageChain.Linked> rows) {
    return rows.stream()
        .map(UsageChain.Linked::row)
        .filter(row -> row.kind() == UsageRow.Kind.MARK && row.name().equals("restored"))
        .reduce((a, b) -> b)
        .map(
            row ->
                " The appliance says that a backup was restored on "
                    + Times.readable(row.at())
                    + ".")
        .orElse("");
  }

  private static Optional<Finding> idle(UsageReport report, List<UsageChain.Linked> rows) {
    Set<LocalDate> days = new TreeSet<>();
    rows.forEach(linked -> days.add(linked.row().day()));
    List<LocalDate> idle =
        report
            .from()
            .datesUntil(report.to().plusDays(1))
            .filter(day -> !days.contains(day))
            .toList();
    if (idle.isEmpty()) {
      return Optional.empty();
    }
    String named = String.join(", ", idle.stream().limit(NAMED_DAYS).map(Times::readable).toList());
    String more =
        idle.size() > NAMED_DAYS ? " and " + (idle.size() - NAMED_DAYS) + " more days" : "";
    return Optional.of(new Finding(Finding.What.IDLE, 0, 0, "Days: " + named + more + "."));
  }
}
