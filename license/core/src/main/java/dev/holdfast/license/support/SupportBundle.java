package dev.holdfast.license.support;

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
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A support bundle as a file: one line of JSON that says what it is and for whom, a line feed, and
 * the body under AES-256-GCM with that line as associated data. The body is the receipt, signed by
 * the installation, and the packed files that the receipt names by digest.
 */
public final class SupportBundle {
  /** The form; a reader refuses any other. */
  public static final String FORMAT = "holdfast-support-1";

  /** The most bytes of a bundle. */
  public static final int MOST = 64 << 20;

  /** A recipient of this kind is the vendor, by {@link SupportKey}. */
  public static final String VENDOR = "vendor";

  /** A recipient of this kind is the customer, by the recovery key. */
  public static final String CUSTOMER = "customer";

  private static final int LONGEST_LINE = 64 * 1024;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private SupportBundle() {}

  /**
   * Who can open it.
   *
   * @param kind {@link #VENDOR} or {@link #CUSTOMER}
   * @param key the id of the recipient's key
   * @param suite how the content key was wrapped
   */
  @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
  public record Recipient(String kind, String key, String suite, byte[] wrapped) {}

  /** Somebody to seal to: gives the wrapped form of a content key. */
  public record To(String kind, String key, String suite, Function<byte[], byte[]> wrap) {}

  /** The line that anybody can read; the body proves it. */
  public record Outer(String id, Instant createdAt, List<Recipient> recipients) {
    public Outer {
      recipients = List.copyOf(recipients);
    }
  }

  /**
   * What the installation signs.
   *
   * @param files name to SHA-384
   * @param redactions how often each rule took something out
   */
  public record Receipt(
      String product,
      String installation,
      String bundle,
      Instant createdAt,
      String version,
      Map<String, String> files,
      Map<String, Long> redactions) {
    public Receipt {
      files = Map.copyOf(files);
      redactions = Map.copyOf(redactions);
    }

    /** The signed receipt as a file that people can read. */
    public byte[] sign(SigningKey key) {
      byte[] payload =
          Wire.readable(
              json -> {
                json.writeNumberField("format", 1);
                json.writeStringField("product", product);
                json.writeStringField("installation", installation);
                json.writeStringField("bundle", bundle);
                json.writeStringField("createdAt", Wire.of(createdAt));
                json.writeStringField("version", version);
                json.writeArrayFieldStart("files");
                for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
                  json.writeStartObject();
                  json.writeStringField("name", file.getKey());
                  json.writeStringField("sha384", file.getValue());
                  json.writeEndObject();
                }
                json.writeEndArray();
                json.writeArrayFieldStart("redactions");
                for (Map.Entry<String, Long> rule : new TreeMap<>(redactions).entrySet()) {
                  json.writeStartObject();
                  json.writeStringField("rule", rule.getKey());
                  json.writeNumberField("count", rule.getValue());
                  json.writeEndObject();
                }
                json.writeEndArray();
              });
      return SelfSigned.write(key, PayloadType.SUPPORT_RECEIPT, payload);
    }
  }

  /** A bundle that was opened and whose receipt holds for every file. */
  public record Opened(Receipt receipt, VerifyingKey signer, Map<String, byte[]> files) {
    public Opened {
      files = Map.copyOf(files);
    }
  }

  /** Seals files and their signed receipt. */
  public static byte[] seal(
      String id, Instant createdAt, byte[] receipt, Map<String, byte[]> files, List<To> to) {
    byte[] packed = Packing.pack(files);
    ByteBuffer plain = ByteBuffer.allocate(Integer.BYTES + receipt.length + packed.length);
    plain.putInt(receipt.length).put(receipt).put(packed);
    byte[] key = new byte[KEY];
    RANDOM.nextBytes(key);
    byte[] line =
        Wire.compact(
            json -> {
              json.writeStringField("format", FORMAT);
              json.writeStringField("id", id);
              json.writeStringField("createdAt", Wire.of(createdAt));
              json.writeArrayFieldStart("recipients");
              for (To one : to) {
                json.writeStartObject();
                json.writeStringField("kind", one.kind());
                json.writeStringField("key", one.key());
                json.writeStringField("suite", one.suite());
                json.writeBinaryField("wrapped", one.wrap().apply(key));
                json.writeEndObject();
              }
              json.writeEndArray();
            });
    byte[] body = crypt(Cipher.ENCRYPT_MODE, key, line, plain.array());
    ByteBuffer out = ByteBuffer.allocate(line.length + 1 + body.length);
    return out.put(line).put((byte) '\n').put(body).array();
  }

  /** What a content key is bound to when it is wrapped. */
  public static String context(String id, Instant createdAt) {
    return FORMAT + "|" + id + "|" + Wire.of(createdAt);
  }

  /**
   * Reads the line that needs no key.
   *
   * @throws RefusedException where it is no support bundle of this form
   */
  public static Outer outer(byte[] file) {
    JsonFields fields =
        StrictJson.parse(Arrays.copyOf(file, lineEnd(file)), LONGEST_LINE, LONGEST_LINE);
    if (!fields.text("format", 40).equals(FORMAT)) {
      throw fields.refused(Refusal.FORMAT_UNKNOWN, "format");
    }
    fields.only(Set.of("format", "id", "createdAt", "recipients"));
    List<Recipient> recipients = new ArrayList<>();
    for (JsonFields one : fields.objects("recipients", 8)) {
      one.only(Set.of("kind", "key", "suite", "wrapped"));
      recipients.add(
          new Recipient(
              one.text("kind", 20),
              one.text("key", 100),
              one.text("suite", 100),
              one.bytes("wrapped", 8 * 1024)));
    }
    return new Outer(fields.text("id", 40), fields.instant("createdAt"), recipients);
  }

  /**
   * Opens a bundle with its content key, and holds the receipt against every file.
   *
   * @throws RefusedException where a bit was changed, a file is missing, added or another
   */
  public static Opened open(byte[] file, byte[] contentKey) {
    int end = lineEnd(file);
    Outer outer = outer(file);
    if (contentKey.length != KEY) {
      // Whoever made the bundle chose it.
      throw new RefusedException(Refusal.KEY_INVALID, "the content key");
    }
    byte[] plain =
        crypt(
            Cipher.DECRYPT_MODE,
            contentKey,
            Arrays.copyOf(file, end),
            Arrays.copyOfRange(file, end + 1, file.length));
    int length = plain.length < Integer.BYTES ? -1 : ByteBuffer.wrap(plain).getInt();
    if (length < 0 || length > plain.length - Integer.BYTES) {
      throw new RefusedException(Refusal.NOT_CANONICAL, "its receipt is missing");
    }
    int at = Integer.BYTES + length;
    SelfSigned.Opened signed =
        SelfSigned.open(
            Arrays.copyOfRange(plain, Integer.BYTES, at),
            PayloadType.SUPPORT_RECEIPT,
            Suites.CURRENT);
    Receipt receipt = receipt(signed.payload());
    Map<String, byte[]> files = Packing.unpack(Arrays.copyOfRange(plain, at, plain.length));
    if (!receipt.bundle().equals(outer.id())) {
      throw new RefusedException(Refusal.CONTENTS_WRONG, "the receipt is another bundle's");
    }
    if (!receipt.files().equals(digests(files))) {
      throw new RefusedException(Refusal.CONTENTS_WRONG, "the files are not those of the receipt");
    }
    return new Opened(receipt, signed.key(), files);
  }

  /** Name to SHA-384. */
  public static Map<String, String> digests(Map<String, byte[]> files) {
    Map<String, String> digests = new TreeMap<>();
    files.forEach((name, bytes) -> digests.put(name, Sha384.hex(bytes)));
    return digests;
  }

  private static Receipt receipt(JsonFields fields) {
    if (fields.number("format", 1, StrictJson.MAX_NUMBER) != 1) {
      throw fields.refused(Refusal.FORMAT_UNKNOWN, "format");
    }
    fields.only(
        Set.of(
            "format",
            "product",
            "installation",
            "bundle",
            "createdAt",
            "version",
            "files",
            "redactions"));
    Map<String, String> files = new TreeMap<>();
    for (JsonFields file : fields.objects("files", Packing.MOST_FILES)) {
      file.only(Set.of("name", "sha384"));
      if (files.put(file.text("name", 200), Sha384.require(file, "sha384")) != null) {
        throw fields.refused(Refusal.FIELD_VALUE, "files");
      }
    }
    Map<String, Long> redactions = new TreeMap<>();
    for (JsonFields rule : fields.objects("redactions", 200)) {
      rule.only(Set.of("rule", "count"));
      long count = rule.number("count", 0, StrictJson.MAX_NUMBER);
      if (redactions.put(rule.text("rule", 100), count) != null) {
        throw fields.refused(Refusal.FIELD_VALUE, "redactions");
      }
    }
    return new Receipt(
        fields.text("product", 64),
        fields.text("installation", 64),
        fields.text("bundle", 40),
        fields.instant("createdAt"),
        fields.text("version", 40),
        files,
        redactions);
  }

  private static byte[] crypt(int mode, byte[] key, byte[] line, byte[] data) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      boolean seals = mode == Cipher.ENCRYPT_MODE;
      // The key is used once, so the nonce need not differ.
      cipher.init(
          mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, new byte[NONCE]));
      cipher.updateAAD(line);
      if (!seals && data.length > MOST) {
        throw new RefusedException(Refusal.TOO_LARGE, data.length + " bytes");
      }
      return cipher.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new RefusedException(
          Refusal.SIGNATURE_INVALID, "it was changed on the way, or the key is another");
    }
  }

  private static int lineEnd(byte[] file) {
    for (int i = 0; i < Math.min(file.length, LONGEST_LINE); i++) {
      if (file[i] == '\n') {
        return i;
      }
    }
    throw new RefusedException(Refusal.FORMAT_UNKNOWN, "not a support bundle");
  }
}
