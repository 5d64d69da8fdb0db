package dev.holdfast.license.usage;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.testkit.UsageBook;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One text for one list of rows, and one list for one text. */
class UsageCsvTest {
  private final List<UsageChain.Linked> rows =
      new UsageBook().days(2, 100).mark(UsageRow.Mark.STARTED, "after an update").rows();
  private final String csv = new String(UsageCsv.write(rows), US_ASCII);

  @Test
  void read_whatWasWritten_isTheSameRows() {
    assertThat(UsageCsv.read(csv.getBytes(US_ASCII))).isEqualTo(rows);
    assertThat(UsageCsv.read(UsageCsv.write(List.of()))).isEmpty();
  }

  @Test
  void write_rows_needNoQuotesAndHaveEightColumns() {
    assertThat(csv).doesNotContain("\"", "'", ";", "\r", "=");
    assertThat(csv.lines()).allMatch(line -> line.split(",", -1).length == 8);
    assertThat(csv.lines().skip(1)).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2026-11-01 | 01,2026-11-01 | line 2",
        "1,2026-11-01 | +1,2026-11-01 | line 2",
        "1,2026-11-01 | 1,2026-11-1 | line 2",
        "1,2026-11-01 | 1,2026-02-30 | line 2",
        "1,2026-11-01 | x,2026-11-01 | line 2",
        "1,2026-11-01 | 99999999999999999999,2026-11-01 | line 2",
        "used,tokens.month,100 | USED,tokens.month,100 | line 2",
        "used,tokens.month,100 | used,tokens month,100 | line 2",
        "used,tokens.month,100 | used,tokens.month,1e2 | line 2",
        "used,tokens.month,100 | used,tokens.month,-1 | line 2",
        "peak,users,7 | peak,users,7,7 | line 3",
        "peak,users,7 | sum,users,7 | line 3",
        "T00:00:00Z | T00:00Z | line 2",
        "T00:00:00Z | T00:00:00+00:00 | line 2",
        "after an update | =cmd | line 6",
        "number,day | Number,Day | the first",
        "number,day,kind | day,number,kind | the first"
      })
  void read_writtenAnotherWay_namesTheLine(String part, String other, String where) {
    assertThat(csv).contains(part);
    String changed = csv.replaceFirst(java.util.regex.Pattern.quote(part), other);
    assertRefused(() -> UsageCsv.read(changed.getBytes(US_ASCII)), Refusal.FIELD_VALUE, where);
  }

  @Test
  void read_hashThatIsNone_namesTheLine() {
    String hash = rows.get(1).hash();
    assertRefused(
        () ->
            UsageCsv.read(
                csv.replace(hash, hash.toUpperCase(java.util.Locale.ROOT)).getBytes(US_ASCII)),
        Refusal.FIELD_VALUE,
        "line 3");
    assertRefused(
        () -> UsageCsv.read(csv.replace(hash, hash.substring(1)).getBytes(US_ASCII)),
        Refusal.FIELD_VALUE,
        "line 3");
  }

  @Test
  void read_lineEndsChangedOrLastOneMissing_isRefused() {
    assertRefused(
        () -> UsageCsv.read(csv.replace("\n", "\r\n").getBytes(US_ASCII)), Refusal.FIELD_VALUE);
    assertRefused(() -> UsageCsv.read(csv.strip().getBytes(US_ASCII)), Refusal.FIELD_VALUE);
    assertRefused(
        () -> UsageCsv.read((csv + "\n").getBytes(US_ASCII)), Refusal.FIELD_VALUE, "line 7");
    assertRefused(() -> UsageCsv.read(new byte[0]), Refusal.FIELD_VALUE);
  }
}
