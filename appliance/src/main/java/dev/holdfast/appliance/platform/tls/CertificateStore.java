package dev.holdfast.appliance.platform.tls;

import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files behind the server's certificate, and when they have to be made anew. */
final class CertificateStore {
  /** Renewed when a month is left: a certificate that cannot be renewed is seen in time. */
  static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private static final ReentrantLock MAKING = new ReentrantLock();
  private static final Logger LOG = LoggerFactory.getLogger(CertificateStore.class);

  private final TlsConfig config;
  private final HostNames names;
  private final Clock clock;
  private final Path authorityCertificate;
  private final Path authorityKey;
  private final Path own;
  private final Path served;
  private final Path issued;

  CertificateStore(TlsConfig config, HostNames names, Home home, Clock clock) {
    this.config = config;
    this.names = names;
    this.clock = clock;
    this.authorityCertificate = home.tls().resolve("ca.crt");
    this.authorityKey = home.tls().resolve("ca.key");
    this.own = home.tls().resolve("server.pem");
    this.served = home.tls().resolve("served.crt");
    this.issued = home.tls().resolve("acme").resolve("certificate.pem");
  }

  /** Where that certificate, which is to be shown, is from. */
  ServerCertificate.Origin originOf(KeyedCertificate shown) {
    return config.origin() == ServerCertificate.Origin.ACME
            && issued().filter(known -> known.certificate().equals(shown.certificate())).isEmpty()
        ? ServerCertificate.Origin.OWN
        : config.origin();
  }

  /** What an ACME server issued last, in force or not; empty where that cannot be read. */
  Optional<KeyedCertificate> issued() {
    if (config.origin() != ServerCertificate.Origin.ACME || !Files.exists(issued)) {
      return Optional.empty();
    }
    try {
      return Optional.of(KeyedCertificate.kept(issued));
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("{} cannot be used and is ordered anew: {}", issued, e.getMessage());
      return Optional.empty();
    }
  }

  /** Stores what an ACME server issued, once it is known to be for this key. */
  void keep(KeyedCertificate fresh) throws IOException, GeneralSecurityException {
    if (config.origin() != ServerCertificate.Origin.ACME) {
      throw new IllegalStateException("holdfast.tls.mode is not acme");
    }
    fresh.demandBelongTogether("the key is not the one of the new certificate");
    MAKING.lock();
    try {
      Files.createDirectories(
          issued.getParent(),
          PosixFilePermissions.asFileAttribute(
              PosixFilePermissions.fromString(Home.DIRECTORY_RIGHTS)));
      fresh.keep(issued);
    } finally {
      MAKING.unlock();
    }
  }

  /**
   * The certificate to show now: the operator's as it stands, the one that was ordered, for as long
   * as it is in force, or our own, renewed where due.
   */
  KeyedCertificate current() throws IOException, GeneralSecurityException {
    // At the start, two listeners may ask at once, and each must not make an authority of its own.
    MAKING.lock();
    try {
      return readOrRenew();
    } finally {
      MAKING.unlock();
    }
  }

  private KeyedCertificate readOrRenew() throws IOException, GeneralSecurityException {
    String certificateFile = config.certificateFile();
    String keyFile = config.keyFile();
    if (certificateFile != null && keyFile != null) {
      return KeyedCertificate.read(Path.of(certificateFile), Path.of(keyFile));
    }
    if (certificateFile != null || keyFile != null) {
      throw new GeneralSecurityException(
          "holdfast.tls.certificate-file and holdfast.tls.key-file are needed together");
    }
    Optional<KeyedCertificate> ordered = issued();
    if (ordered.isPresent() && ordered.get().expires().isAfter(clock.instant())) {
      return ordered.get();
    }
    if (Files.exists(own)) {
      KeyedCertificate stored = KeyedCertificate.kept(own);
      if (inDate(stored.expires()) && names.coveredBy(stored.certificate())) {
        return stored;
      }
    }
    return renew();
  }

  /**
   * Says in the home which certificate is shown. Whoever may read the home can know the appliance
   * by it, whatever names the certificate has and whoever issued it.
   */
  void note(KeyedCertificate shown) throws IOException, GeneralSecurityException {
    MAKING.lock();
    try {
      Pem.write(served, List.of(shown.certificate()));
    } finally {
      MAKING.unlock();
    }
  }

  private KeyedCertificate renew() throws IOException, GeneralSecurityException {
    CertificateAuthority authority = authority();
    KeyedCertificate issued = authority.issue(names);
    issued.keep(own);
    LOG.info("A server certificate was issued for {} {}", names.dns(), names.addresses());
    return issued;
  }

  /**
   * The stored authority, or a new one: where there is none, where it would end before what it is
   * to issue, or where it may not speak for a name that is needed now.
   */
  private CertificateAuthority authority() throws IOException, GeneralSecurityException {
    if (CertificateAuthority.exists(authorityCertificate, authorityKey)) {
      CertificateAuthority stored =
          CertificateAuthority.open(authorityCertificate, authorityKey, clock);
      boolean outlives =
          stored.expires().isAfter(clock.instant().plus(CertificateAuthority.SERVER_LIFE));
      if (outlives && stored.mayIssue(names)) {
        return stored;
      }
      LOG.warn("The certificate authority is replaced: trust {} anew", authorityCertificate);
    }
    return CertificateAuthority.create(names, authorityCertificate, authorityKey, clock);
  }

  private boolean inDate(Instant expires) {
    return expires.isAfter(clock.instant().plus(RENEW_BEFORE));
  }
}
