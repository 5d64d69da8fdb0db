package dev.holdfast.license.testkit;

import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageHistory;
import dev.holdfast.license.usage.UsageReport;
import dev.holdfast.license.usage.UsageRow;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What one installation writes down, day by day: 100 tokens and the day's number of users. */
public final class UsageBook {
  public static final String INSTALLATION = "ins_" + "c".repeat(26);
  public static final LocalDate FIRST = LocalDate.of(2026, 11, 1);

  private final SigningKey key;
  private final List<UsageChain.Linked> rows;
  private long reports;

  public UsageBook() {
    this(SigningKey.generate(Suite.V2026_1), List.of(), 0);
  }

  private UsageBook(SigningKey key, List<UsageChain.Linked> rows, long reports) {
    this.key = key;
    this.rows = new ArrayList<>(rows);
    this.reports = reports;
  }

  /** As a database that is copied now. */
  public UsageBook copy() {
    return new UsageBook(key, rows, reports);
  }

  public SigningKey key() {
    return key;
  }

  /** The rows, to be tampered with. */
  public List<UsageChain.Linked> rows() {
    return rows;
  }

  /** Writes days, two rows for each. */
  public UsageBook days(int days, long tokens) {
    for (int i = 0; i < days; i++) {
      LocalDate day = nextDay();
      add(UsageRow.Kind.USED, "tokens.month", tokens, day);
      add(UsageRow.Kind.PEAK, "users", 7, day);
    }
    return this;
  }

  public UsageBook mark(UsageRow.Mark mark, String note) {
    String name = mark.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    LocalDate day = rows.isEmpty() ? FIRST : rows.getLast().row().day();
    append(row(UsageRow.Kind.MARK, name, 0, day, note));
    return this;
  }

  public void add(UsageRow.Kind kind, String name, long amount, LocalDate day) {
    append(row(kind, name, amount, day, ""));
  }

  /** The next report, from the row with this number to the end. */
  public Written report(long first) {
    reports++;
    return report(first, rows);
  }

  /** The next report of rows that stand as they are given. */
  public Written report(long first, List<UsageChain.Linked> all) {
    List<UsageChain.Linked> own =
        all.stream().filter(linked -> linked.row().number() >= first).toList();
    String previous =
        all.stream()
            .filter(linked -> linked.row().number() == first - 1)
            .map(UsageChain.Linked::hash)
            .findFirst()
            .orElse(UsageChain.start(INSTALLATION));
    UsageReport report =
        new UsageReport(
            "holdfast",
            INSTALLATION,
            Math.max(1, reports),
            lastDay(own).plusDays(1).atTime(LocalTime.of(0, 5)).toInstant(ZoneOffset.UTC),
            "0.1.0",
            new UsageReport.Licence(Licences.ID, 1),
            own.isEmpty() ? FIRST : own.getFirst().row().day(),
            lastDay(own),
            first,
            own.isEmpty() ? first - 1 : own.getLast().row().number(),
            previous,
            own.isEmpty() ? previous : own.getLast().hash());
    return new Written(report, own, report.file(key, own));
  }

  /** A report as it was handed over. */
  public record Written(UsageReport report, List<UsageChain.Linked> rows, byte[] file) {
    public UsageHistory.Seen seen() {
      return new UsageHistory.Seen(
          report.sequence(), report.issued(), report.last(), report.head(), Sha384.hex(file));
    }
  }

  private static LocalDate lastDay(List<UsageChain.Linked> rows) {
    return rows.isEmpty() ? FIRST : rows.getLast().row().day();
  }

  private LocalDate nextDay() {
    return rows.isEmpty() ? FIRST : rows.getLast().row().day().plusDays(1);
  }

  private UsageRow row(UsageRow.Kind kind, String name, long amount, LocalDate day, String note) {
    return new UsageRow(
        rows.size() + 1L,
        day,
        kind,
        name,
        amount,
        day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC),
        note);
  }

  private void append(UsageRow row) {
    String previous = rows.isEmpty() ? UsageChain.start(INSTALLATION) : rows.getLast().hash();
    rows.add(UsageChain.link(previous, row));
  }
}
