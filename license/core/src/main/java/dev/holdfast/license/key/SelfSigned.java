package dev.holdfast.license.key;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Suites;
import dev.holdfast.license.statement.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statement that an installation signs with a key of its own making. The file is a text that
 * people can read: the payload's very bytes, then what is attached to it, then a block with the
 * public keys and the signatures. There is no second copy of anything in it. Whether the key is the
 * one that this installation had before is for the reader to say: the vendor's ledger pins it.
 */
public final class SelfSigned {
  /** The most bytes of what is attached. */
  public static final int MAX_ATTACHED = 16 * 1024 * 1024;

  private static final int MAX_FILE = MAX_ATTACHED + 2 * Envelope.MAX_PAYLOAD;
  private static final int MAX_SIGNED = 64 * 1024;
  private static final int MAX_SIGNATURE = 16 * 1024;
  private static final int LINE = 76;
  static final String ATTACHED = "-----ATTACHED-----\n";
  static final String SIGNED = "-----SIGNED-----\n";
  static final String MARK = "-----";

  private SelfSigned() {}

  /**
   * A file whose signature holds.
   *
   * @param key whose signature it is
   * @param attached what is attached; null for nothing
   * @param attachedHolds whether what is attached is what the payload names; true for nothing where
   *     nothing is named
   */
  public record Opened(
      JsonFields payload, VerifyingKey key, byte @Nullable [] attached, boolean attachedHolds) {}

  /** Signs a payload, alone. */
  public static byte[] write(SigningKey key, PayloadType type, byte[] payload) {
    return write(key, type, payload, null);
  }

  /**
   * Signs a payload and puts it together with what its member {@code attached} names.
   *
   * @param attached lines, each with a line feed at its end
   */
  public static byte[] write(
      SigningKey key, PayloadType type, byte[] payload, byte @Nullable [] attached) {
    if (!type.selfSigned()) {
      throw new IllegalArgumentException("no installation signs a " + type.title());
    }
    return text(type, payload, attached, key.verifying(), key.sign(type, payload).values());
  }

  /** Writes the member that names what is attached. */
  public static void attached(JsonGenerator json, byte[] attached) throws IOException {
    json.writeObjectFieldStart("attached");
    json.writeNumberField("bytes", attached.length);
    json.writeStringField("sha384", Sha384.hex(attached));
    json.writeEndObject();
  }

  /**
   * Opens a file: first its form, then the signature over the exact bytes, then those bytes are
   * parsed, once. What is attached is compared and not refused, so that a reader can say what is
   * wrong with it.
   *
   * @throws RefusedException where any of it does not hold
   */
  public static Opened open(byte[] file, PayloadType type, Suites suites) {
    if (file.length > MAX_FILE) {
      throw new RefusedException(Refusal.TOO_LARGE, file.length + " of " + MAX_FILE + " bytes");
    }
    // One char for each byte, and back: the payload's bytes stay what they are.
    String text = new String(file, StandardCharsets.ISO_8859_1);
    SelfSignedText parts = SelfSignedText.of(text, type);
    JsonFields block = StrictJson.parse(parts.block(), MAX_SIGNED, MAX_SIGNED);
    block.only(Set.of("suite", "keys", "values"));
    VerifyingKey key =
        VerifyingKey.of(
            suites.require(block.text("suite", 20)), block.blobs("keys", 4, MAX_SIGNATURE));
    List<byte[]> values = block.blobs("values", 4, MAX_SIGNATURE);
    byte[] payload = parts.payload();
    if (payload.length > Envelope.MAX_PAYLOAD) {
      throw new RefusedException(Refusal.TOO_LARGE, "payload");
    }
    if (!Arrays.equals(text(type, payload, parts.attached(), key, values), file)) {
      throw new RefusedException(Refusal.NOT_CANONICAL);
    }
    Envelope.Signature signature = new Envelope.Signature(key.suite().id(), key.ids(), values);
    Envelope envelope = new Envelope(type, payload, List.of(signature));
    key.verify(envelope, signature);
    JsonFields fields = RootFormat.parse(envelope, type);
    return new Opened(fields, key, parts.attached(), holds(fields, parts.attached()));
  }

  private static boolean holds(JsonFields payload, byte @Nullable [] attached) {
    JsonFields named = payload.optionalObject("attached").orElse(null);
    if (named == null || attached == null) {
      return named == null && attached == null;
    }
    named.only(Set.of("bytes", "sha384"));
    return named.number("bytes", 0, MAX_ATTACHED) == attached.length
        && Sha384.require(named, "sha384").equals(Sha384.hex(attached));
  }

  private static byte[] text(
      PayloadType type,
      byte[] payload,
      byte @Nullable [] attached,
      VerifyingKey key,
      List<byte[]> values) {
    byte[] block =
        Wire.compact(
            json -> {
              key.write(json);
              json.writeArrayFieldStart("values");
              for (byte[] value : values) {
                json.writeString(Base64.getEncoder().encodeToString(value));
              }
              json.writeEndArray();
            });
    StringBuilder text = new StringBuilder(begin(type));
    text.append(new String(payload, StandardCharsets.ISO_8859_1)).append('\n');
    if (attached != null) {
      text.append(ATTACHED).append(new String(attached, StandardCharsets.ISO_8859_1));
    }
    text.append(SIGNED);
    byte[] lf = {'\n'};
    text.append(Base64.getMimeEncoder(LINE, lf).encodeToString(block)).append('\n');
    return text.append(end(type)).toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static String begin(PayloadType type) {
    return MARK + "BEGIN HOLDFAST " + type.title() + MARK + "\n";
  }

  static String end(PayloadType type) {
    return MARK + "END HOLDFAST " + type.title() + MARK + "\n";
  }
}
