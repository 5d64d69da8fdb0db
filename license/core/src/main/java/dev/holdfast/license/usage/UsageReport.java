package dev.holdfast.license.usage;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.license.key.SelfSigned;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.statement.Wire;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an installation tells its vendor about its use: a run of rows, with the hashes before and
 * after them, signed by the installation's own key. The signed file (the sidecar) carries the very
 * lines of the CSV file, so that it verifies whatever becomes of the CSV file beside it.
 *
 * @param installation {@code ins_} and 26 characters
 * @param sequence 1 and up; each report that an installation signs has the next one
 * @param issued by the time that the installation keeps
 * @param version the release that wrote it
 * @param licence the licence that is in force; null for none
 * @param from the first day that it is about
 * @param to the last day that it is about
 * @param first the number of its first row
 * @param last the number of its last row; first - 1 for no rows
 * @param previous the hash before its first row
 * @param head the hash of its last row; {@code previous} for no rows
 */
public record UsageReport(
    String product,
    String installation,
    long sequence,
    Instant issued,
    String version,
    @Nullable Licence licence,
    LocalDate from,
    LocalDate to,
    long first,
    long last,
    String previous,
    String head) {
  private static final Set<String> KNOWN =
      Set.of(
          "format",
          "product",
          "installation",
          "sequence",
          "issued",
          "version",
          "licence",
          "from",
          "to",
          "first",
          "last",
          "previous",
          "head",
          "attached");

  /** Which licence. */
  public record Licence(String id, long sequence) {}

  /**
   * A report whose signature holds.
   *
   * @param rows its rows as they stand in the file; null where they cannot be read
   * @param findings what was done to the rows since they were signed, or before in the database
   */
  public record Verified(
      UsageReport report,
      VerifyingKey key,
      @Nullable List<UsageChain.Linked> rows,
      List<Finding> findings) {
    public Verified {
      findings = List.copyOf(findings);
    }
  }

  /** Writes the sidecar. */
  public byte[] file(SigningKey key, List<UsageChain.Linked> rows) {
    byte[] csv = UsageCsv.write(rows);
    byte[] payload =
        Wire.readable(
            json -> {
              write(json);
              SelfSigned.attached(json, csv);
            });
    return SelfSigned.write(key, PayloadType.USAGE_REPORT, payload, csv);
  }

  /**
   * Verifies a sidecar: the signature, then the rows by themselves. What was seen in earlier
   * reports is for {@link UsageHistory} to compare.
   *
   * @throws RefusedException where the signed part does not hold; rows that do not are findings
   */
  public static Verified verify(byte[] file, Suites suites) {
    SelfSigned.Opened opened = SelfSigned.open(file, PayloadType.USAGE_REPORT, suites);
    UsageReport report = read(opened.payload());
    byte[] csv = opened.attached();
    if (csv == null) {
      Finding missing = new Finding(Finding.What.ATTACHMENT, 0, 0, "Its rows are missing.");
      return new Verified(report, opened.key(), null, List.of(missing));
    }
    List<UsageChain.Linked> rows;
    try {
      rows = UsageCsv.read(csv);
    } catch (RefusedException e) {
      Finding unreadable =
          new Finding(
              Finding.What.ATTACHMENT, 0, 0, "Its rows cannot be read: " + e.detail() + ".");
      return new Verified(report, opened.key(), null, List.of(unreadable));
    }
    List<Finding> findings =
        UsageChain.check(rows, report.first, report.previous, report.last, report.head);
    if (findings.isEmpty() && !opened.attachedHolds()) {
      findings = List.of(new Finding(Finding.What.ATTACHMENT, 0, 0, "The rows themselves hold."));
    }
    return new Verified(report, opened.key(), rows, findings);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeNumberField("format", 1);
    json.writeStringField("product", product);
    json.writeStringField("installation", installation);
    json.writeNumberField("sequence", sequence);
    json.writeStringField("issued", Wire.of(issued));
    json.writeStringField("version", version);
    if (licence != null) {
      json.writeObjectFieldStart("licence");
      json.writeStringField("id", licence.id());
      json.writeNumberField("sequence", licence.sequence());
      json.writeEndObject();
    }
    json.writeStringField("from", from.toString());
    json.writeStringField("to", to.toString());
    json.writeNumberField("first", first);
    json.writeNumberField("last", last);
    json.writeStringField("previous", previous);
    json.writeStringField("head", head);
  }

  private static UsageReport read(JsonFields fields) {
    if (fields.number("format", 1, StrictJson.MAX_NUMBER) != 1) {
      throw fields.refused(Refusal.FORMAT_UNKNOWN, "format");
    }
    fields.unknownBesides(KNOWN);
    long first = fields.number("first", 1, StrictJson.MAX_NUMBER);
    LocalDate from = fields.day("from");
    LocalDate to = fields.day("to");
    if (to.isBefore(from)) {
      throw fields.refused(Refusal.FIELD_VALUE, "to");
    }
    return new UsageReport(
        fields.text("product", 64),
        fields.text("installation", 64),
        fields.number("sequence", 1, Integer.MAX_VALUE),
        fields.instant("issued"),
        fields.text("version", 40),
        fields.optionalObject("licence").map(UsageReport::licence).orElse(null),
        from,
        to,
        first,
        fields.number("last", first - 1, StrictJson.MAX_NUMBER),
        Sha384.require(fields, "previous"),
        Sha384.require(fields, "head"));
  }

  private static Licence licence(JsonFields fields) {
    fields.only(Set.of("id", "sequence"));
    return new Licence(fields.text("id", 30), fields.number("sequence", 1, StrictJson.MAX_NUMBER));
  }
}
