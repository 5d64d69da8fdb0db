package dev.holdfast.appliance.platform.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A certificate with its chain and its private key.
 *
 * @param chain the certificate itself first
 */
record KeyedCertificate(List<X509Certificate> chain, PrivateKey key) {
  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "Ed25519");

  KeyedCertificate {
    chain = List.copyOf(chain);
  }

  /** Reads what somebody put there, and refuses a key that is not the certificate's. */
  static KeyedCertificate read(Path certificateFile, Path keyFile)
      throws IOException, GeneralSecurityException {
    KeyedCertificate read = new KeyedCertificate(chain(certificateFile), Pem.privateKey(keyFile));
    read.demandBelongTogether(keyFile + " is not the key of the certificate in " + certificateFile);
    return read;
  }

  /**
   * Reads what {@link #keep} wrote. The two went into the file together and are not tried on each
   * other again: a signature, made and checked before anything is compiled, was a twelfth of what a
   * start asks of the processors.
   */
  static KeyedCertificate kept(Path file) throws IOException, GeneralSecurityException {
    return new KeyedCertificate(chain(file), Pem.privateKey(file));
  }

  /** Stores both in one file, so that there is never one of them. */
  void keep(Path file) throws IOException, GeneralSecurityException {
    Pem.write(file, chain, key);
  }

  /**
   * Refuses a key that is not the certificate's.
   *
   * @param complaint what the exception says
   */
  void demandBelongTogether(String complaint) throws GeneralSecurityException {
    if (!belongTogether()) {
      throw new GeneralSecurityException(complaint);
    }
  }

  void write(Path certificateFile, Path keyFile) throws IOException, GeneralSecurityException {
    Pem.write(keyFile, key);
    Pem.write(certificateFile, chain);
  }

  private static List<X509Certificate> chain(Path file)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = Pem.certificates(file);
    if (chain.isEmpty()) {
      throw new GeneralSecurityException(file + " holds no certificate");
    }
    return chain;
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  Instant expires() {
    return certificate().getNotAfter().toInstant();
  }

  /** Whether what the private key signs verifies under the certificate. */
  private boolean belongTogether() throws GeneralSecurityException {
    String algorithm = SIGNATURES.get(certificate().getPublicKey().getAlgorithm());
    if (algorithm == null) {
      throw new GeneralSecurityException(
          "certificates with "
              + certificate().getPublicKey().getAlgorithm()
              + " keys are not supported");
    }
    byte[] challenge = new byte[32];
    new SecureRandom().nextBytes(challenge);
    Signature signature = Signature.getInstance(algorithm);
    try {
      signature.initSign(key);
      signature.update(challenge);
      byte[] signed = signature.sign();
      signature.initVerify(certificate().getPublicKey());
      signature.update(challenge);
      return signature.verify(signed);
    } catch (java.security.InvalidKeyException | java.security.SignatureException differ) {
      return false;
    }
  }
}
