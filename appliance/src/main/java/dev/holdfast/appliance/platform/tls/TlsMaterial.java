package dev.holdfast.appliance.platform.tls;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.annotation.Value;
import io.micronaut.http.ssl.CertificateProvider;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Sinks;

/**
 * Hands the certificate to Micronaut's listener, and a renewed one as soon as there is one:
 * connections that are open keep the old, new ones meet the new.
 */
@Singleton
@Named(TlsMaterial.NAME)
final class TlsMaterial implements CertificateProvider, ServerCertificate {
  static final String NAME = "holdfast";
  static final String NO_PASSWORD = "";

  private static final Logger LOG = LoggerFactory.getLogger(TlsMaterial.class);

  /**
   * The kind of a store that never leaves memory: PKCS #12 would encrypt the key and decrypt it
   * again, each under 10,000 rounds of PBKDF2 over a password that is none.
   */
  private static final String IN_MEMORY = "JKS";

  private final CertificateStore store;
  private final TlsSetup listener;
  private final Sinks.Many<KeyStore> published = Sinks.many().replay().latest();
  private volatile Shown current;
  private volatile String problem = "";

  /** What the listener shows, and where it is from. */
  private record Shown(KeyedCertificate certificate, Origin origin, String fingerprint) {}

  TlsMaterial(
      TlsConfig config,
      @Value("${holdfast.server.host:127.0.0.1}") String host,
      Home home,
      TlsSetup listener,
      Clock clock) {
    this.listener = listener;
    List<String> names = new ArrayList<>(config.names());
    names.add(host);
    this.store = new CertificateStore(config, HostNames.of(names), home, clock);
    try {
      KeyedCertificate first = store.current();
      this.current = shown(first);
      publish(first);
    } catch (IOException | GeneralSecurityException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.CONFIGURATION_INVALID, "No TLS certificate: " + e.getMessage()), e);
    }
  }

  private Shown shown(KeyedCertificate certificate) throws GeneralSecurityException {
    byte[] sum =
        MessageDigest.getInstance("SHA-256").digest(certificate.certificate().getEncoded());
    return new Shown(certificate, store.originOf(certificate), HexFormat.of().formatHex(sum));
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public Publisher<KeyStore> getKeyStore() {
    return published.asFlux();
  }

  @Override
  public Details details() {
    Shown now = current;
    X509Certificate certificate = now.certificate.certificate();
    return new Details(
        certificate.getSubjectX500Principal().getName(),
        certificate.getIssuerX500Principal().getName(),
        HostNames.in(certificate),
        certificate.getNotBefore().toInstant(),
        now.certificate.expires(),
        now.origin,
        now.fingerprint,
        problem);
  }

  @Override
  public Optional<String> missing() {
    return listener.shows()
        ? Optional.empty()
        : Optional.of(listener.refusal().orElse("It was handed none yet."));
  }

  @Override
  public Optional<X509Certificate> issued() {
    return store.issued().map(KeyedCertificate::certificate);
  }

  @Override
  public void install(List<X509Certificate> chain, PrivateKey key)
      throws IOException, GeneralSecurityException {
    store.keep(new KeyedCertificate(chain, key));
    refresh();
  }

  @Override
  @Scheduled(initialDelay = "1h", fixedDelay = "1h")
  public synchronized void refresh() {
    try {
      KeyedCertificate next = store.current();
      if (!next.certificate().equals(current.certificate.certificate())) {
        publish(next);
        demandTaken();
        current = shown(next);
        LOG.info("The https listener shows a certificate that expires {}", next.expires());
      }
      problem = "";
    } catch (IOException | GeneralSecurityException e) {
      problem = String.valueOf(e.getMessage());
      LOG.warn("The certificate could not be renewed or read: {}", e.getMessage(), e);
    }
  }

  /** The listener takes up what is published before that returns, or keeps what it has. */
  private void demandTaken() throws IOException, GeneralSecurityException {
    Optional<String> refusal = listener.refusal();
    if (refusal.isPresent()) {
      store.note(current.certificate);
      throw new GeneralSecurityException(
          "the https listener cannot use the new certificate: " + refusal.get());
    }
  }

  private void publish(KeyedCertificate certificate) throws IOException, GeneralSecurityException {
    store.note(certificate);
    KeyStore keys = KeyStore.getInstance(IN_MEMORY);
    keys.load(null, null);
    keys.setKeyEntry(
        NAME,
        certificate.key(),
        NO_PASSWORD.toCharArray(),
        certificate.chain().toArray(Certificate[]::new));
    published.emitNext(keys, Sinks.EmitFailureHandler.FAIL_FAST);
  }
}
