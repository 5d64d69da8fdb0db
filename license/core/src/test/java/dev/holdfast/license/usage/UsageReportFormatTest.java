package dev.holdfast.license.usage;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.key.SelfSigned;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.testkit.Licences;
import dev.holdfast.license.testkit.UsageBook;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A report's payload is read strictly, even where the installation's own key signed it. */
class UsageReportFormatTest {
  private final UsageBook book = new UsageBook().days(3, 100);
  private final UsageBook.Written report = book.report(3);
  private final String payload = payload(report.file());

  @Test
  void verify_whatWasWritten_isTheSameReport() {
    UsageReport.Verified verified = UsageReport.verify(report.file(), Suites.CURRENT);
    assertThat(verified.report()).isEqualTo(report.report());
    assertThat(verified.rows()).isEqualTo(report.rows());
    assertThat(verified.key()).isEqualTo(book.key().verifying());
    assertThat(verified.findings()).isEmpty();
  }

  @Test
  void verify_noRowsAtAll_isASoundReport() {
    UsageBook.Written empty = new UsageBook().report(1);
    UsageReport.Verified verified = UsageReport.verify(empty.file(), Suites.CURRENT);
    assertThat(verified.findings()).isEmpty();
    assertThat(verified.rows()).isEmpty();
    assertThat(verified.report().last()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format\" : 1    | \"format\" : 2     | FORMAT_UNKNOWN",
        "\"sequence\" : 1, | \"sequence\" : 0,  | FIELD_VALUE",
        "\"sequence\" : 1, | \"sequence\" : \"1\", | FIELD_TYPE",
        "\"first\" : 3     | \"first\" : 0      | FIELD_VALUE",
        "\"last\" : 6      | \"last\" : 1       | FIELD_VALUE",
        "\"from\" : \"2026-11-02\" | \"from\" : \"2026-11-31\" | FIELD_VALUE",
        "\"from\" : \"2026-11-02\" | \"from\" : \"2.11.2026\"  | FIELD_VALUE",
        "\"from\" : \"2026-11-02\" | \"from\" : \"2027-11-02\" | FIELD_VALUE",
        "\"head\"          | \"Head\"           | AMBIGUOUS_NAME",
        "\"head\"          | \"tail\"           | FIELD_MISSING",
        "\"version\" : \"0.1.0\" | \"version\" : \"\" | FIELD_VALUE",
        "\"format\" : 1    | \"format\" : 1, \"critical\" : [\"more\"], \"more\" : 1 |"
            + " CRITICAL_UNKNOWN",
        "\"bytes\"         | \"size\"           | FIELD_UNKNOWN",
      })
  void verify_unsoundField_isRefused(String part, String other, Refusal expected) {
    assertThat(payload).contains(part);
    assertRefused(() -> verify(payload.replace(part, other)), expected);
  }

  @Test
  void verify_fieldOfANewerVersion_isPassedOver() {
    byte[] file = signed(payload.replace("\"format\" : 1", "\"format\" : 1, \"later\" : true"));
    assertThat(UsageReport.verify(file, Suites.CURRENT).findings()).isEmpty();
  }

  @Test
  void verify_withoutALicence_isTaken() {
    String without = payload.replaceFirst("(?s)\"licence\" : \\{.*?\\},", "");
    assertThat(without).doesNotContain(Licences.ID);
    assertThat(UsageReport.verify(signed(without), Suites.CURRENT).report().licence()).isNull();
  }

  @Test
  void receipt_whatWasWritten_isTheSameReceipt() {
    UsageReceipt receipt =
        new UsageReceipt(
            "holdfast",
            UsageBook.INSTALLATION,
            1,
            report.seen().digest(),
            6,
            report.report().head(),
            Licences.ISSUED);
    assertThat(UsageReceipt.read(StrictJson.parse(receipt.payload(), 4096, 200)))
        .isEqualTo(receipt);
    String text = new String(receipt.payload(), StandardCharsets.UTF_8);
    for (List<String> change :
        List.of(
            List.of("\"format\" : 1", "\"format\" : 2"),
            List.of("\"report\" : 1", "\"report\" : -1"),
            List.of("\"digest\" : \"", "\"digest\" : \"0"),
            List.of("\"last\" : 6", "\"last\" : true"))) {
      byte[] changed = text.replace(change.get(0), change.get(1)).getBytes(StandardCharsets.UTF_8);
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> UsageReceipt.read(StrictJson.parse(changed, 4096, 200)))
          .as(change.get(1))
          .isInstanceOf(dev.holdfast.license.statement.RefusedException.class);
    }
  }

  private void verify(String changed) {
    UsageReport.verify(signed(changed), Suites.CURRENT);
  }

  private byte[] signed(String changed) {
    return SelfSigned.write(
        book.key(),
        PayloadType.USAGE_REPORT,
        changed.getBytes(StandardCharsets.UTF_8),
        UsageCsv.write(report.rows()));
  }

  private static String payload(byte[] file) {
    String text = new String(file, StandardCharsets.UTF_8);
    return text.substring(text.indexOf('{'), text.indexOf("\n}\n") + 2);
  }
}
