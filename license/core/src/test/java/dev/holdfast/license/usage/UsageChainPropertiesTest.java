package dev.holdfast.license.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.testkit.UsageBook;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is done to rows, and wherever: it is found, and sound rows are never blamed. */
class UsageChainPropertiesTest {
  private static final List<UsageChain.Linked> ROWS =
      List.copyOf(new UsageBook().days(10, 100).rows());
  private static final String START = UsageChain.start(UsageBook.INSTALLATION);

  @Property(tries = 50)
  void check_anyRunOfSoundRows_hasNoFindings(
      @ForAll @IntRange(max = 19) int from, @ForAll @IntRange(max = 20) int length) {
    int to = Math.min(20, from + length);
    String previous = from == 0 ? START : ROWS.get(from - 1).hash();
    String head = to == from ? previous : ROWS.get(to - 1).hash();
    assertThat(UsageChain.check(ROWS.subList(from, to), from + 1L, previous, to, head)).isEmpty();
  }

  @Property(tries = 60)
  void check_anyAmountEdited_namesThatRow(
      @ForAll @IntRange(max = 19) int at, @ForAll @IntRange(min = 1, max = 1000) int by) {
    List<UsageChain.Linked> rows = new ArrayList<>(ROWS);
    UsageRow old = rows.get(at).row();
    UsageRow edited =
        new UsageRow(
            old.number(), old.day(), old.kind(), old.name(), old.amount() + by, old.at(), "");
    rows.set(at, new UsageChain.Linked(edited, rows.get(at).hash()));
    assertThat(check(rows)).containsExactly(new Finding(Finding.What.EDITED, at + 1, at + 1, ""));
  }

  @Property(tries = 60)
  void check_anyInnerRowsDeleted_namesThem(
      @ForAll @IntRange(max = 17) int from, @ForAll @IntRange(min = 1, max = 19) int length) {
    int to = Math.min(19, from + length);
    List<UsageChain.Linked> rows = new ArrayList<>(ROWS);
    rows.subList(from, to).clear();
    assertThat(check(rows)).containsExactly(new Finding(Finding.What.DELETED, from + 1, to, ""));
  }

  @Property(tries = 20)
  void check_anyTailCutOff_namesIt(@ForAll @IntRange(max = 19) int keep) {
    assertThat(check(new ArrayList<>(ROWS.subList(0, keep))))
        .containsExactly(new Finding(Finding.What.TRUNCATED, keep + 1, 20, ""));
  }

  @Property(tries = 60)
  void check_anyTwoRowsSwapped_namesAMovedOne(
      @ForAll @IntRange(max = 19) int one, @ForAll @IntRange(max = 19) int other) {
    List<UsageChain.Linked> rows = new ArrayList<>(ROWS);
    Collections.swap(rows, one, other);
    List<Finding> findings = check(rows);
    if (one == other) {
      assertThat(findings).isEmpty();
    } else {
      assertThat(findings)
          .isNotEmpty()
          .allMatch(finding -> finding.what() == Finding.What.REORDERED)
          .anyMatch(finding -> finding.from() == Math.min(one, other) + 1);
    }
  }

  @Property(tries = 30)
  void check_anyRowTwice_namesIt(@ForAll @IntRange(max = 19) int at) {
    List<UsageChain.Linked> rows = new ArrayList<>(ROWS);
    rows.add(at, rows.get(at));
    assertThat(check(rows)).containsExactly(new Finding(Finding.What.REPEATED, at + 1, at + 1, ""));
  }

  @Property(tries = 20)
  void check_lastRowMadeAnewWithItsHash_isSeenByTheHead(@ForAll @IntRange(max = 99) int amount) {
    List<UsageChain.Linked> rows = new ArrayList<>(ROWS);
    UsageRow old = rows.get(19).row();
    UsageRow forged =
        new UsageRow(20, old.day(), old.kind(), old.name(), amount + 8L, old.at(), "");
    rows.set(19, UsageChain.link(rows.get(18).hash(), forged));
    assertThat(check(rows)).containsExactly(new Finding(Finding.What.EDITED, 20, 20, ""));
  }

  private static List<Finding> check(List<UsageChain.Linked> rows) {
    return UsageChain.check(rows, 1, START, 20, ROWS.getLast().hash());
  }
}
