package dev.holdfast.license.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.testkit.Refusals;
import dev.holdfast.license.testkit.UsageBook;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of any values: written, read, chained and added up, and never anything else. */
class UsageValuesTest {
  private static final Instant AT = Instant.parse("2026-11-02T00:05:00Z");

  @Provide
  Arbitrary<UsageRow> rows() {
    Arbitrary<LocalDate> days =
        Arbitraries.longs()
            .between(LocalDate.of(2000, 1, 1).toEpochDay(), LocalDate.of(9999, 12, 31).toEpochDay())
            .map(LocalDate::ofEpochDay);
    Arbitrary<String> names =
        Arbitraries.of("users", "tokens.month", "tokens.day", "a", "x-1.y", "a".repeat(64));
    Arbitrary<Long> amounts = Arbitraries.longs().between(0, UsageRow.MAX_AMOUNT);
    Arbitrary<String> notes = Arbitraries.of("", "A note", "x(1):2/3_#4.5", "z".repeat(200));
    return Combinators.combine(days, Arbitraries.of(UsageRow.Kind.values()), names, amounts, notes)
        .as((day, kind, name, amount, note) -> new UsageRow(1, day, kind, name, amount, AT, note));
  }

  private static List<UsageChain.Linked> chain(List<UsageRow> rows) {
    List<UsageChain.Linked> linked = new ArrayList<>();
    String previous = UsageChain.start(UsageBook.INSTALLATION);
    for (UsageRow row : rows) {
      UsageRow numbered =
          new UsageRow(
              linked.size() + 1L,
              row.day(),
              row.kind(),
              row.name(),
              row.amount(),
              row.at(),
              row.note());
      linked.add(UsageChain.link(previous, numbered));
      previous = linked.getLast().hash();
    }
    return linked;
  }

  @Property(tries = 100)
  void csv_ofAnyRows_isReadBackAndHasNoOtherForm(
      @ForAll @Size(max = 12) List<@net.jqwik.api.From("rows") UsageRow> rows) {
    List<UsageChain.Linked> chain = chain(rows);
    byte[] csv = UsageCsv.write(chain);
    assertThat(UsageCsv.read(csv)).isEqualTo(chain);
    String text = new String(csv, StandardCharsets.US_ASCII);
    assertThat(text).matches("[\\x20-\\x7e\n]*").doesNotContain("\"");
    // No cell begins as a formula does.
    assertThat(text.lines().flatMap(line -> List.of(line.split(",", -1)).stream()))
        .noneMatch(cell -> cell.matches("[=+@\\-\t].*"));
    if (!chain.isEmpty()) {
      assertThat(
              UsageChain.check(
                  chain,
                  1,
                  UsageChain.start(UsageBook.INSTALLATION),
                  chain.size(),
                  chain.getLast().hash()))
          .isEmpty();
    }
  }

  /** Totals against sums that know no bounds. */
  @Property(tries = 100)
  void totals_ofAnyRows_areWhatArithmeticSays(
      @ForAll @Size(max = 12) List<@net.jqwik.api.From("rows") UsageRow> rows) {
    List<UsageRow> used = rows.stream().filter(row -> row.kind() == UsageRow.Kind.USED).toList();
    Map<String, BigInteger> expected = new TreeMap<>();
    for (UsageRow row : used) {
      String day = row.day().toString();
      String period =
          row.name().endsWith(".day")
              ? day
              : row.name().endsWith(".month") ? day.substring(0, 7) : "all";
      expected.merge(row.name() + " " + period, BigInteger.valueOf(row.amount()), BigInteger::add);
    }
    Map<String, BigInteger> actual = new TreeMap<>();
    UsageTotals.of(chain(used))
        .totals()
        .forEach(
            total ->
                actual.put(
                    total.name() + " " + total.period(), BigInteger.valueOf(total.amount())));
    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "-9223372036854775808, 1",
    "0, 0",
    "1, -1",
    "1, 9007199254740992",
    "1, 9223372036854775807"
  })
  void row_numberOrAmountThatCannotBe_isNotMade(long number, long amount) {
    assertThatThrownBy(
            () ->
                new UsageRow(
                    number, LocalDate.of(2026, 1, 1), UsageRow.Kind.USED, "a", amount, AT, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "number,day,kind,name,amount,at,note,hash",
        "number,day,kind,name,amount,at,note,hash\r\n",
        "\ufeffnumber,day,kind,name,amount,at,note,hash\n",
        "number;day;kind;name;amount;at;note;hash\n",
        "Number,day,kind,name,amount,at,note,hash\n",
        "number,day,kind,name,amount,at,note,hash\n\n",
        "number,day,kind,name,amount,at,note,hash\n,,,,,,,\n",
        "number,day,kind,name,amount,at,note,hash\n1",
        "",
        "\n"
      })
  void csv_ofAnotherForm_isRefused(String text) {
    Refusals.assertRefused(
        () -> UsageCsv.read(text.getBytes(StandardCharsets.UTF_8)), Refusal.FIELD_VALUE);
  }

  @Test
  void csv_withTheHeaderOnly_hasNoRows() {
    assertThat(UsageCsv.read(UsageCsv.HEADER.getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(UsageCsv.write(List.of())).asString().isEqualTo(UsageCsv.HEADER);
  }

  /** Every column of a row is under its hash: none can be changed alone. */
  @ParameterizedTest
  @ValueSource(strings = {"number", "day", "kind", "name", "amount", "at", "note", "previous"})
  void hash_ofARow_isAnotherForEachColumn(String column) {
    UsageRow row =
        new UsageRow(7, LocalDate.of(2026, 11, 1), UsageRow.Kind.USED, "users", 5, AT, "A note");
    String previous = UsageChain.start(UsageBook.INSTALLATION);
    UsageRow other =
        new UsageRow(
            column.equals("number") ? 8 : row.number(),
            column.equals("day") ? row.day().plusDays(1) : row.day(),
            column.equals("kind") ? UsageRow.Kind.PEAK : row.kind(),
            column.equals("name") ? "user" : row.name(),
            column.equals("amount") ? 6 : row.amount(),
            column.equals("at") ? row.at().plusSeconds(1) : row.at(),
            column.equals("note") ? "" : row.note());
    String before = column.equals("previous") ? UsageChain.start("ins_x") : previous;
    assertThat(UsageChain.hash(before, other)).isNotEqualTo(UsageChain.hash(previous, row));
  }

  /** Two columns cannot lend each other a character: the hash is not of a line put together. */
  @Test
  void hash_whereOneColumnEndsAndTheNextBegins_isUnder() {
    LocalDate day = LocalDate.of(2026, 11, 1);
    UsageRow one = new UsageRow(1, day, UsageRow.Kind.USED, "ab", 12, AT, "");
    UsageRow other = new UsageRow(11, day, UsageRow.Kind.USED, "ab", 2, AT, "");
    UsageRow third = new UsageRow(1, day, UsageRow.Kind.USED, "a", 12, AT, "b");
    String start = UsageChain.start("");
    assertThat(List.of(one, other, third).stream().map(row -> UsageChain.hash(start, row)))
        .doesNotHaveDuplicates();
  }

  @Test
  void verify_ofAReportThatClaimsAnyNumberOfRows_endsSoonAndSaysWhatIsMissing() {
    String start = UsageChain.start(UsageBook.INSTALLATION);
    LocalDate day = LocalDate.of(2026, 11, 1);
    UsageReport huge =
        new UsageReport(
            "holdfast",
            UsageBook.INSTALLATION,
            1,
            AT,
            "0.1.0",
            null,
            day,
            day,
            1,
            UsageRow.MAX_AMOUNT,
            start,
            start);
    UsageReport.Verified verified =
        UsageReport.verify(huge.file(new UsageBook().key(), List.of()), Suites.CURRENT);
    assertThat(verified.findings())
        .containsExactly(Finding.of(Finding.What.TRUNCATED, 1, UsageRow.MAX_AMOUNT));
  }

  /** Eight thousand years without a row are said in one sentence. */
  @Test
  void check_daysWithoutEnd_areNamedShortly() {
    String start = UsageChain.start(UsageBook.INSTALLATION);
    UsageReport report =
        new UsageReport(
            "holdfast",
            UsageBook.INSTALLATION,
            1,
            AT,
            "0.1.0",
            null,
            LocalDate.of(2000, 1, 1),
            LocalDate.of(9999, 12, 31),
            1,
            0,
            start,
            start);
    List<Finding> findings = new UsageHistory(List.of()).check(report, List.of(), "0".repeat(96));
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().sentence()).contains("more days").hasSizeLessThan(300);
  }
}
