package dev.holdfast.appliance.gates;

import dev.holdfast.checks.Check;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;

/**
 * Shows each check as {@code holdfast_check{id,severity}}: 0 well, 1 warned, 2 failed; no number
 * until it was made for the first time, which the first scrape sets off.
 */
@Singleton
final class CheckMeters implements MeterBinder {
  private final Doctor doctor;

  CheckMeters(Doctor doctor) {
    this.doctor = doctor;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Check check : doctor.checks()) {
      Gauge.builder("holdfast.check", doctor, known -> value(known, check.id()))
          .description("How a check of the doctor ended: 0 well, 1 warned, 2 failed")
          .tag("id", check.id())
          .tag("severity", check.severity().code())
          .register(registry);
    }
  }

  private static double value(Doctor doctor, String id) {
    return doctor.latest(id).map(finding -> (double) finding.result().ordinal()).orElse(Double.NaN);
  }
}
