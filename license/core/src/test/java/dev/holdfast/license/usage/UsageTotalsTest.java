package dev.holdfast.license.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.usage.UsageRow.Kind;
import dev.holdfast.license.usage.UsageTotals.Total;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows are added up as the quota counts: by month, by day, or as the highest there was. */
class UsageTotalsTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 30);

  private final List<UsageChain.Linked> rows = new ArrayList<>();

  @Test
  void of_nameByMonth_addsUpEachCalendarMonth() {
    add(DAY, Kind.USED, "tokens.month", 10);
    add(DAY, Kind.USED, "tokens.month", 5);
    add(DAY.plusDays(1), Kind.USED, "tokens.month", 7);
    assertThat(UsageTotals.of(rows).totals())
        .containsExactly(
            new Total("tokens.month", "2026-11", Kind.USED, 15),
            new Total("tokens.month", "2026-12", Kind.USED, 7));
  }

  @Test
  void of_nameByDay_addsUpEachDay() {
    add(DAY, Kind.USED, "tokens.day", 10);
    add(DAY, Kind.USED, "tokens.day", 5);
    add(DAY.plusDays(1), Kind.USED, "tokens.day", 40);
    assertThat(UsageTotals.of(rows).highest())
        .containsExactly(new Total("tokens.day", "2026-12-01", Kind.USED, 40));
  }

  @Test
  void of_peaks_countTheHighest() {
    add(DAY, Kind.PEAK, "users", 10);
    add(DAY.plusDays(1), Kind.PEAK, "users", 30);
    add(DAY.plusDays(2), Kind.PEAK, "users", 20);
    assertThat(UsageTotals.of(rows).highest())
        .containsExactly(new Total("users", "all", Kind.PEAK, 30));
  }

  @Test
  void of_otherNames_addUpOverAll() {
    add(DAY, Kind.USED, "exports", 1);
    add(DAY.plusDays(40), Kind.USED, "exports", 2);
    assertThat(UsageTotals.of(rows).totals())
        .containsExactly(new Total("exports", "all", Kind.USED, 3));
  }

  @Test
  void of_marks_areNoUse() {
    add(DAY, Kind.MARK, "restored", 0);
    assertThat(UsageTotals.of(rows).totals()).isEmpty();
    assertThat(UsageTotals.of(List.of()).highest()).isEmpty();
  }

  @Test
  void of_sumsBeyondALong_stayAtTheHighest() {
    for (int i = 0; i < 1030; i++) {
      add(DAY, Kind.USED, "tokens.month", UsageRow.MAX_AMOUNT);
    }
    assertThat(UsageTotals.of(rows).totals().getFirst().amount()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void highest_equalPeriods_takesTheEarlier() {
    add(DAY, Kind.USED, "tokens.month", 10);
    add(DAY.plusDays(1), Kind.USED, "tokens.month", 10);
    assertThat(UsageTotals.of(rows).highest().getFirst().period()).isEqualTo("2026-11");
  }

  private void add(LocalDate day, Kind kind, String name, long amount) {
    String previous = rows.isEmpty() ? "" : rows.getLast().hash();
    rows.add(
        UsageChain.link(
            previous,
            new UsageRow(
                rows.size() + 1L,
                day,
                kind,
                name,
                amount,
                day.atStartOfDay().toInstant(ZoneOffset.UTC),
                "")));
  }
}
