package dev.holdfast.vendor.bundle;

import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.key.VerifyingKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/**
 * Signatures that minisign (jedisct1/minisign 0.12, prehashed form) verifies, so that a bundle can
 * be checked by a tool that is not ours.
 *
 * <p>The key is the Ed25519 half of the bundle role's key: one key to keep, one to rotate, and the
 * root chain answers for it. What minisign has signed is a BLAKE2b-512 digest, or a signature with
 * its comment; what our statements have signed begins with {@code DSSEv1}: neither can pass for the
 * other.
 */
final class Minisign {
  private static final int SPKI_PREFIX = 12;
  private static final int KEY_ID = 8;
  private static final int DIGEST = 64;
  private static final int BUFFER = 1 << 16;

  private Minisign() {}

  /** The public key's file, for {@code minisign -V -p}. */
  static byte[] publicKey(VerifyingKey key) {
    return lines(
        "untrusted comment: minisign public key " + fingerprint(key),
        base64(concat(ascii("Ed"), id(key), raw(key))));
  }

  /** The public key as {@code minisign -P} takes it: one line to print and compare. */
  static String printed(VerifyingKey key) {
    return base64(concat(ascii("Ed"), id(key), raw(key)));
  }

  /** The signature's file for a file's bytes. */
  static byte[] sign(SigningKey key, Path file, String trustedComment) throws IOException {
    byte[] signature = key.signRepeatably(blake2b(file)).getFirst();
    byte[] global =
        key.signRepeatably(
                concat(signature, trustedComment.getBytes(StandardCharsets.UTF_8), new byte[0]))
            .getFirst();
    return lines(
        "untrusted comment: signature by the bundle key " + fingerprint(key.verifying()),
        base64(concat(ascii("ED"), id(key.verifying()), signature)),
        "trusted comment: " + trustedComment,
        base64(global));
  }

  /** How minisign shows the key's id. */
  static String fingerprint(VerifyingKey key) {
    byte[] id = id(key);
    StringBuilder hex = new StringBuilder();
    for (int i = KEY_ID - 1; i >= 0; i--) {
      hex.append(HexFormat.of().withUpperCase().toHexDigits(id[i]));
    }
    return hex.toString();
  }

  private static byte[] id(VerifyingKey key) {
    return Arrays.copyOf(HexFormat.of().parseHex(key.ids().getFirst()), KEY_ID);
  }

  /** The 32 bytes at the end of Ed25519's SubjectPublicKeyInfo (RFC 8410). */
  private static byte[] raw(VerifyingKey key) {
    byte[] spki = key.keys().getFirst().getEncoded();
    return Arrays.copyOfRange(spki, SPKI_PREFIX, spki.length);
  }

  private static byte[] blake2b(Path file) throws IOException {
    Blake2bDigest digest = new Blake2bDigest(DIGEST * Byte.SIZE);
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    byte[] out = new byte[DIGEST];
    digest.doFinal(out, 0);
    return out;
  }

  private static byte[] concat(byte[] a, byte[] b, byte[] c) {
    byte[] all = Arrays.copyOf(a, a.length + b.length + c.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    System.arraycopy(c, 0, all, a.length + b.length, c.length);
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] lines(String... lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
