package dev.holdfast.appliance.backup.archive;

import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/**
 * Opens backups where the KMS is gone. The appliance keeps only the public half; backups are sealed
 * to it by HPKE (RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM).
 */
public record RecoveryKey(byte[] publicKey) {
  /** The suite's name in headers. */
  public static final String SUITE = "hpke-x25519-hkdf-sha256-aes256gcm";

  private static final int LENGTH = 32;
  private static final byte[] NO_AAD = {};

  public RecoveryKey {
    if (publicKey.length != LENGTH) {
      throw new IllegalArgumentException("an X25519 key has 32 bytes");
    }
    publicKey = publicKey.clone();
  }

  /** A new pair: the public half, and the private half, 32 bytes that are kept elsewhere. */
  public record Pair(RecoveryKey key, byte[] privateKey) {}

  public static Pair generate() {
    HPKE hpke = hpke();
    AsymmetricCipherKeyPair pair = hpke.generatePrivateKey();
    return new Pair(
        new RecoveryKey(hpke.serializePublicKey(pair.getPublic())),
        hpke.serializePrivateKey(pair.getPrivate()));
  }

  /** The public half of a private key. */
  public static RecoveryKey of(byte[] privateKey) {
    HPKE hpke = hpke();
    return new RecoveryKey(
        hpke.serializePublicKey(hpke.deserializePrivateKey(privateKey, null).getPublic()));
  }

  /** Reads {@link #text}. */
  public static Optional<RecoveryKey> parse(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.strip());
      return bytes.length == LENGTH ? Optional.of(new RecoveryKey(bytes)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public String text() {
    return Base64.getEncoder().encodeToString(publicKey);
  }

  /** Names the key, for people and in headers: 16 hexadecimal digits. */
  public String id() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(publicKey);
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Seals {@code secret} for the holder of the private half; {@code context} is bound to it. */
  public byte[] seal(byte[] secret, String context) {
    HPKE hpke = hpke();
    try {
      byte[][] sealed =
          hpke.seal(
              new X25519PublicKeyParameters(publicKey, 0),
              context.getBytes(StandardCharsets.UTF_8),
              NO_AAD,
              secret,
              null,
              null,
              null);
      byte[] out = Arrays.copyOf(sealed[1], sealed[1].length + sealed[0].length);
      System.arraycopy(sealed[0], 0, out, sealed[1].length, sealed[0].length);
      return out;
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("HPKE cannot seal", e);
    }
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws BackupException {@code LOCKED} where the key or the context is another
   */
  public static byte[] open(byte[] privateKey, byte[] sealed, String context)
      throws BackupException {
    HPKE hpke = hpke();
    if (sealed.length <= LENGTH) {
      throw new BackupException(Reason.DAMAGED, "The recovery envelope is too short.");
    }
    byte[] encapsulated = Arrays.copyOf(sealed, LENGTH);
    byte[] body = Arrays.copyOfRange(sealed, LENGTH, sealed.length);
    try {
      return hpke.open(
          encapsulated,
          hpke.deserializePrivateKey(privateKey, null),
          context.getBytes(StandardCharsets.UTF_8),
          NO_AAD,
          body,
          null,
          null,
          null);
    } catch (InvalidCipherTextException | RuntimeException e) {
      throw new BackupException(
          Reason.LOCKED, "This recovery key does not open the backup: it was made for another.");
    }
  }

  private static HPKE hpke() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecoveryKey that && Arrays.equals(publicKey, that.publicKey);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(publicKey);
  }

  @Override
  public String toString() {
    return "RecoveryKey " + id();
  }
}
