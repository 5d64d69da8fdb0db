package dev.holdfast.license.usage;

import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Wire;
import java.time.Instant;
import java.util.Set;

/**
 * The vendor's word that a report arrived and held. Signed by the receipt key; the customer keeps
 * it.
 *
 * @param report the report's sequence
 * @param digest the SHA-384 of the report's file
 * @param last the number of the report's last row
 * @param head that row's hash
 */
public record UsageReceipt(
    String product,
    String installation,
    long report,
    String digest,
    long last,
    String head,
    Instant issued) {
  private static final Set<String> KNOWN =
      Set.of("format", "product", "installation", "report", "digest", "last", "head", "issued");

  /**
   * Reads the payload of a verified statement.
   *
   * @throws dev.holdfast.license.statement.RefusedException where it is no sound receipt
   */
  public static UsageReceipt read(JsonFields fields) {
    if (fields.number("format", 1, StrictJson.MAX_NUMBER) != 1) {
      throw fields.refused(Refusal.FORMAT_UNKNOWN, "format");
    }
    fields.unknownBesides(KNOWN);
    return new UsageReceipt(
        fields.text("product", 64),
        fields.text("installation", 64),
        fields.number("report", 1, Integer.MAX_VALUE),
        Sha384.require(fields, "digest"),
        fields.number("last", 0, StrictJson.MAX_NUMBER),
        Sha384.require(fields, "head"),
        fields.instant("issued"));
  }

  /** The payload to be signed. */
  public byte[] payload() {
    return Wire.readable(
        json -> {
          json.writeNumberField("format", 1);
          json.writeStringField("product", product);
          json.writeStringField("installation", installation);
          json.writeNumberField("report", report);
          json.writeStringField("digest", digest);
          json.writeNumberField("last", last);
          json.writeStringField("head", head);
          json.writeStringField("issued", Wire.of(issued));
        });
  }
}
