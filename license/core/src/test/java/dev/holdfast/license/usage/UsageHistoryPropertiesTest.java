package dev.holdfast.license.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.testkit.UsageBook;
import dev.holdfast.license.testkit.UsageBook.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Years of an installation and its vendor, made up at random: who is honest is never blamed, and a
 * database that was put back is seen by the next report, whatever was reported before.
 */
class UsageHistoryPropertiesTest {
  /** The vendor's side: reports as they come, each compared with those before it. */
  private static final class Vendor {
    private final List<UsageHistory.Seen> seen = new ArrayList<>();
    private long known;

    List<Finding> take(Written report) {
      UsageReport.Verified verified = UsageReport.verify(report.file(), Suites.CURRENT);
      assertThat(verified.findings()).isEmpty();
      List<UsageChain.Linked> rows = verified.rows() == null ? List.of() : verified.rows();
      List<Finding> findings =
          new UsageHistory(seen).check(verified.report(), rows, Sha384.hex(report.file()));
      List<Finding> grave = findings.stream().filter(one -> one.what().grave()).toList();
      if (grave.isEmpty()) {
        seen.add(report.seen());
        known = Math.max(known, report.report().last());
      }
      return grave;
    }
  }

  /** Reports may begin anywhere in what was reported before, come twice, and find nothing new. */
  @Property(tries = 30)
  void check_honestInstallation_isNeverBlamed(@ForAll long seed) {
    Random random = new Random(seed);
    UsageBook book = new UsageBook();
    Vendor vendor = new Vendor();
    book.days(1, 5);
    for (int step = 0; step < 12; step++) {
      switch (random.nextInt(4)) {
        case 0 -> book.days(1 + random.nextInt(3), random.nextInt(1000));
        case 1 -> book.mark(UsageRow.Mark.STARTED, "");
        default -> {
          long first = 1 + (vendor.known == 0 ? 0 : random.nextLong(vendor.known + 1));
          Written report = book.report(first);
          assertThat(vendor.take(report)).as("seed %d, step %d", seed, step).isEmpty();
          if (random.nextBoolean()) {
            assertThat(vendor.take(report)).as("the same file again").isEmpty();
          }
        }
      }
    }
  }

  /** Yesterday's database goes on with other numbers than the ones that were reported. */
  @Property(tries = 40)
  void check_databasePutBackBeforeAReport_isNamedByTheNextOne(
      @ForAll @IntRange(min = 1, max = 6) int before,
      @ForAll @IntRange(min = 1, max = 6) int lost,
      @ForAll @IntRange(min = 1, max = 9) int since,
      @ForAll @IntRange(max = 40) int from) {
    Vendor vendor = new Vendor();
    UsageBook book = new UsageBook().days(before, 100);
    assertThat(vendor.take(book.report(1))).isEmpty();
    UsageBook backup = book.copy();
    book.days(lost, 100);
    assertThat(vendor.take(book.report(before * 2L + 1))).isEmpty();

    backup.days(since, 77);
    Written report = backup.report(1L + from % (backup.rows().size()));

    assertThat(vendor.take(report))
        .as("%d rows were reported, the restored database has %d", book.rows().size(), since)
        .isNotEmpty()
        .allMatch(finding -> !finding.sentence().isEmpty());
  }

  /** Put back to a moment that nobody saw a report of, nothing that was reported is gone. */
  @Property(tries = 30)
  void check_databasePutBackToTheLastReport_isNoFinding(
      @ForAll @IntRange(min = 1, max = 6) int before,
      @ForAll @IntRange(min = 1, max = 6) int lost,
      @ForAll @IntRange(min = 1, max = 6) int since) {
    Vendor vendor = new Vendor();
    UsageBook book = new UsageBook().days(before, 100);
    assertThat(vendor.take(book.report(1))).isEmpty();
    UsageBook backup = book.copy();
    book.days(lost, 100);

    backup.days(since, 77);

    assertThat(vendor.take(backup.report(before * 2L + 1))).isEmpty();
  }

  /** Two machines of one database both go on, and both report: the second one is seen. */
  @Property(tries = 30)
  void check_twoMachinesOfOneInstallation_areNamed(
      @ForAll @IntRange(min = 1, max = 5) int shared,
      @ForAll @IntRange(min = 1, max = 5) int one,
      @ForAll @IntRange(min = 1, max = 5) int other) {
    Vendor vendor = new Vendor();
    UsageBook first = new UsageBook().days(shared, 100);
    UsageBook second = first.copy();
    first.days(one, 10);
    second.days(other, 20);
    assertThat(vendor.take(first.report(1))).isEmpty();
    assertThat(vendor.take(second.report(1))).isNotEmpty();
  }

  /** A report that was kept back leaves a gap that is named by its very rows. */
  @Property(tries = 30)
  void check_reportKeptBack_isAGapOfItsRows(
      @ForAll @IntRange(min = 1, max = 5) int first,
      @ForAll @IntRange(min = 1, max = 5) int keptBack,
      @ForAll @IntRange(min = 1, max = 5) int last) {
    Vendor vendor = new Vendor();
    UsageBook book = new UsageBook().days(first, 100);
    assertThat(vendor.take(book.report(1))).isEmpty();
    book.days(keptBack, 100);
    Written hidden = book.report(first * 2L + 1);
    book.days(last, 100);
    Written shown = book.report(first * 2L + keptBack * 2L + 1);

    assertThat(vendor.take(shown))
        .containsExactly(Finding.of(Finding.What.GAP, first * 2L + 1, first * 2L + keptBack * 2L));
    // Handed in after all, it fills the gap.
    assertThat(vendor.take(hidden)).isEmpty();
    assertThat(vendor.take(shown)).isEmpty();
  }
}
