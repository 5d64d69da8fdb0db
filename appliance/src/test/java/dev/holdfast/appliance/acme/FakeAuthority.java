package dev.holdfast.appliance.acme;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A customer's internal certificate authority. */
final class FakeAuthority {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant LONG_HENCE = Instant.parse("2060-01-01T00:00:00Z");

  private final KeyPair keys = newKeys();
  private final AtomicLong serial = new AtomicLong(new SecureRandom().nextLong(1, 1L << 60));
  private final X509Certificate root =
      sign("CN=Internal root", List.of(), keys.getPublic(), LONG_AGO, LONG_HENCE, true);

  X509Certificate root() {
    return root;
  }

  /** A server certificate with its chain. */
  List<X509Certificate> issue(List<String> names, PublicKey key, Instant from, Instant until) {
    return List.of(sign("CN=" + names.getFirst(), names, key, from, until, false), root);
  }

  private X509Certificate sign(
      String subject,
      List<String> names,
      PublicKey key,
      Instant from,
      Instant until,
      boolean authority) {
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Principal("CN=Internal root"),
              BigInteger.valueOf(serial.incrementAndGet()),
              Date.from(from),
              Date.from(until),
              new X500Principal(subject),
              key);
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(keys.getPublic()));
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.stream().map(FakeAuthority::name).toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GeneralName name(String name) {
    try {
      InetAddress unused = InetAddress.ofLiteral(name);
      return new GeneralName(GeneralName.iPAddress, name);
    } catch (IllegalArgumentException aName) {
      return new GeneralName(GeneralName.dNSName, name);
    }
  }

  /** For a server on the loopback that this authority vouches for. */
  SSLContext serverContext() throws GeneralSecurityException, IOException {
    KeyPair own = newKeys();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        own.getPrivate(),
        new char[0],
        issue(List.of("localhost", "127.0.0.1"), own.getPublic(), LONG_AGO, LONG_HENCE)
            .toArray(Certificate[]::new));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** Anything that is written as PEM: a certificate, a key. */
  static String pem(Object... objects) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        pem.writeObject(
            object instanceof java.security.PrivateKey key
                ? new JcaPKCS8Generator(key, null)
                : object);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
