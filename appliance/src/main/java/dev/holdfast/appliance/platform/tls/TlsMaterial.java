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
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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

  private static final Logger LOG = LoggerFactory.getLogger(TlsMaterial.class);
  private static final char[] NO_PASSWORD = new char[0];

  private final CertificateStore store;
  private final Sinks.Many<KeyStore> published = Sinks.many().replay().latest();
  private volatile KeyedCertificate current;
  private volatile String problem = "";

  TlsMaterial(
      TlsConfig config,
      @Value("${holdfast.server.host:127.0.0.1}") String host,
      Home home,
      Clock clock) {
    List<String> names = new ArrayList<>(config.names());
    names.add(host);
    this.store = new CertificateStore(config, HostNames.of(names), home, clock);
    try {
      this.current = store.current();
      publish(current);
    } catch (IOException | GeneralSecurityException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.CONFIGURATION_INVALID, "No TLS certificate: " + e.getMessage()), e);
    }
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
    KeyedCertificate shown = current;
    return new Details(
        shown.certificate().getSubjectX500Principal().getName(),
        shown.certificate().getNotBefore().toInstant(),
        shown.expires(),
        store.own(),
        problem);
  }

  /** Renews our own certificate when it is due, and takes up the operator's when it has changed. */
  @Scheduled(initialDelay = "1h", fixedDelay = "1h")
  void refresh() {
    try {
      KeyedCertificate next = store.current();
      problem = "";
      if (!next.certificate().equals(current.certificate())) {
        publish(next);
        current = next;
        LOG.info("The https listener shows a certificate that expires {}", next.expires());
      }
    } catch (IOException | GeneralSecurityException e) {
      problem = String.valueOf(e.getMessage());
      LOG.warn("The certificate could not be renewed or read: {}", e.getMessage(), e);
    }
  }

  private void publish(KeyedCertificate certificate) throws IOException, GeneralSecurityException {
    store.note(certificate);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        NAME, certificate.key(), NO_PASSWORD, certificate.chain().toArray(Certificate[]::new));
    published.emitNext(keys, Sinks.EmitFailureHandler.FAIL_FAST);
  }
}
