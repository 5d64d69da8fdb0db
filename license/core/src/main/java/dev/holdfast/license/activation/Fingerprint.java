package dev.holdfast.license.activation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.Sha384;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a machine looks like, without saying what it is: named signals (for example {@code
 * machine-id}), each as the HMAC-SHA-384 of its value under a salt. The salt is new with every
 * request, so that two licences of one machine have nothing in common.
 *
 * @param salt 32 bytes
 * @param signals a digest, 96 hexadecimal digits, by the signal's name; in the order of the names
 */
public record Fingerprint(byte[] salt, Map<String, String> signals) {
  /** The length of a salt, in bytes. */
  public static final int SALT_BYTES = 32;

  private static final int MAX_SIGNALS = 16;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  public Fingerprint {
    signals = Collections.unmodifiableMap(new TreeMap<>(signals));
    boolean named = signals.keySet().stream().allMatch(name -> NAME.matcher(name).matches());
    boolean hashed = signals.values().stream().allMatch(Sha384::isHex);
    if (salt.length != SALT_BYTES || signals.size() > MAX_SIGNALS || !named || !hashed) {
      throw new IllegalArgumentException("32 bytes of salt, and up to 16 named digests");
    }
  }

  /**
   * Takes a machine's signals.
   *
   * @param values the plain values by name; they do not leave this call
   */
  public static Fingerprint of(byte[] salt, Map<String, String> values) {
    Map<String, String> signals = new TreeMap<>();
    values.forEach((name, value) -> signals.put(name, digest(salt, name, value)));
    return new Fingerprint(salt, signals);
  }

  /** The same signals' digests for another machine, or for this one later. */
  Fingerprint again(Map<String, String> values) {
    return of(salt, values);
  }

  static Fingerprint read(JsonFields fields) {
    fields.only(java.util.Set.of("salt", "signals"));
    byte[] salt = fields.bytes("salt", SALT_BYTES);
    JsonFields named = fields.object("signals");
    Map<String, String> signals = new TreeMap<>();
    for (String name : named.names()) {
      signals.put(name, Sha384.require(named, name));
    }
    try {
      return new Fingerprint(salt, signals);
    } catch (IllegalArgumentException e) {
      throw fields.refused(Refusal.FIELD_VALUE, "signals");
    }
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStringField("salt", Base64.getEncoder().encodeToString(salt));
    json.writeObjectFieldStart("signals");
    for (Map.Entry<String, String> signal : signals.entrySet()) {
      json.writeStringField(signal.getKey(), signal.getValue());
    }
    json.writeEndObject();
  }

  private static String digest(byte[] salt, String name, String value) {
    try {
      Mac mac = Mac.getInstance("HmacSHA384");
      mac.init(new SecretKeySpec(salt, "HmacSHA384"));
      // A name has no line feed, so that no two pairs give the same text.
      return HexFormat.of()
          .formatHex(mac.doFinal((name + "\n" + value).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-384", e);
    }
  }
}
