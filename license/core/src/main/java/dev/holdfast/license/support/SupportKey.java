package dev.holdfast.license.support;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Sha384;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The key that support bundles are encrypted to: X25519 (RFC 9180's DHKEM) and ML-KEM-1024 (FIPS
 * 203), both by the JDK. The two secrets are combined, the post-quantum one first, by HKDF-SHA-384
 * with both ciphertexts and both public keys in the context (NIST SP 800-56C rev. 2, hybrid shared
 * secret): it holds as long as either of them does.
 */
public final class SupportKey {
  /** The suite's name in headers; another suite is another name. */
  public static final String SUITE = "x25519-mlkem1024-hkdf-sha384-aes256gcm";

  private static final String MAGIC = "holdfast-support-key-1";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  /** DHKEM(X25519) makes 32 bytes, ML-KEM-1024 makes 1568. */
  private static final int X25519_CIPHERTEXT = 32;

  private static final int MLKEM_CIPHERTEXT = 1568;

  private final PublicKey x25519;
  private final PublicKey mlkem;

  private SupportKey(PublicKey x25519, PublicKey mlkem) {
    this.x25519 = x25519;
    this.mlkem = mlkem;
  }

  /** Both halves. */
  public record Pair(SupportKey key, PrivateKey x25519, PrivateKey mlkem) {
    /** Puts stored keys together. */
    public static Pair of(SupportKey key, PrivateKey x25519, PrivateKey mlkem) {
      return new Pair(key, x25519, mlkem);
    }

    /** The private keys, X25519 first, for whoever stores them encrypted. */
    public List<PrivateKey> privateKeys() {
      return List.of(x25519, mlkem);
    }

    /**
     * Opens what {@link SupportKey#wrap} made under the same context.
     *
     * @throws RefusedException {@code key_unknown} where the key or the context is another
     */
    public byte[] unwrap(byte[] wrapped, String context) {
      int body = X25519_CIPHERTEXT + MLKEM_CIPHERTEXT;
      if (wrapped.length <= body + NONCE) {
        throw new RefusedException(Refusal.NOT_CANONICAL, "the wrapped key is too short");
      }
      byte[] first = Arrays.copyOf(wrapped, X25519_CIPHERTEXT);
      byte[] second = Arrays.copyOfRange(wrapped, X25519_CIPHERTEXT, body);
      try {
        SecretKey classic = KEM.getInstance("DHKEM").newDecapsulator(x25519).decapsulate(first);
        SecretKey quantum = KEM.getInstance("ML-KEM").newDecapsulator(mlkem).decapsulate(second);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
            Cipher.DECRYPT_MODE,
            key.combined(classic, quantum, first, second, context),
            new GCMParameterSpec(TAG_BITS, wrapped, body, NONCE));
        return cipher.doFinal(wrapped, body + NONCE, wrapped.length - body - NONCE);
      } catch (GeneralSecurityException e) {
        throw new RefusedException(Refusal.KEY_UNKNOWN, "it was sealed to another key");
      }
    }

    @Override
    public String toString() {
      return "SupportKey.Pair " + key.id();
    }
  }

  public static Pair generate() {
    try {
      KeyPairGenerator classic = KeyPairGenerator.getInstance("X25519");
      KeyPairGenerator quantum = KeyPairGenerator.getInstance("ML-KEM");
      quantum.initialize(NamedParameterSpec.ML_KEM_1024);
      KeyPair one = classic.generateKeyPair();
      KeyPair other = quantum.generateKeyPair();
      return new Pair(
          new SupportKey(one.getPublic(), other.getPublic()), one.getPrivate(), other.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has X25519 and ML-KEM", e);
    }
  }

  /**
   * Reads {@link #text}.
   *
   * @throws RefusedException where it is not such a key
   */
  public static SupportKey parse(String text) {
    String[] parts = text.strip().split(" ", -1);
    if (parts.length != 3 || !parts[0].equals(MAGIC)) {
      throw new RefusedException(Refusal.FORMAT_UNKNOWN, "not a support key");
    }
    try {
      SupportKey key =
          new SupportKey(
              KeyFactory.getInstance("X25519").generatePublic(spec(parts[1])),
              KeyFactory.getInstance("ML-KEM-1024").generatePublic(spec(parts[2])));
      if (!key.text().equals(text.strip())) {
        throw new RefusedException(Refusal.NOT_CANONICAL);
      }
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new RefusedException(Refusal.KEY_INVALID, "not a support key");
    }
  }

  private static X509EncodedKeySpec spec(String base64) {
    return new X509EncodedKeySpec(Base64.getDecoder().decode(base64));
  }

  /** One line: what it is, and both public keys. */
  public String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return MAGIC
        + " "
        + base64.encodeToString(x25519.getEncoded())
        + " "
        + base64.encodeToString(mlkem.getEncoded());
  }

  /** Names the key for people: 24 hexadecimal digits of the SHA-384 of {@link #text}. */
  public String id() {
    return Sha384.hex(text().getBytes(StandardCharsets.US_ASCII)).substring(0, 24);
  }

  /** Wraps a content key of 32 bytes; {@code context} is bound to it. */
  public byte[] wrap(byte[] contentKey, String context) {
    try {
      KEM.Encapsulated one = KEM.getInstance("DHKEM").newEncapsulator(x25519).encapsulate();
      KEM.Encapsulated other = KEM.getInstance("ML-KEM").newEncapsulator(mlkem).encapsulate();
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          combined(one.key(), other.key(), one.encapsulation(), other.encapsulation(), context));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(one.encapsulation());
      out.writeBytes(other.encapsulation());
      out.writeBytes(cipher.getIV());
      out.writeBytes(cipher.doFinal(contentKey));
      return out.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has DHKEM and ML-KEM", e);
    }
  }

  private SecretKey combined(
      SecretKey classic, SecretKey quantum, byte[] first, byte[] second, String context)
      throws GeneralSecurityException {
    return Combiner.combine(
        quantum,
        classic,
        List.of(
            SUITE.getBytes(StandardCharsets.US_ASCII),
            second,
            first,
            mlkem.getEncoded(),
            x25519.getEncoded(),
            context.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public String toString() {
    return "SupportKey " + id();
  }
}
