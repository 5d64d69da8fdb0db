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
  private final List<PrivateKey> keys;

  private SigningKey(VerifyingKey verifying, List<PrivateKey> keys) {
    this.verifying = verifying;
    this.keys = List.copyOf(keys);
  }

  /** Makes new keys from the platform's secure random source. */
  public static SigningKey generate(Suite suite) {
    List<byte[]> publicKeys = new ArrayList<>();
    List<PrivateKey> privateKeys = new ArrayList<>();
    try {
      for (Algorithm algorithm : suite.algorithms()) {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm.jcaName()).generateKeyPair();
        publicKeys.add(pair.getPublic().getEncoded());
        privateKeys.add(pair.getPrivate());
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 has the algorithms of suite " + suite.id(), e);
    }
    return new SigningKey(VerifyingKey.of(suite, publicKeys), privateKeys);
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
    SigningKey key = new SigningKey(verifying, privateKeys);
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

  /** The private keys, in the suite's order, for whoever stores them encrypted. */
  public List<PrivateKey> privateKeys() {
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
      for (int i = 0; i < keys.size(); i++) {
        Signature signer = Signature.getInstance(verifying.suite().algorithms().get(i).jcaName());
        signer.initSign(keys.get(i), random);
        signer.update(signed);
        values.add(signer.sign());
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
