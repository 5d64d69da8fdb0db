package dev.holdfast.appliance.licensing;

import dev.holdfast.license.licence.Ladder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Shows the licence's state: {@code holdfast_license_*}; docs/observability.md lists them. */
@Singleton
final class LicenceMeters implements MeterBinder {
  private static final double SECONDS_PER_DAY = 86_400;

  private final LicensingService licensing;

  LicenceMeters(LicensingService licensing) {
    this.licensing = licensing;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Ladder.Stage stage : Ladder.Stage.values()) {
      Gauge.builder("holdfast.license.stage", licensing, service -> is(service.state(), stage))
          .tag("stage", stage.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .description("1 for the rung that the licence in force stands on")
          .register(registry);
    }
    gauge(
        registry,
        "present",
        "1 while a licence is in force, 0 for the community plan",
        state -> state.inForce() == null ? 0 : 1);
    gauge(
        registry,
        "expires.days",
        "Days until the licence in force ends; negative after that, NaN without one",
        LicenceMeters::days);
    gauge(
        registry,
        "clock.suspect",
        "1 while the machine's clock is more than a day behind the latest time seen",
        state -> state.time().suspect() ? 1 : 0);
    gauge(
        registry,
        "clock.behind.seconds",
        "How far the machine's clock is behind the latest time seen",
        state -> state.time().behind().toSeconds());
    gauge(
        registry,
        "files.refused",
        "Files in the licence folder that were not taken",
        state -> state.refused().size());
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<LicensingState> value) {
    Gauge.builder(
            "holdfast.license." + name, licensing, service -> value.applyAsDouble(service.state()))
        .description(description)
        .register(registry);
  }

  private static double is(LicensingState state, Ladder.Stage stage) {
    HeldLicence inForce = state.inForce();
    return inForce != null && inForce.stageAt(state.time().now()) == stage ? 1 : 0;
  }

  private static double days(LicensingState state) {
    HeldLicence inForce = state.inForce();
    return inForce == null
        ? Double.NaN
        : Duration.between(state.time().now(), inForce.licence().term().expires()).toSeconds()
            / SECONDS_PER_DAY;
  }
}
