package dev.holdfast.vendor.keys;

import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.JsonFields;
import dev.holdfast.license.statement.StrictJson;
import dev.holdfast.license.statement.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Where in a token the rest of a key is. The Ed25519 half is there, and the secret from which the
 * passphrase of the file's ML-DSA-87 half is derived: without the token, neither half signs. The
 * module is not named: a file must not say which library is loaded.
 *
 * @param label the token's label
 * @param id what the two objects are found by
 * @param salt goes into the derivation
 */
record TokenRef(String label, byte[] id, byte[] salt) {
  private static final int ID_BYTES = 16;
  private static final int MAX_BYTES = 1024;

  /** The SubjectPublicKeyInfo of Ed25519 up to the key (RFC 8410). */
  private static final byte[] SPKI = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  static TokenRef random(String label, RandomGenerator random) {
    byte[] id = new byte[ID_BYTES];
    byte[] salt = new byte[ID_BYTES];
    random.nextBytes(id);
    random.nextBytes(salt);
    return new TokenRef(label, id, salt);
  }

  static TokenRef read(byte[] json) {
    JsonFields fields = StrictJson.parse(json, MAX_BYTES, MAX_BYTES);
    fields.only(Set.of("label", "id", "salt"));
    return new TokenRef(
        fields.text("label", 32), fields.bytes("id", ID_BYTES), fields.bytes("salt", ID_BYTES));
  }

  byte[] json() {
    return Wire.compact(
        json -> {
          json.writeStringField("label", label);
          json.writeStringField("id", Base64.getEncoder().encodeToString(id));
          json.writeStringField("salt", Base64.getEncoder().encodeToString(salt));
        });
  }

  /** The half that stays in the token; each signature signs in and out again. */
  SigningKey.Half half(Path module, char[] pin) {
    return (message, random) -> {
      try (Token token = Token.open(module, label, pin)) {
        return token.sign(id, message);
      }
    };
  }

  /** The passphrase of the other half. */
  char[] passphrase(Token token) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes("holdfast-key-file-1\n".getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(salt);
    byte[] derived = token.derive(id, message.toByteArray());
    return Base64.getEncoder().encodeToString(derived).toCharArray();
  }

  /** A public key as SubjectPublicKeyInfo. */
  static byte[] ed25519(byte[] point) {
    ByteArrayOutputStream spki = new ByteArrayOutputStream();
    spki.writeBytes(SPKI);
    spki.writeBytes(point);
    return spki.toByteArray();
  }
}
