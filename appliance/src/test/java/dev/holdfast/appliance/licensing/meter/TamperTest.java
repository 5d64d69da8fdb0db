package dev.holdfast.appliance.licensing.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.vendor.Main;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.io.TempDir;

/**
 * T30: what somebody does to the record of use in the database, or to a report, is named by the
 * vendor's {@code report verify}.
 */
class TamperTest {
  private static final int BROKEN = 7;

  @TempDir private Path home = Path.of("");
  @TempDir private Path vendor = Path.of("");
  private final SettableClock clock = new SettableClock();

  private record Said(int code, String text) {}

  private Said vendor(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--keys", vendor.toString()));
    StringWriter said = new StringWriter();
    int code =
        Main.run(
            new PrintWriter(said),
            new PrintWriter(said),
            new ByteArrayInputStream(new byte[0]),
            clock,
            all.toArray(String[]::new));
    return new Said(code, said.toString());
  }

  private Said verify(UsageReports.Files files) {
    if (!Files.exists(vendor.resolve("anchors.json"))) {
      assertThat(
              vendor("keys", "init", "--development", "--shares", "1", "--threshold", "1").code())
          .isZero();
    }
    try {
      Path report = vendor.resolve(files.name() + ".holdfast-usage");
      Files.writeString(report, files.signed(), StandardCharsets.US_ASCII);
      Path csv = vendor.resolve(files.name() + ".csv");
      Files.writeString(csv, files.csv(), StandardCharsets.US_ASCII);
      return vendor("report", "verify", report.toString(), "--csv", csv.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Office used(TestDatabase database, Path home) {
    Office office = new Office(database, home);
    for (int day = 0; day < 6; day++) {
      office.users(5 + day);
      office.tokens(Office.FIRST.plusDays(day), 1_000L * (day + 1));
      office.day(day);
    }
    return office;
  }

  private static void change(TestDatabase database, String... statements) {
    database.inPlatform(
        (Handle handle) -> {
          for (String sql : statements) {
            handle.execute(sql);
          }
          return statements.length;
        });
  }

  private static void assertNamed(Said said, String... words) {
    assertThat(said.text()).contains(words);
    assertThat(said.code()).as(said.text()).isEqualTo(BROKEN);
  }

  @BothDatabases
  void t30_untouched_holds_andSoDoesTheNextOne(TestDatabase database) {
    Office office = used(database, home);
    Said first = verify(office.reports.make(null));
    assertThat(first.code()).as(first.text()).isZero();
    office.day(7);
    Said second = verify(office.reports.make(null));
    assertThat(second.code()).as(second.text()).isZero();
  }

  @BothDatabases
  void t30_rowEdited_isNamed(TestDatabase database) {
    Office office = used(database, home);
    change(database, "update licence_usage set amount = 77 where number = 7");
    assertNamed(verify(office.reports.make(null)), "Row 7 was changed after it was written");
  }

  @BothDatabases
  void t30_rowDeleted_isNamed(TestDatabase database) {
    Office office = used(database, home);
    change(database, "delete from licence_usage where number = 7");
    assertNamed(verify(office.reports.make(null)), "Row 7 was taken out");
  }

  @BothDatabases
  void t30_rowsExchanged_areNamed(TestDatabase database) {
    Office office = used(database, home);
    change(
        database,
        "update licence_usage set number = 9999 where number = 7",
        "update licence_usage set number = 7 where number = 8",
        "update licence_usage set number = 8 where number = 9999");
    assertNamed(verify(office.reports.make(null)), "Row 7 was changed", "Row 8 was changed");
  }

  @BothDatabases
  void t30_rowsOfTheReportReordered_areNamed(TestDatabase database) {
    Office office = used(database, home);
    UsageReports.Files files = office.reports.make(null);
    String[] lines = files.csv().split("\n", -1);
    String swapped =
        files
            .signed()
            .replace(lines[4] + "\n" + lines[5] + "\n", lines[5] + "\n" + lines[4] + "\n");
    assertThat(swapped).isNotEqualTo(files.signed());
    assertNamed(
        verify(new UsageReports.Files(files.name(), files.csv(), swapped, files.report())),
        "does not stand where it was written");
  }

  @BothDatabases
  void t30_tailOfTheReportCut_isNamed(TestDatabase database) {
    Office office = used(database, home);
    UsageReports.Files files = office.reports.make(null);
    String last = files.csv().lines().reduce((a, b) -> b).orElseThrow();
    String cut = files.signed().replace(last + "\n", "");
    assertNamed(
        verify(new UsageReports.Files(files.name(), files.csv(), cut, files.report())),
        "is missing at the end");
  }

  @BothDatabases
  void t30_tailOfTheDatabaseCut_isNamedBesideAnEarlierReport(TestDatabase database) {
    Office office = used(database, home);
    assertThat(verify(office.reports.make(null)).code()).isZero();
    change(database, "delete from licence_usage where number > 10");
    Said said = verify(office.reports.make(null));
    assertThat(said.code()).as(said.text()).isEqualTo(BROKEN);
    assertThat(said.text()).containsAnyOf("is missing at the end", "an earlier database");
  }

  @BothDatabases
  void t30_yesterdaysDatabaseRestored_isNamedAndTheApplianceSaysSoItself(TestDatabase database) {
    Office office = used(database, home);
    change(database, "create table yesterday as select * from licence_usage");
    office.day(8);
    assertThat(verify(office.reports.make(null)).code()).isZero();
    change(
        database, "delete from licence_usage", "insert into licence_usage select * from yesterday");
    office.restart();
    office.users(40);
    office.day(9);
    UsageReports.Files files = office.reports.make(null);
    assertThat(files.csv()).contains(",mark,restored,").contains("was there before");
    assertNamed(verify(files), "an earlier database was restored", "a backup was restored on");
  }

  @BothDatabases
  void t30_reportForgedWithoutTheKey_isRefused(TestDatabase database) {
    Office office = used(database, home);
    UsageReports.Files files = office.reports.make(null);
    String forged = files.signed().replaceFirst("(\"sequence\"\\s*:\\s*)1", "$12");
    assertThat(forged).isNotEqualTo(files.signed());
    Said said = verify(new UsageReports.Files(files.name(), files.csv(), forged, files.report()));
    assertThat(said.code()).as(said.text()).isNotZero();
  }

  @BothDatabases
  void t30_report_opensInASpreadsheetAndIsNoFormula(TestDatabase database) {
    Office office = used(database, home);
    UsageReports.Files files = office.reports.make(null);
    assertThat(files.csv()).startsWith("number,day,kind,name,amount,at,note,hash\n");
    assertThat(files.csv().lines().skip(1))
        .allSatisfy(
            line -> {
              assertThat(line.split(",", -1)).hasSize(8);
              assertThat(line.split(",", -1)).noneMatch(cell -> cell.matches("[=+@-].*"));
            });
    assertThat(files.report().last()).isEqualTo(files.csv().lines().count() - 1);
  }

  @BothDatabases
  void t30_reportSinceADay_goesOnFromTheRowsBefore(TestDatabase database) {
    Office office = used(database, home);
    assertThat(verify(office.reports.make(null)).code()).isZero();
    office.day(9);
    UsageReports.Files later = office.reports.make(Office.FIRST.plusDays(4));
    assertThat(later.report().first()).isGreaterThan(1);
    Said said = verify(later);
    assertThat(said.code()).as(said.text()).isZero();
  }
}
