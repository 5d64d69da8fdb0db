package dev.holdfast.appliance.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which moments a heap of bases and pieces reaches, and what of it can go. */
final class CatalogueTest {
  private static final int SEGMENT = 1 << 20;
  private static final String LINE = "lin_00000000000000000000000001";
  private static final String OTHER = "lin_00000000000000000000000002";

  private static Instant at(int minute) {
    return Instant.parse("2026-11-21T14:00:00Z").plusSeconds(60L * minute);
  }

  /** A base that is whole at a minute; a minute's log is one segment. */
  private static Catalogue.Copy base(String line, int minute) {
    return new Catalogue.Copy(
        new Manifest.Header(
            "bak_" + line + minute, at(minute), "1.0.0", "ins", "node", "POSTGRESQL", 0, 0),
        new Base(
            line,
            1,
            "7",
            SEGMENT,
            "holdfast",
            "holdfast",
            (long) minute * SEGMENT - SEGMENT / 2,
            (long) minute * SEGMENT));
  }

  /** The log of the minutes from one to another, in a piece each. */
  private static List<Piece> log(String line, int from, int to) {
    List<Piece> pieces = new ArrayList<>();
    for (int minute = from; minute < to; minute++) {
      pieces.add(new Piece(line, (long) minute * SEGMENT, (minute + 1L) * SEGMENT, at(minute + 1)));
    }
    return pieces;
  }

  private static Catalogue.Window window(int from, int to) {
    return new Catalogue.Window(at(from), at(to));
  }

  @SafeVarargs
  private static Catalogue of(List<Catalogue.Copy> copies, List<Piece>... logs) {
    return new Catalogue(copies, java.util.Arrays.stream(logs).flatMap(List::stream).toList());
  }

  private static void assertRefused(Catalogue there, Instant at, Reason reason, String words) {
    assertThatThrownBy(() -> there.plan(at))
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(words);
  }

  @Test
  void plan_ofAMoment_takesTheNewestBaseBeforeItAndNoMoreLogThanItNeeds() throws Exception {
    Catalogue there = of(List.of(base(LINE, 2), base(LINE, 5)), log(LINE, 0, 10));

    Catalogue.Plan plan = there.plan(at(7));

    assertThat(plan.copy()).isEqualTo(base(LINE, 5));
    assertThat(plan.pieces()).isEqualTo(log(LINE, 4, 7));
    assertThat(there.windows()).containsExactly(window(2, 10));
  }

  @Test
  void plan_atTheVeryEndsOfWhatIsReached_isPossible() throws Exception {
    Catalogue there = of(List.of(base(LINE, 2)), log(LINE, 0, 4));

    assertThat(there.plan(at(2)).pieces()).isEqualTo(log(LINE, 1, 2));
    assertThat(there.plan(at(4)).pieces()).hasSize(3);
    assertRefused(there, at(2).minusMillis(1), Reason.UNREACHABLE, "before the first base");
    assertRefused(there, at(4).plusMillis(1), Reason.UNREACHABLE, "after the end");
  }

  @Test
  void plan_behindAMissingPiece_isAGapUntilTheNextBase() throws Exception {
    List<Piece> log = new ArrayList<>(log(LINE, 0, 10));
    log.remove(4);
    Catalogue there = of(List.of(base(LINE, 2), base(LINE, 8)), log);

    assertThat(there.windows()).containsExactly(window(2, 4), window(8, 10));
    assertThat(there.plan(at(4)).pieces()).hasSize(3);
    assertRefused(there, at(6), Reason.GAP, "gap");
    assertThat(there.plan(at(9)).copy()).isEqualTo(base(LINE, 8));
  }

  @Test
  void plan_whereANewerBaseHasNoLog_takesAnOlderOneThatHas() throws Exception {
    Catalogue there = of(List.of(base(LINE, 2), base(OTHER, 5)), log(LINE, 0, 7));

    assertThat(there.plan(at(6)).copy()).isEqualTo(base(LINE, 2));
  }

  @Test
  void plan_ofAnotherLinesLog_isNeverMixed() {
    Catalogue there = of(List.of(base(LINE, 2)), log(LINE, 0, 3), log(OTHER, 3, 9));

    assertThat(there.windows()).containsExactly(window(2, 3));
    assertRefused(there, at(5), Reason.GAP, "gap");
  }

  @Test
  void plan_withoutABaseOrWithoutItsLog_saysSo() {
    assertRefused(of(List.of()), at(1), Reason.UNREACHABLE, "no base");
    assertRefused(of(List.of(base(LINE, 2))), at(3), Reason.UNREACHABLE, "no base");
    assertRefused(of(List.of(), log(LINE, 0, 9)), at(3), Reason.UNREACHABLE, "no base");
    assertThat(of(List.of(base(LINE, 4)), log(LINE, 0, 3)).windows()).isEmpty();
  }

  @Test
  void with_onePieceMore_reachesFurther() {
    Catalogue there = of(List.of(base(LINE, 2)), log(LINE, 0, 4));

    assertThat(there.with(log(LINE, 4, 5).getFirst()).windows()).containsExactly(window(2, 5));
    assertThat(Catalogue.said(there.windows())).isEqualTo(at(2) + " to " + at(4) + ".");
    assertThat(Catalogue.said(List.of())).isEqualTo("nothing.");
  }

  @Test
  void needless_beforeAHorizon_leavesTheBaseThatItNeedsAndAllBehind() {
    Catalogue there = of(List.of(base(LINE, 2), base(LINE, 5), base(LINE, 8)), log(LINE, 0, 10));

    Catalogue.Needless gone = there.needless(at(6), LINE);

    assertThat(gone.copies()).containsExactly(base(LINE, 2));
    assertThat(gone.pieces()).isEqualTo(log(LINE, 0, 4));
    assertThat(gone.setsBefore()).isEqualTo(at(5));
    Catalogue left = of(List.of(base(LINE, 5), base(LINE, 8)), log(LINE, 4, 10));
    assertThat(left.windows()).containsExactly(window(5, 10));
  }

  @Test
  void needless_withOnlyNewBases_isNothingOfThem() {
    Catalogue there = of(List.of(base(LINE, 5)), log(LINE, 4, 10));

    assertThat(there.needless(at(1), LINE).copies()).isEmpty();
    assertThat(there.needless(at(1), LINE).pieces()).isEmpty();
    assertThat(there.needless(at(99), LINE).copies()).as("the newest stays").isEmpty();
  }

  @Test
  void needless_ofALineThatEnded_goesWhenNoBaseOfItIsKept() {
    Catalogue there = of(List.of(base(LINE, 2), base(OTHER, 6)), log(LINE, 0, 4), log(OTHER, 5, 9));

    assertThat(there.needless(at(4), OTHER).pieces()).isEqualTo(log(LINE, 0, 1));
    assertThat(there.needless(at(7), OTHER).pieces()).isEqualTo(log(LINE, 0, 4));
  }

  @Test
  void needless_ofALineThatHasNoBaseYet_isNothing() {
    Catalogue there = of(List.of(base(LINE, 2)), log(LINE, 1, 4), log(OTHER, 5, 9));

    assertThat(there.needless(at(7), OTHER).pieces()).isEmpty();
  }
}
