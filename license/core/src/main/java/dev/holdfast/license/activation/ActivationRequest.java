package dev.holdfast.license.activation;

import dev.holdfast.license.key.SelfSigned;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.VerifyingKey;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.statement.Wire;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an installation asks of the vendor: a licence bound to it, or a reset of the time that it
 * keeps. Signed by the installation's own key. It names no host and no address, and people can read
 * all of it.
 *
 * @param installation {@code ins_} and 26 characters
 * @param sequence 1 and up; an answer to an older request is refused
 * @param nonce 32 random bytes
 * @param issued by the machine's clock, which may be wrong
 * @param mark the latest time that the installation has seen, and will not go behind; to the second
 * @param version the release that asks
 * @param licence the licence that is in force; null for none
 */
public record ActivationRequest(
    String product,
    String installation,
    long sequence,
    byte[] nonce,
    Instant issued,
    Instant mark,
    String version,
    @Nullable LicenceRef licence,
    Fingerprint fingerprint) {
  /** The length of a nonce, in bytes. */
  public static final int NONCE_BYTES = 32;

  private static final Pattern INSTALLATION = Pattern.compile("ins_[0-9a-z]{26}");
  private static final Set<String> KNOWN =
      Set.of(
          "format",
          "product",
          "installation",
          "sequence",
          "nonce",
          "issued",
          "mark",
          "version",
          "licence",
          "fingerprint");

  /** Which licence. */
  public record LicenceRef(String id, long sequence) {}

  /**
   * A request whose signature holds.
   *
   * @param key the installation's key; whether it is the one it had before is the ledger's to say
   */
  public record Verified(ActivationRequest request, VerifyingKey key) {}

  /** Whether a text has the form of an installation's id. */
  public static boolean isInstallation(String text) {
    return INSTALLATION.matcher(text).matches();
  }

  /** Writes the file to be handed over. */
  public byte[] file(SigningKey key) {
    return SelfSigned.write(key, PayloadType.ACTIVATION_REQUEST, payload());
  }

  /**
   * Verifies a file.
   *
   * @throws RefusedException where it is no sound request, or was changed after it was written
   */
  public static Verified verify(byte[] file, Suites suites) {
    SelfSigned.Opened opened = SelfSigned.open(file, PayloadType.ACTIVATION_REQUEST, suites);
    if (opened.attached() != null || !opened.attachedHolds()) {
      throw new RefusedException(Refusal.CONTENTS_WRONG, "attached");
    }
    return new Verified(read(opened.payload()), opened.key());
  }

  private byte[] payload() {
    return Wire.readable(
        json -> {
          json.writeNumberField("format", 1);
          json.writeStringField("product", product);
          json.writeStringField("installation", installation);
          json.writeNumberField("sequence", sequence);
          json.writeStringField("nonce", Base64.getEncoder().encodeToString(nonce));
          json.writeStringField("issued", Wire.of(issued));
          json.writeStringField("mark", Wire.of(mark));
          json.writeStringField("version", version);
          if (licence != null) {
            json.writeObjectFieldStart("licence");
            json.writeStringField("id", licence.id());
            json.writeNumberField("sequence", licence.sequence());
            json.writeEndObject();
          }
          json.writeObjectFieldStart("fingerprint");
          fingerprint.write(json);
          json.writeEndObject();
        });
  }

  private static ActivationRequest read(JsonFields fields) {
    if (fields.number("format", 1, StrictJson.MAX_NUMBER) != 1) {
      throw fields.refused(Refusal.FORMAT_UNKNOWN, "format");
    }
    fields.unknownBesides(KNOWN);
    String installation = fields.text("installation", 30);
    byte[] nonce = fields.bytes("nonce", NONCE_BYTES);
    if (!isInstallation(installation) || nonce.length != NONCE_BYTES) {
      throw fields.refused(
          Refusal.FIELD_VALUE, isInstallation(installation) ? "nonce" : "installation");
    }
    return new ActivationRequest(
        fields.text("product", 64),
        installation,
        fields.number("sequence", 1, Integer.MAX_VALUE),
        nonce,
        fields.instant("issued"),
        fields.instant("mark"),
        fields.text("version", 40),
        fields.optionalObject("licence").map(ActivationRequest::licence).orElse(null),
        Fingerprint.read(fields.object("fingerprint")));
  }

  private static LicenceRef licence(JsonFields fields) {
    fields.only(Set.of("id", "sequence"));
    return new LicenceRef(
        fields.text("id", 30), fields.number("sequence", 1, StrictJson.MAX_NUMBER));
  }
}
