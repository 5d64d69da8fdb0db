package dev.holdfast.appliance.observe;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.http.Transport;
import dev.holdfast.appliance.platform.tls.ServerCertificate;
import io.micronaut.context.BeanProvider;
import jakarta.inject.Singleton;

/** Whether the https listener, where it is on, has a certificate: without one nobody gets in. */
@Singleton
final class ListenerProbe implements HealthProbe {
  private final Transport transport;
  private final BeanProvider<ServerCertificate> certificate;

  ListenerProbe(Transport transport, BeanProvider<ServerCertificate> certificate) {
    this.transport = transport;
    this.certificate = certificate;
  }

  @Override
  public String name() {
    return "https";
  }

  @Override
  public Health check() {
    if (transport.httpsUrl().isEmpty()) {
      return Health.up("The https listener is off.");
    }
    return certificate
        .get()
        .missing()
        .map(
            why ->
                Health.down(
                    "Every connection is closed ("
                        + ErrorCode.CERTIFICATE_UNUSABLE.code()
                        + "): "
                        + why))
        .orElseGet(this::taken);
  }

  private Health taken() {
    String problem = certificate.get().details().problem();
    return problem.isEmpty()
        ? Health.up("The https listener shows its certificate.")
        : Health.degraded("The certificate in use stays: " + problem);
  }
}
