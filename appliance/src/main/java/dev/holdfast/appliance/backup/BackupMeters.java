package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.observe.HealthProbe;
import dev.holdfast.appliance.platform.error.ProblemException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How old the last backup and the last drill that ended well are: for scrapes and the doctor. */
@Singleton
final class BackupMeters implements MeterBinder, HealthProbe {
  private static final Duration LATE = Duration.ofHours(26);

  private final BackupRuns runs;
  private final BackupConfig config;
  private final Clock clock;
  private final Instant started;

  BackupMeters(BackupRuns runs, BackupConfig config, Clock clock) {
    this.runs = runs;
    this.config = config;
    this.clock = clock;
    this.started = clock.instant();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("holdfast.backup.last.success.age", () -> age(BackupRuns.BACKUP))
        .description("Seconds since the last backup that ended well began; NaN before the first")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("holdfast.backup.last.drill.age", () -> age(BackupRuns.DRILL))
        .description("Seconds since the last drill that ended well began; NaN before the first")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("holdfast.backup.last.moment.drill.age", () -> age(BackupRuns.MOMENT))
        .description(
            "Seconds since the last drill of a moment that ended well began; NaN before the first")
        .baseUnit("seconds")
        .register(registry);
  }

  private double age(String kind) {
    try {
      return runs.lastDone(kind)
          .map(at -> (double) Duration.between(at, clock.instant()).toSeconds())
          .orElse(Double.NaN);
    } catch (ProblemException e) {
      return Double.NaN;
    }
  }

  @Override
  public String name() {
    return "backup";
  }

  /** Never down: requests are answered as well without a backup. */
  @Override
  public Health check() {
    try {
      Optional<Instant> last = runs.lastDone(BackupRuns.BACKUP);
      if (config.due().isEmpty()) {
        return Health.up(
            last.map(at -> "The last backup was taken at " + at + "; none is scheduled.")
                .orElse("No backup is scheduled, and none was taken."));
      }
      if (last.isEmpty() && started.isAfter(clock.instant().minus(LATE))) {
        return Health.up("The first backup is due at " + config.due().orElseThrow() + " UTC.");
      }
      return last.filter(at -> at.isAfter(clock.instant().minus(LATE)))
          .map(at -> Health.up("The last backup was taken at " + at + "."))
          .orElseGet(
              () ->
                  Health.degraded(
                      last.map(at -> "The last backup that ended well is of " + at + ".")
                          .orElse("No backup has ended well yet.")));
    } catch (ProblemException e) {
      return Health.degraded("It cannot be told: " + e.problem().detail());
    }
  }
}
