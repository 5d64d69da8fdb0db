package dev.holdfast.vendor.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageCsv;
import dev.holdfast.license.usage.UsageRow;
import dev.holdfast.vendor.Customer;
import dev.holdfast.vendor.installation.SavedCsv.State;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What spreadsheets and people do to a file, and what the file does to whoever looks at it. */
class SavedCsvTest {
  private static final LocalDate DAY = LocalDate.of(2026, 6, 13);

  /** One row, on a day that no other order of its numbers makes a day of. */
  private static List<UsageChain.Linked> row(long amount) {
    Customer customer = new Customer();
    customer.add(UsageRow.Kind.USED, "tokens.month", amount, DAY, "Counted late");
    return customer.rows();
  }

  private static SavedCsv compare(String file, List<UsageChain.Linked> rows) {
    return SavedCsv.compare(file.getBytes(StandardCharsets.UTF_8), rows);
  }

  private static SavedCsv amount(String cell, long amount) {
    return compare("number;day;amount\n1;2026-06-13;" + cell + "\n", row(amount));
  }

  @Test
  void compare_bytesThatWereSigned_areAsSigned() {
    List<UsageChain.Linked> rows = row(7);
    SavedCsv saved = SavedCsv.compare(UsageCsv.write(rows), rows);
    assertThat(saved.state()).isEqualTo(State.AS_SIGNED);
    assertThat(saved.differences()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1234567 | 1234567 | true",
        "1,234,567 | 1234567 | true",
        "1.234.567 | 1234567 | true",
        "1'234'567 | 1234567 | true",
        "1 234 567 | 1234567 | true",
        "1234567.0 | 1234567 | true",
        "1.234567E+06 | 1234567 | true",
        "1.23E+06 | 1234567 | true",
        "1,23E+06 | 1234567 | true",
        "1.24E+06 | 1234567 | false",
        "1234567.5 | 1234567 | false",
        "-1234567 | 1234567 | false",
        "1234568 | 1234567 | false",
        "12.345.67 | 1234567 | false",
        "=1234567 | 1234567 | false",
        "1234567 tokens | 1234567 | false",
        "#### | 1234567 | false",
        "9007199254740991 | 9007199254740991 | true",
        "9.00719925474099E+15 | 9007199254740991 | true",
        "9007199254740990 | 9007199254740991 | false",
        "0 | 0 | true",
        "1E+999999999 | 1234567 | false",
        "1E-999999999 | 1234567 | false"
      })
  void compare_amountWrittenAnotherWay_agreesOrDoesNot(String cell, long amount, boolean same) {
    assertThat(amount(cell, amount).state()).isEqualTo(same ? State.RE_SAVED : State.DIFFERS);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-13, true",
    "13/6/2026, true",
    "6/13/2026, true",
    "13.06.2026, true",
    "13-06-2026, true",
    "2026/6/13, true",
    "13.6.26, true",
    "6/13/26, true",
    "2026-06-14, false",
    "13.6.1926, false",
    "46186, false",
    "June 13, false",
    "'', false"
  })
  void compare_dayWrittenAnotherWay_agreesOrDoesNot(String cell, boolean same) {
    SavedCsv saved = compare("number;day;amount\n1;" + cell + ";7\n", row(7));
    assertThat(saved.state()).isEqualTo(same ? State.RE_SAVED : State.DIFFERS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amount,day,number\n7,2026-06-13,1",
        "number\tday\tamount\r\n1\t2026-06-13\t7\r\n\r\n",
        "\"number\",\"day\",\"amount\"\n\"1\",\"2026-06-13\",\"7\"",
        "number,day,amount,mine\n1.0,2026-06-13,7,a note of mine\n",
        "number,day,amount,hash,at\n1,2026-06-13,7,spoilt,1.6.26 0:00\n",
        "number,day,amount,note\n1,2026-06-13,7,Counted late"
      })
  void compare_sameValuesInAnotherShape_areReSaved(String file) {
    assertThat(compare(file, row(7))).isEqualTo(new SavedCsv(State.RE_SAVED, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "number,day,amount,note ~1,2026-06-13,7,On time | note is On time, signed was Counted late",
        "number,day,amount,kind ~1,2026-06-13,7,peak | kind is peak, signed was used",
        "number,day,amount,name ~1,2026-06-13,7,users | name is users, signed was tokens.month",
        "number,day,amount ~1,2026-06-13,7 ~1,2026-06-13,7 | A line is not one of the rows",
        "number,day,amount ~1,2026-06-13,7 ~2,2026-06-14,7 | A line is not one of the rows",
        "number,day,amount ~x,2026-06-13,7 | A line is not one of the rows",
        "number,day,amount ~1.5,2026-06-13,7 | A line is not one of the rows",
        "number,day,amount ~,, | A line is not one of the rows",
        "number,day,amount ~1 | day is , signed was 2026-06-13",
        "number,day,amount | Row 1 is missing",
        "day,amount ~2026-06-13,7 | does not name the columns",
        "Number,Day,Amount ~1,2026-06-13,7 | does not name the columns"
      })
  void compare_otherValues_areNamed(String file, String words) {
    SavedCsv saved = compare(file.replace(" ~", "\n"), row(7));
    assertThat(saved.state()).isEqualTo(State.DIFFERS);
    assertThat(String.join("\n", saved.differences())).contains(words);
  }

  @Test
  void compare_manyDifferences_areCutOff() {
    String lines = "number,day,amount\n" + "x,y,z\n".repeat(5_000);
    assertThat(compare(lines, row(7)).differences()).hasSize(20);
  }

  /** The file comes from somewhere else, and what is said of it goes to a terminal. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J\u001b[1;1H",
        "\u001b]0;owned\u0007",
        "\u202e7",
        "a\u0000b",
        "\u200b",
        "\u009b31m"
      })
  void compare_hostileCell_isShownWithoutHarm(String hostile) {
    for (String file :
        List.of(
            "number,day,amount,note\n1,2026-06-13,7," + hostile + "x\n",
            "number,day,amount\n" + hostile + ",2,3\n")) {
      SavedCsv saved = compare(file, row(7));
      assertThat(saved.state()).isEqualTo(State.DIFFERS);
      assertThat(String.join(" ", saved.differences()).codePoints())
          .noneMatch(Character::isISOControl)
          .noneMatch(point -> Character.getType(point) == Character.FORMAT);
    }
  }

  @Test
  void compare_cellOfAMegabyte_isCutOff() {
    SavedCsv saved =
        compare("number,day,amount,note\n1,2026-06-13,7," + "x".repeat(1 << 20), row(7));
    assertThat(saved.differences()).singleElement().asString().hasSizeLessThan(200).contains("...");
  }

  @Test
  void compare_bytesThatAreNoText_differAndAreNoFault() {
    byte[] bytes = new byte[4_000];
    new java.util.Random(3).nextBytes(bytes);
    assertThat(SavedCsv.compare(bytes, row(7)).state()).isEqualTo(State.DIFFERS);
    assertThat(SavedCsv.compare(new byte[0], row(7)).differences())
        .containsExactly("It has no lines.");
  }
}
