package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.observe.HealthProbe;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.tls.ServerCertificate;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether the certificate is looked after, for scrapes, health and the doctor. */
@Singleton
@Requires(property = AcmeKeeper.MODE, value = AcmeKeeper.ACME)
final class AcmeProbe implements HealthProbe, MeterBinder {
  private final AcmeKeeper keeper;
  private final ServerCertificate certificate;

  AcmeProbe(AcmeKeeper keeper, ServerCertificate certificate) {
    this.keeper = keeper;
    this.certificate = certificate;
  }

  @Override
  public String name() {
    return "certificate";
  }

  /** Never down: requests are answered as well with the certificate that there is. */
  @Override
  public Health check() {
    AcmeState state = keeper.state();
    String shown =
        certificate.details().own()
            ? "The appliance's own certificate is shown until one is issued."
            : "A certificate by ACME is shown, until " + certificate.details().notAfter() + ".";
    ErrorCode code = state.code();
    if (code != null) {
      return Health.degraded(
          shown
              + " The last order failed ("
              + code.code()
              + "): "
              + state.detail()
              + " It is tried again at "
              + state.next()
              + ".");
    }
    return certificate.details().own() ? Health.degraded(shown) : Health.up(shown);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("holdfast.tls.acme.orders", keeper, AcmeKeeper::successes)
        .description("Orders of a certificate that came to their end, in this process")
        .tag("outcome", "success")
        .register(registry);
    FunctionCounter.builder("holdfast.tls.acme.orders", keeper, AcmeKeeper::failures)
        .description("Orders of a certificate that came to their end, in this process")
        .tag("outcome", "failed")
        .register(registry);
    Gauge.builder("holdfast.tls.acme.failures", keeper, each -> each.state().failures())
        .description("Orders that failed one after the other, up to now")
        .register(registry);
    Gauge.builder("holdfast.tls.acme.due", keeper, each -> seconds(each.state().due()))
        .description("When the next renewal is due, in seconds since 1970; NaN before the first")
        .baseUnit("seconds")
        .register(registry);
  }

  private static double seconds(@Nullable Instant when) {
    return when == null || when.equals(Instant.EPOCH) ? Double.NaN : when.getEpochSecond();
  }
}
