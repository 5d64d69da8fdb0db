package dev.holdfast.license.bundle;

import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Wire;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's leave to go back to one older release. Without it an older bundle is refused, since
 * its known weaknesses would come back with it.
 *
 * @param id for the vendor's ledger and the site's journal
 * @param fromSequence the newest sequence that the site may know
 * @param snapshot the one release tree that may be installed
 * @param installation the one site that may; null for any
 * @param expires from here on it holds no more
 */
public record RollbackPermit(
    String id,
    long fromSequence,
    String snapshot,
    @Nullable String installation,
    Instant issued,
    Instant expires,
    String reason) {
  private static final Set<String> KNOWN =
      Set.of(
          "format",
          "product",
          "id",
          "fromSequence",
          "snapshot",
          "installation",
          "issued",
          "expires",
          "reason");

  /**
   * Verifies and reads a permit's file.
   *
   * @throws RefusedException where it does not hold
   */
  public static RollbackPermit verify(byte[] file, TrustAnchors anchors) {
    StatementFile parsed = StatementFile.parse(file);
    var permits = parsed.ofType(PayloadType.ROLLBACK_PERMIT);
    var roots = parsed.ofType(PayloadType.ROOT);
    if (permits.size() != 1 || parsed.statements().size() != roots.size() + 1) {
      throw new RefusedException(Refusal.CONTENTS_WRONG, "one rollback permit is expected");
    }
    return read(
        anchors
            .advance(roots)
            .verify(permits.getFirst(), PayloadType.ROLLBACK_PERMIT, BundleManifest.PRODUCT)
            .payload());
  }

  private static RollbackPermit read(JsonFields fields) {
    if (fields.number("format", 1, StrictJson.MAX_NUMBER) != 1) {
      throw fields.refused(Refusal.FORMAT_UNKNOWN, "format");
    }
    fields.unknownBesides(KNOWN);
    Instant issued = fields.instant("issued");
    Instant expires = fields.instant("expires");
    if (!issued.isBefore(expires)) {
      throw fields.refused(Refusal.FIELD_VALUE, "expires");
    }
    return new RollbackPermit(
        fields.text("id", 64),
        fields.number("fromSequence", 1, BundleManifest.MAX_SEQUENCE),
        Sha384.require(fields, "snapshot"),
        fields.optionalText("installation", 64).orElse(null),
        issued,
        expires,
        fields.text("reason", 400));
  }

  /** The payload to be signed. */
  public byte[] payload() {
    return Wire.readable(
        json -> {
          json.writeNumberField("format", 1);
          json.writeStringField("product", BundleManifest.PRODUCT);
          json.writeStringField("id", id);
          json.writeNumberField("fromSequence", fromSequence);
          json.writeStringField("snapshot", snapshot);
          if (installation != null) {
            json.writeStringField("installation", installation);
          }
          json.writeStringField("issued", Wire.of(issued));
          json.writeStringField("expires", Wire.of(expires));
          json.writeStringField("reason", reason);
        });
  }
}
