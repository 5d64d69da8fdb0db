package dev.holdfast.license.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.usage.UsageRow.Kind;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A row cannot say anything that a spreadsheet would run or a CSV file would need quotes for. */
class UsageRowTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  private static final Instant AT = Instant.parse("2026-11-22T00:05:00.75Z");

  @Test
  void row_time_isKeptToTheSecond() {
    assertThat(row(1, "users", 5, "").at()).isEqualTo(Instant.parse("2026-11-22T00:05:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "restored from the backup of Monday", "version 1.2.3 (build 7)", "a/b:c_d#1"})
  void row_plainNote_isTaken(String note) {
    assertThat(row(1, "users", 5, note).note()).isEqualTo(note);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1", "+1", "-1", "@x", "a,b", "a;b", "a\"b", "a\nb", "a\tb", "1 first", " lead", "ü",
        "a|b", "\u202ex"
      })
  void row_noteThatASpreadsheetCouldRunOrSplit_isRefused(String note) {
    assertThatThrownBy(() -> row(1, "users", 5, note)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Users", "users ", "us,ers", "=users", "1users", "-users", "ü"})
  void row_name_isACode(String name) {
    assertThatThrownBy(() -> row(1, name, 5, "")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "-1, 5", "1, -1", "1, 9007199254740992"})
  void row_numbersOutOfRange_areRefused(long number, long amount) {
    assertThatThrownBy(() -> row(number, "users", amount, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1999, 10_000, -1})
  void row_dayOfAnotherAge_isRefused(int year) {
    LocalDate day = LocalDate.of(year, 1, 1);
    assertThatThrownBy(() -> new UsageRow(1, day, Kind.USED, "users", 1, AT, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void row_largestAmount_isTaken() {
    assertThat(row(1, "tokens.month", UsageRow.MAX_AMOUNT, "").amount())
        .isEqualTo(9_007_199_254_740_991L);
  }

  private static UsageRow row(long number, String name, long amount, String note) {
    return new UsageRow(number, DAY, Kind.USED, name, amount, AT, note);
  }
}
