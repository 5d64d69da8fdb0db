package dev.holdfast.license.threat;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static dev.holdfast.license.usage.Finding.What.ATTACHMENT;
import static dev.holdfast.license.usage.Finding.What.CLONED;
import static dev.holdfast.license.usage.Finding.What.DELETED;
import static dev.holdfast.license.usage.Finding.What.EDITED;
import static dev.holdfast.license.usage.Finding.What.GAP;
import static dev.holdfast.license.usage.Finding.What.IDLE;
import static dev.holdfast.license.usage.Finding.What.REORDERED;
import static dev.holdfast.license.usage.Finding.What.REPEATED;
import static dev.holdfast.license.usage.Finding.What.RESTORED;
import static dev.holdfast.license.usage.Finding.What.TRUNCATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.testkit.UsageBook;
import dev.holdfast.license.usage.Finding;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageHistory;
import dev.holdfast.license.usage.UsageReport;
import dev.holdfast.license.usage.UsageRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * T30: rows of usage that were edited, deleted, moved, cut off, or come from a restored database.
 */
class UsageThreatsTest {
  private final UsageBook book = new UsageBook().days(5, 100);

  @Test
  void t30_untouched_hasNoFindings() {
    UsageBook.Written report = book.report(1);
    assertThat(verify(report.file()).findings()).isEmpty();
    assertThat(against(List.of(), report)).isEmpty();
  }

  @Test
  void t30_rowEditedInTheDatabase_isNamed() {
    edit(3, 5);
    assertThat(rows(verify(book.report(1).file()).findings())).containsExactly("EDITED 3-3");
  }

  @Test
  void t30_rowEditedAndItsHashMadeAnew_breaksTheNextOne() {
    UsageChain.Linked before = book.rows().get(1);
    UsageRow row = book.rows().get(2).row();
    book.rows().set(2, UsageChain.link(before.hash(), with(row, row.number(), 5)));
    assertThat(rows(verify(book.report(1).file()).findings())).containsExactly("EDITED 4-4");
  }

  @Test
  void t30_wholeChainMadeAnew_isNotTheOneThatWasSeen() {
    UsageBook.Written seen = book.report(1);
    UsageBook forged = rewritten(seen.rows(), 3);
    assertThat(rows(against(List.of(seen), forgedReport(forged)))).containsExactly("RESTORED 1-10");
  }

  @Test
  void t30_rowDeleted_isNamed() {
    book.rows().remove(4);
    book.rows().remove(4);
    assertThat(rows(verify(book.report(1).file()).findings())).containsExactly("DELETED 5-6");
  }

  @Test
  void t30_rowsReordered_areNamed() {
    Collections.swap(book.rows(), 4, 5);
    List<UsageChain.Linked> moved = new ArrayList<>(book.rows());
    UsageBook.Written report = book.report(1, moved);
    assertThat(rows(verify(report.file()).findings())).containsExactly("REORDERED 5-5");
  }

  @Test
  void t30_numbersSwapped_breakBothRows() {
    UsageChain.Linked fifth = book.rows().get(4);
    UsageChain.Linked sixth = book.rows().get(5);
    book.rows().set(4, new UsageChain.Linked(with(sixth.row(), 5, 7), sixth.hash()));
    book.rows().set(5, new UsageChain.Linked(with(fifth.row(), 6, 100), fifth.hash()));
    assertThat(rows(verify(book.report(1).file()).findings()))
        .containsExactly("EDITED 5-5", "EDITED 6-6", "EDITED 7-7");
  }

  @Test
  void t30_rowTwice_isNamed() {
    List<UsageChain.Linked> twice = new ArrayList<>(book.rows());
    twice.add(4, twice.get(4));
    assertThat(rows(verify(book.report(1, twice).file()).findings()))
        .containsExactly("REPEATED 5-5");
  }

  @Test
  void t30_tailCutOff_isSeenAgainstTheLastReport() {
    UsageBook.Written seen = book.report(1);
    book.rows().subList(7, 10).clear();
    assertThat(rows(against(List.of(seen), book.report(1)))).containsExactly("TRUNCATED 8-10");
  }

  @Test
  void t30_tailCutOffAndWrittenOn_isAFork() {
    UsageBook.Written first = book.report(1);
    book.days(2, 100);
    UsageBook.Written second = book.report(11);
    book.rows().subList(10, 14).clear();
    book.days(4, 1);
    assertThat(rows(against(List.of(first, second), book.report(11))))
        .containsExactly("RESTORED 11-14");
  }

  @Test
  void t30_yesterdaysDatabaseRestored_isNamed() {
    UsageBook.Written monday = book.report(1);
    UsageBook backup = book.copy();
    book.days(1, 100);
    UsageBook.Written tuesday = book.report(1);
    backup.mark(UsageRow.Mark.RESTORED, "from a backup").days(2, 100);
    UsageBook.Written after = backup.report(1);
    List<Finding> findings = against(List.of(monday, tuesday), after);
    assertThat(rows(findings)).containsExactly("CLONED 0-0", "RESTORED 11-12");
    assertThat(findings.get(1).sentence())
        .contains("an earlier database was restored", "The appliance says that a backup was");
  }

  @Test
  void t30_sequenceGoesBack_isNamed() {
    book.report(1);
    book.report(1);
    UsageBook.Written third = book.report(1);
    UsageBook restored = new UsageBook().days(6, 100);
    UsageHistory history = new UsageHistory(List.of(third.seen()));
    UsageBook.Written first = restored.report(1);
    assertThat(rows(history.check(first.report(), first.rows(), "x"))).contains("RESTORED 0-0");
  }

  @Test
  void t30_reportLeftOut_isAGap() {
    UsageBook.Written first = book.report(1);
    book.days(1, 100).report(11);
    book.days(1, 100);
    assertThat(rows(against(List.of(first), book.report(13)))).containsExactly("GAP 11-12");
    assertThat(rows(against(List.of(), book.report(13)))).containsExactly("GAP 1-12");
  }

  @Test
  void t30_sameReportTwice_isNoFinding() {
    UsageBook.Written report = book.report(1);
    assertThat(against(List.of(report), report)).isEmpty();
    assertThat(new UsageHistory(List.of(report.seen())).contains(Sha384.hex(report.file())))
        .isTrue();
  }

  @Test
  void t30_olderReportArrivesLate_isNoFinding() {
    UsageBook.Written first = book.report(1);
    book.days(1, 100);
    UsageBook.Written second = book.report(1);
    assertThat(against(List.of(second), first)).isEmpty();
  }

  @Test
  void t30_daysWithoutRows_areSaidAndNotGrave() {
    book.add(UsageRow.Kind.USED, "tokens.month", 1, UsageBook.FIRST.plusDays(8));
    List<Finding> findings = against(List.of(), book.report(1));
    assertThat(rows(findings)).containsExactly("IDLE 0-0");
    assertThat(findings.getFirst().sentence()).contains("6 November 2026", "8 November 2026");
    assertThat(IDLE.grave()).isFalse();
  }

  @Test
  void t30_lineOfTheSidecarEdited_isNamed() {
    String text = text(book.report(1));
    String edited =
        text.replaceFirst(
            "\n3,2026-11-02,used,tokens.month,100,", "\n3,2026-11-02,used,tokens.month,1,");
    assertThat(edited).isNotEqualTo(text);
    assertThat(rows(verify(edited).findings())).containsExactly("EDITED 3-3");
  }

  @Test
  void t30_lastLineOfTheSidecarCutOff_isNamed() {
    String text = text(book.report(1));
    assertThat(rows(verify(text.replaceFirst("\n10,[^\n]*", "")).findings()))
        .containsExactly("TRUNCATED 10-10");
  }

  @Test
  void t30_rowsTakenOutOrUnreadable_areNamed() {
    String text = text(book.report(1));
    String without = text.replaceFirst("(?s)-----ATTACHED-----.*-----SIGNED", "-----SIGNED");
    assertThat(rows(verify(without).findings())).containsExactly("ATTACHMENT 0-0");
    assertThat(verify(text.replace("users", "=SUM(A1)")).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).isEqualTo(ATTACHMENT))
        .satisfies(finding -> assertThat(finding.sentence()).contains("line 3"));
  }

  @Test
  void t30_signedPartEdited_isRefused() {
    String text = text(book.report(1));
    assertRefused(
        () -> verify(text.replace("\"last\" : 10", "\"last\" : 8")), Refusal.SIGNATURE_INVALID);
  }

  @Test
  void t30_gravity_isOfAllButIdleDays() {
    assertThat(List.of(EDITED, DELETED, REORDERED, REPEATED, TRUNCATED, RESTORED, CLONED, GAP))
        .allMatch(Finding.What::grave);
  }

  private void edit(int number, long amount) {
    UsageChain.Linked old = book.rows().get(number - 1);
    book.rows().set(number - 1, new UsageChain.Linked(with(old.row(), number, amount), old.hash()));
  }

  private static UsageRow with(UsageRow row, long number, long amount) {
    return new UsageRow(number, row.day(), row.kind(), row.name(), amount, row.at(), row.note());
  }

  /** The same rows with one amount changed, and every hash from there on made anew. */
  private static UsageBook rewritten(List<UsageChain.Linked> rows, long edited) {
    UsageBook forged = new UsageBook();
    String previous = UsageChain.start(UsageBook.INSTALLATION);
    for (UsageChain.Linked linked : rows) {
      UsageRow row = linked.row();
      long amount = row.number() == edited ? 1 : row.amount();
      UsageChain.Linked next = UsageChain.link(previous, with(row, row.number(), amount));
      forged.rows().add(next);
      previous = next.hash();
    }
    return forged;
  }

  private static UsageBook.Written forgedReport(UsageBook forged) {
    forged.report(1);
    return forged.report(1);
  }

  private static List<Finding> against(List<UsageBook.Written> seen, UsageBook.Written report) {
    assertThat(verify(report.file()).findings()).isEmpty();
    return new UsageHistory(seen.stream().map(UsageBook.Written::seen).toList())
        .check(report.report(), report.rows(), Sha384.hex(report.file()));
  }

  private static List<String> rows(List<Finding> findings) {
    return findings.stream()
        .map(finding -> finding.what() + " " + finding.from() + "-" + finding.to())
        .toList();
  }

  private static String text(UsageBook.Written report) {
    return new String(report.file(), StandardCharsets.US_ASCII);
  }

  private static UsageReport.Verified verify(String text) {
    return verify(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static UsageReport.Verified verify(byte[] file) {
    return UsageReport.verify(file, Suites.CURRENT);
  }
}
