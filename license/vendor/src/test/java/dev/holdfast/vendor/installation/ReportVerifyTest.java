package dev.holdfast.vendor.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.usage.UsageCsv;
import dev.holdfast.license.usage.UsageReceipt;
import dev.holdfast.license.usage.UsageRow;
import dev.holdfast.vendor.Customer;
import dev.holdfast.vendor.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T30 at the vendor's: what happened to a report is named, and a sound one is remembered. */
class ReportVerifyTest {
  @TempDir private Path folder = Path.of("");
  private Session vendor = new Session(Path.of(""));
  private final Customer customer = new Customer().day(400, 5).day(700, 9).day(100, 2);

  @BeforeEach
  void makeKeys() {
    vendor = new Session(folder.resolve("keys"));
    assertThat(vendor.keyed("keys", "init", "--development").code()).isZero();
  }

  @Test
  void verify_soundReport_isWrittenDownAndItsKeyRemembered() throws IOException {
    Session.Answer answer = verify(customer.report(1));
    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .contains(
            "1 June 2026 to 3 June 2026",
            "first heard of now",
            "nothing: no row was changed",
            "tokens.month         1,200 in 2026-06",
            "users                9",
            "Written into the ledger");
    assertThat(verify(customer.day(1, 1).report(7)).out()).doesNotContain("first heard of now");
    assertThat(vendor.keyed("ledger", "show").out()).contains("rows 1 to 6", "rows 7 to 8");
  }

  @Test
  void t30_edit_isNamed() throws IOException {
    customer.edit(3, "700", "7");
    Session.Answer answer = verify(customer.report(1));
    assertThat(answer.code()).isEqualTo(7);
    assertThat(answer.out())
        .contains("! Row 3 was changed after it was written.", "Not written into the ledger");
  }

  @Test
  void t30_delete_isNamed() throws IOException {
    customer.rows().remove(2);
    customer.rows().remove(2);
    assertThat(verify(customer.report(1)).out()).contains("Each of the rows 3 to 4 was taken out.");
  }

  @Test
  void t30_reorder_isNamed() throws IOException {
    customer.rows().add(1, customer.rows().remove(2));
    assertThat(verify(customer.report(1)).out())
        .contains("Row 2 does not stand where it was written.");
  }

  @Test
  void t30_truncate_isNamed() throws IOException {
    assertThat(verify(customer.report(1)).code()).isZero();
    customer.rows().subList(4, 6).clear();
    Session.Answer answer = verify(customer.report(1));
    assertThat(answer.code()).isEqualTo(7);
    assertThat(answer.out())
        .contains("Each of the rows 5 to 6 is missing at the end.", "Report 1 of");
  }

  @Test
  void t30_yesterdaysDatabase_isNamedAndCanBeAccepted() throws IOException {
    assertThat(verify(customer.report(1)).code()).isZero();
    Customer backup = customer.backup();
    assertThat(verify(customer.day(900, 9).report(7)).code()).isZero();
    backup.add(UsageRow.Kind.MARK, "restored", 0, LocalDate.of(2026, 6, 4), "nightly backup");
    byte[] after = backup.day(5, 5).report(7);
    Session.Answer answer = verify(after);
    assertThat(answer.code()).isEqualTo(7);
    assertThat(answer.out())
        .contains(
            "reported twice with different contents",
            "an earlier database was restored",
            "The appliance says that a backup was restored on 5 June 2026");
    assertThat(verify(after, "--accept", "the customer told us of the fire").code()).isZero();
    assertThat(verify(backup.day(6, 6).report(10)).code()).as("goes on from there").isZero();
  }

  @Test
  void t30_reportLeftOut_isAGap() throws IOException {
    assertThat(verify(customer.report(1)).code()).isZero();
    customer.day(1, 1).report(7);
    assertThat(verify(customer.day(1, 1).report(9)).out())
        .contains("Each of the rows 7 to 8 was never reported.");
  }

  @Test
  void t30_anotherKey_isNamed() throws IOException {
    assertThat(verify(customer.report(1)).code()).isZero();
    assertThat(verify(new Customer().day(1, 1).report(1)).out())
        .contains("signed by another key than before");
  }

  @Test
  void t30_csvOpenedAndSavedBySpreadsheets_stillAgrees() throws IOException {
    byte[] report = customer.day(123_456_789_012L, 1).report(1);
    String csv = new String(UsageCsv.write(customer.rows()), StandardCharsets.US_ASCII);
    assertThat(withCsv(report, csv)).contains("as signed");
    List<String> saved =
        List.of(
            csv.replace("\n", "\r\n"),
            "\ufeff" + csv.replace(",", ";").replaceAll("2026-(\\d\\d)-(\\d\\d);", "$2.$1.2026;"),
            csv.replaceAll("2026-(\\d\\d)-(\\d\\d),", "$1/$2/2026,"),
            csv.replaceAll("([^,\n]+)", "\"$1\""),
            csv.replace("123456789012", "1.23457E+11"),
            withoutLastColumn(csv));
    for (String each : saved) {
      assertThat(withCsv(report, each)).as(each).contains("re-saved", "every value agrees");
    }
  }

  @Test
  void t30_csvEditedByHand_isNamedAndTheSignedRowsCount() throws IOException {
    byte[] report = customer.report(1);
    String csv = new String(UsageCsv.write(customer.rows()), StandardCharsets.US_ASCII);
    assertThat(withCsv(report, csv.replace(",700,", ",70,")))
        .contains("Row 3: amount is 70, signed was 700.", "1,200 in 2026-06");
    assertThat(withCsv(report, csv.replaceFirst("\n5,[^\n]*", ""))).contains("Row 5 is missing.");
    assertThat(withCsv(report, csv + "9,x\n")).contains("A line is not one of the rows: 9 x.");
    assertThat(withCsv(report, "a,b\n")).contains("does not name the columns");
    assertThat(withCsv(report, "")).contains("It has no lines.");
  }

  @Test
  void verify_withLicence_saysWhatIsBeyond() throws IOException {
    Path licence = folder.resolve("a.licence");
    assertThat(
            vendor
                .keyed(
                    "license",
                    "issue",
                    "--customer",
                    "C",
                    "--quota",
                    "users=5",
                    "--quota",
                    "tokens.month=2000:record",
                    "--out",
                    licence.toString())
                .code())
        .isZero();
    Session.Answer answer = verify(customer.report(1), "--licence", licence.toString());
    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .contains("1,200 in 2026-06 of 2,000", "users                9 of 5: 4 beyond the licence");
  }

  @Test
  void verify_receipt_isSignedForTheCustomer() throws IOException {
    Path out = folder.resolve("receipt");
    assertThat(verify(customer.report(1), "--receipt", out.toString()).code()).isZero();
    TrustAnchors anchors =
        TrustAnchors.parse(
            Files.readAllBytes(vendor.keys().resolve("anchors.json")), Suites.CURRENT);
    UsageReceipt receipt =
        UsageReceipt.read(
            LicenceVerifier.single(
                Files.readAllBytes(out), PayloadType.USAGE_RECEIPT, anchors, "holdfast"));
    assertThat(receipt.last()).isEqualTo(6);
    assertThat(receipt.head()).isEqualTo(customer.rows().getLast().hash());
  }

  @Test
  void verify_json_hasAVersionedSchemaAndWritesNothingInADryRun() throws IOException {
    Session.Answer answer = verify(customer.report(1), "--json", "--dry-run");
    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .contains(
            "\"schema\" : \"holdfast-vendor/report/1\"", "\"sound\" : true", "\"taken\" : false");
    assertThat(vendor.keyed("ledger", "show").out()).doesNotContain(Customer.ID);
  }

  @Test
  void verify_sameReportTwice_isSaidAndWrittenOnce() throws IOException {
    byte[] report = customer.report(1);
    verify(report);
    assertThat(verify(report).out()).contains("this very file came before");
    assertThat(vendor.keyed("ledger", "show").out().split(Customer.ID, -1)).hasSize(2);
  }

  private String withCsv(byte[] report, String csv) throws IOException {
    Path file = Files.writeString(folder.resolve("saved.csv"), csv);
    return verify(report, "--dry-run", "--csv", file.toString()).out();
  }

  private Session.Answer verify(byte[] report, String... more) throws IOException {
    Path file = Files.write(folder.resolve("report"), report);
    List<String> args = new ArrayList<>(List.of("report", "verify", file.toString()));
    args.addAll(Arrays.asList(more));
    return vendor.keyed(args.toArray(String[]::new));
  }

  private static String withoutLastColumn(String csv) {
    return csv.replaceAll("(?m),[^,\n]*$", "");
  }
}
