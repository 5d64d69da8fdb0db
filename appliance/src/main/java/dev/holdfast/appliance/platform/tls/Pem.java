package dev.holdfast.appliance.platform.tls;

import dev.holdfast.appliance.platform.home.Home;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads and writes certificates and private keys in their PEM form (RFC 7468). */
final class Pem {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    byte[] certificates = untilTheKey(Files.readAllBytes(file));
    try {
      return factory.generateCertificates(new ByteArrayInputStream(certificates)).stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      throw new GeneralSecurityException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** The factory refuses a file in which something else stands behind the certificates. */
  private static byte[] untilTheKey(byte[] file) {
    int key = new String(file, StandardCharsets.ISO_8859_1).indexOf(KEY_BEGIN);
    return key < 0 ? file : Arrays.copyOf(file, key);
  }

  /** A PKCS #8 private key, for an algorithm that a server certificate may have. */
  static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      throw new GeneralSecurityException(
          file + " holds no PKCS #8 private key (-----BEGIN PRIVATE KEY-----)");
    }
    byte[] encoded = decoded(file, text.substring(begin + KEY_BEGIN.length(), end));
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      } catch (GeneralSecurityException anotherAlgorithm) {
        continue;
      }
    }
    throw new GeneralSecurityException(file + " holds no EC, RSA or Ed25519 key");
  }

  private static byte[] decoded(Path file, String base64) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(file + " is damaged", e);
    }
  }

  static void write(Path file, PrivateKey key) throws IOException {
    Home.write(file, text(key));
  }

  static void write(Path file, List<X509Certificate> chain)
      throws IOException, GeneralSecurityException {
    Home.write(file, text(chain));
  }

  /** One file with both, the certificates first. */
  static void write(Path file, List<X509Certificate> chain, PrivateKey key)
      throws IOException, GeneralSecurityException {
    Home.write(file, text(chain) + text(key));
  }

  private static String text(PrivateKey key) {
    return KEY_BEGIN + '\n' + LINES.encodeToString(key.getEncoded()) + '\n' + KEY_END + '\n';
  }

  private static String text(List<X509Certificate> chain) throws GeneralSecurityException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : chain) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(LINES.encodeToString(certificate.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return text.toString();
  }
}
