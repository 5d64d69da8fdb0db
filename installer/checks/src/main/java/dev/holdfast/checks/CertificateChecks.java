package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import dev.holdfast.checks.Subject.Papers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The operator's own certificate: chain, dates, names, and whether the key belongs to it. */
final class CertificateChecks {
  private static final Duration WARN_BEFORE = Duration.ofDays(21);
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private CertificateChecks() {}

  static List<Check> of(Papers papers, Clock clock) {
    Path certificate = papers.certificate();
    Path key = papers.certificateKey();
    if (certificate == null) {
      return List.of();
    }
    List<Check> checks = new ArrayList<>();
    checks.add(
        Check.of("tls.chain", Severity.STRICT, "Certificate chain", () -> chain(certificate)));
    checks.add(
        Check.of(
            "tls.dates", Severity.STRICT, "Certificate dates", () -> dates(certificate, clock)));
    checks.add(
        Check.of(
            "tls.names",
            Severity.ADVICE,
            "Certificate names",
            () -> names(certificate, papers.names())));
    if (key != null) {
      checks.add(
          Check.of("tls.key", Severity.STRICT, "Certificate key", () -> key(certificate, key)));
    }
    return checks;
  }

  private static Observation chain(Path file) throws IOException, GeneralSecurityException {
    List<X509Certificate> all = Pem.certificates(file);
    String required =
        "The server's certificate first, then each authority that signed the one before.";
    String fix =
        "Put the certificate and its intermediate authorities into one file, in that order.";
    if (all.isEmpty()) {
      return Observation.fail(file + " holds no certificate.", required, fix);
    }
    for (int i = 0; i + 1 < all.size(); i++) {
      try {
        all.get(i).verify(all.get(i + 1).getPublicKey());
      } catch (GeneralSecurityException e) {
        return Observation.fail(
            "Certificate " + (i + 1) + " is not signed by certificate " + (i + 2) + ".",
            required,
            fix);
      }
    }
    return Observation.ok(
        all.size() == 1
            ? "One certificate, and no authority behind it."
            : all.size() + " certificates, each signed by the next.",
        required);
  }

  private static Observation dates(Path file, Clock clock)
      throws IOException, GeneralSecurityException {
    Instant now = clock.instant();
    Observation worst = Observation.fail("None.", "A certificate.", "Name another file.");
    boolean first = true;
    for (X509Certificate each : Pem.certificates(file)) {
      Instant from = each.getNotBefore().toInstant();
      Instant to = each.getNotAfter().toInstant();
      String observed = each.getSubjectX500Principal() + ": from " + from + " to " + to + ".";
      String required =
          "In force now (" + now.truncatedTo(ChronoUnit.SECONDS) + "), and for 21 days more.";
      String fix = "Renew it with its authority.";
      Observation seen =
          now.isBefore(from) || now.isAfter(to)
              ? Observation.fail(observed, required, fix)
              : now.plus(WARN_BEFORE).isAfter(to)
                  ? Observation.warn(observed, required, fix)
                  : Observation.ok(observed, required);
      worst = first || seen.result().compareTo(worst.result()) > 0 ? seen : worst;
      first = false;
    }
    return worst;
  }

  private static Observation names(Path file, List<String> wanted)
      throws IOException, GeneralSecurityException {
    Set<String> has = new TreeSet<>();
    for (X509Certificate each : Pem.certificates(file).stream().limit(1).toList()) {
      has.addAll(names(each));
    }
    List<String> missing =
        wanted.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .filter(name -> !has.contains(name) && !has.contains(name.replaceFirst("^[^.]+", "*")))
            .toList();
    return Observation.judged(
        missing.isEmpty(),
        missing.isEmpty()
            ? "It is for " + String.join(", ", has) + "."
            : "It is not for " + String.join(", ", missing) + ".",
        wanted.isEmpty()
            ? "For every name that people will use."
            : "For every name that people will use: " + String.join(", ", wanted) + ".",
        "Have it issued with these subject alternative names.");
  }

  private static Set<String> names(X509Certificate certificate) throws CertificateParsingException {
    Set<String> names = new HashSet<>();
    @Nullable Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> each : alternatives) {
        if (each.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS)) {
          names.add(each.get(1).toString().toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }

  private static Observation key(Path file, Path keyFile)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> all = Pem.certificates(file);
    String required = "The private key of the first certificate: PKCS #8, unencrypted.";
    if (all.isEmpty()) {
      return Observation.fail(file + " holds no certificate.", required, "Name another file.");
    }
    PublicKey publicKey = all.getFirst().getPublicKey();
    try {
      boolean pair = belongs(read(keyFile, publicKey.getAlgorithm()), publicKey);
      return Observation.judged(
          pair,
          pair ? "It belongs to the certificate." : "It belongs to another certificate.",
          required,
          "Use the key that the certificate was requested with.");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Observation.fail(
          keyFile + " is not such a key.",
          required,
          "openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pk8 converts it.");
    }
  }

  private static PrivateKey read(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    String text = Files.readString(file);
    int begin = text.indexOf("-----BEGIN PRIVATE KEY-----");
    int end = text.indexOf("-----END PRIVATE KEY-----");
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("not PKCS #8");
    }
    String body = text.substring(begin + "-----BEGIN PRIVATE KEY-----".length(), end);
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
  }

  private static boolean belongs(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    byte[] probe = {1, 2, 3};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(privateKey);
    signer.update(probe);
    byte[] signature = signer.sign();
    signer.initVerify(publicKey);
    signer.update(probe);
    return signer.verify(signature);
  }
}
