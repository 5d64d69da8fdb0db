package dev.holdfast.license.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.testkit.UsageBook;
import dev.holdfast.license.usage.Finding.What;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that are not the report's own, and what findings say of them. */
class UsageChainTest {
  private final List<UsageChain.Linked> book = new UsageBook().days(5, 100).rows();

  /** The rows from one number to another, both included. */
  private List<UsageChain.Linked> rows(int from, int to) {
    return new ArrayList<>(book.subList(from - 1, to));
  }

  private String hash(int number) {
    return book.get(number - 1).hash();
  }

  private List<Finding> check(List<UsageChain.Linked> rows, int first, int last) {
    return UsageChain.check(rows, first, hash(first - 1), last, hash(last));
  }

  @Test
  void check_rowsOfTheReport_haveNoFindings() {
    assertThat(check(rows(3, 8), 3, 8)).isEmpty();
  }

  @Test
  void check_rowThatWasReportedBefore_isNamedAndNotCountedSilently() {
    List<UsageChain.Linked> rows = rows(3, 8);
    rows.addFirst(book.getFirst());
    assertThat(check(rows, 3, 8))
        .extracting(Finding::what, Finding::from)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(What.EDITED, 1L));
    assertThat(check(rows, 3, 8).getFirst().sentence()).contains("none of the report's rows");
  }

  @Test
  void check_rowBehindTheLast_isNamed() {
    assertThat(check(rows(3, 9), 3, 8))
        .extracting(Finding::what, Finding::from)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(What.EDITED, 9L));
  }

  @Test
  void check_rowBehindTheLastInThePlaceOfOneThatIsMissing_namesBoth() {
    List<UsageChain.Linked> rows = rows(3, 7);
    rows.add(book.get(9));
    assertThat(check(rows, 3, 8))
        .extracting(Finding::what, Finding::from, Finding::to)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(What.EDITED, 10L, 10L),
            org.assertj.core.groups.Tuple.tuple(What.TRUNCATED, 8L, 8L));
  }

  @Test
  void check_noRowsWhereThereShouldBe_isTruncated() {
    assertThat(check(List.of(), 3, 8))
        .extracting(Finding::sentence)
        .containsExactly("Each of the rows 3 to 8 is missing at the end.");
  }

  @Test
  void check_noRowsAtAll_holdWhereNoneAreClaimed() {
    assertThat(UsageChain.check(List.of(), 3, hash(2), 2, hash(2))).isEmpty();
    assertThat(UsageChain.check(List.of(), 3, hash(2), 2, hash(3))).hasSize(1);
  }

  @Test
  void check_otherHashBefore_namesTheFirstRowOnly() {
    assertThat(UsageChain.check(rows(3, 8), 3, hash(1), 8, hash(8)))
        .extracting(Finding::what, Finding::from)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(What.EDITED, 3L));
  }

  @Test
  void check_backwards_namesEachThatIsOutOfPlace() {
    List<UsageChain.Linked> rows = rows(3, 6);
    Collections.reverse(rows);
    assertThat(check(rows, 3, 6))
        .extracting(Finding::what, Finding::from)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(What.REORDERED, 5L),
            org.assertj.core.groups.Tuple.tuple(What.REORDERED, 4L),
            org.assertj.core.groups.Tuple.tuple(What.REORDERED, 3L));
  }

  @Test
  void check_twoGaps_areNamedApart() {
    List<UsageChain.Linked> rows = rows(3, 9);
    rows.removeIf(linked -> List.of(4L, 5L, 8L).contains(linked.row().number()));
    assertThat(check(rows, 3, 9))
        .extracting(Finding::what, Finding::from, Finding::to)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(What.DELETED, 4L, 5L),
            org.assertj.core.groups.Tuple.tuple(What.DELETED, 8L, 8L));
  }

  @Test
  void check_rowEditedBehindAGap_isNamedByTheRowAfterIt() {
    List<UsageChain.Linked> rows = rows(3, 9);
    rows.removeIf(linked -> linked.row().number() == 4);
    UsageChain.Linked old = rows.get(2);
    UsageRow row = old.row();
    UsageRow edited =
        new UsageRow(
            row.number(), row.day(), row.kind(), row.name(), row.amount() + 1, row.at(), "");
    // Whoever edits a row makes its hash anew, and cannot make the next one's.
    rows.set(2, UsageChain.link(rows.get(1).hash(), edited));
    assertThat(check(rows, 3, 9))
        .extracting(Finding::what, Finding::from)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(What.DELETED, 4L),
            org.assertj.core.groups.Tuple.tuple(What.EDITED, 7L));
  }

  @ParameterizedTest
  @CsvSource({"ins_1, ins_2", "ins_1, ins_11", "'', ' '"})
  void start_ofTwoInstallations_isNotTheSame(String one, String other) {
    assertThat(UsageChain.start(one)).isNotEqualTo(UsageChain.start(other)).hasSize(96);
  }

  @Test
  void sentences_ofFindings_areWholeSentences() {
    for (What what : What.values()) {
      assertThat(Finding.of(what, 0, 0).sentence()).startsWith("The report ").endsWith(".");
      assertThat(Finding.of(what, 3, 3).sentence()).startsWith("Row 3 ");
      assertThat(new Finding(what, 3, 5, "So it is.").sentence())
          .startsWith("Each of the rows 3 to 5 ")
          .endsWith(". So it is.");
    }
  }
}
