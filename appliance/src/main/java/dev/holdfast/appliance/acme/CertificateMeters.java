package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.tls.ServerCertificate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;

/** How long the certificate in use is in force, wherever it is from. */
@Singleton
final class CertificateMeters implements MeterBinder {
  private final ServerCertificate certificate;

  CertificateMeters(ServerCertificate certificate) {
    this.certificate = certificate;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(
            "holdfast.tls.certificate.expires",
            certificate,
            each -> each.details().notAfter().getEpochSecond())
        .description("When the certificate of the https listener ends, in seconds since 1970")
        .baseUnit("seconds")
        .register(registry);
    for (ServerCertificate.Origin origin : ServerCertificate.Origin.values()) {
      Gauge.builder(
              "holdfast.tls.certificate.origin",
              certificate,
              each -> each.details().origin() == origin ? 1 : 0)
          .description("1 for where the certificate in use is from: own, files or acme")
          .tag("origin", CertificateController.word(origin))
          .register(registry);
    }
  }
}
