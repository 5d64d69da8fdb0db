package dev.holdfast.license.key;

import dev.holdfast.license.statement.Algorithm;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.Suite;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A signer: private keys with their public ones. Its text form shows the public ids only. */
public final class SigningKey {
  private final VerifyingKey verifying;
  private final List<Half> halves;

  private SigningKey(VerifyingKey verifying, List<Half> halves) {
    this.verifying = verifying;
    this.halves = List.copyOf(halves);
  }

  /** One of a signer's keys, wherever it is kept: in this process, or in a token. */
  @FunctionalInterface
  public interface Half {
    /**
     * Signs.
     *
     * @param random for an algorithm that needs it; a token may have a source of its own
     */
    byte[] sign(byte[] message, SecureRandom random) throws GeneralSecurityException;
  }

  /** A key in this process. */
  private record Held(String algorithm, PrivateKey key) implements Half {
    @Override
    public byte[] sign(byte[] message, SecureRandom random) throws GeneralSecurityException {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key, random);
      signer.update(message);
      return signer.sign();
    }
  }

  /** A key in this process, as one half of a signer. */
  public static Half half(Algorithm algorithm, PrivateKey key) {
    return new Held(algorithm.jcaName(), key);
  }

  /** Makes new keys from the platform's secure random source. */
  public static SigningKey generate(Suite suite) {
    List<byte[]> publicKeys = new ArrayList<>();
    List<Half> halves = new ArrayList<>();
    try {
      for (Algorithm algorithm : suite.algorithms()) {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm.jcaName()).generateKeyPair();
        publicKeys.add(pair.getPublic().getEncoded());
        halves.add(half(algorithm, pair.getPrivate()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has the algorithms of suite " + suite.id(), e);
    }
    return new SigningKey(VerifyingKey.of(suite, publicKeys), halves);
  }

  /**
   * Puts stored keys together, and proves by a signature that they belong together.
   *
   * @throws dev.holdfast.license.statement.RefusedException where they do not
   */
  public static SigningKey of(VerifyingKey verifying, List<PrivateKey> privateKeys) {
    if (privateKeys.size() != verifying.keys().size()) {
      throw new IllegalArgumentException("one private key for each public one");
    }
    List<Half> halves = new ArrayList<>();
    for (int i = 0; i < privateKeys.size(); i++) {
      halves.add(half(verifying.suite().algorithms().get(i), privateKeys.get(i)));
    }
    return ofHalves(verifying, halves);
  }

  /**
   * Puts halves together, and proves by a signature that they belong together.
   *
   * @throws dev.holdfast.license.statement.RefusedException where they do not
   */
  public static SigningKey ofHalves(VerifyingKey verifying, List<Half> halves) {
    if (halves.size() != verifying.keys().size()) {
      throw new IllegalArgumentException("one half for each public key");
    }
    SigningKey key = new SigningKey(verifying, halves);
    byte[] probe = {1};
    Envelope.Signature signature = key.sign(PayloadType.ACTIVATION_REQUEST, probe);
    verifying.verify(
        new Envelope(PayloadType.ACTIVATION_REQUEST, probe, List.of(signature)), signature);
    return key;
  }

  /** The public side. */
  public VerifyingKey verifying() {
    return verifying;
  }

  /**
   * The private keys, in the suite's order, for whoever stores them encrypted.
   *
   * @throws IllegalStateException where one of them is not in this process
   */
  public List<PrivateKey> privateKeys() {
    List<PrivateKey> keys = new ArrayList<>();
    for (Half half : halves) {
      if (!(half instanceof Held held)) {
        throw new IllegalStateException("the key is in a token");
      }
      keys.add(held.key());
    }
    return keys;
  }

  /** Signs a payload with all keys. */
  public Envelope.Signature sign(PayloadType type, byte[] payload) {
    return signature(type, payload, new SecureRandom());
  }

  /**
   * A statement with this signer alone, whose bytes are the same each time: Ed25519 is so by
   * itself, and ML-DSA in its deterministic variant (FIPS 204, section 3.4). For what must be
   * reproducible; the hedged variant of {@link #sign} better resists faults in the signer's
   * hardware.
   */
  public Envelope repeatableEnvelope(PayloadType type, byte[] payload) {
    return new Envelope(type, payload, List.of(signature(type, payload, new Zeros())));
  }

  /** Signs bytes that carry their own domain, such as DSSE's; the same bytes each time. */
  public List<byte[]> signRepeatably(byte[] signed) {
    return values(signed, new Zeros());
  }

  private Envelope.Signature signature(PayloadType type, byte[] payload, SecureRandom random) {
    String suite = verifying.suite().id();
    byte[] signed = Envelope.signedBytes(type, suite, verifying.ids(), payload);
    return new Envelope.Signature(suite, verifying.ids(), values(signed, random));
  }

  private List<byte[]> values(byte[] signed, SecureRandom random) {
    List<byte[]> values = new ArrayList<>();
    try {
      for (Half half : halves) {
        values.add(half.sign(signed, random));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot sign", e);
    }
    return values;
  }

  /** A statement with this signer alone. */
  public Envelope envelope(PayloadType type, byte[] payload) {
    return new Envelope(type, payload, List.of(sign(type, payload)));
  }

  /** The all-zero input that FIPS 204 names for the deterministic variant. */
  private static final class Zeros extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "SigningKey " + verifying.shortId();
  }
}
