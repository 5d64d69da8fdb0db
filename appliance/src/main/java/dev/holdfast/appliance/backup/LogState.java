package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.wal.Catalogue;
import dev.holdfast.appliance.backup.wal.ServerRefusal;
import dev.holdfast.appliance.observe.HealthProbe;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the keeping of the log stands: for the screen, the doctor and scrapes. One thread writes it,
 * any reads it.
 */
@Singleton
final class LogState implements MeterBinder, HealthProbe {
  private static final double HALF = 0.5;
  private static final long MEBI = 1 << 20;
  private static final int LATE = 5;
  private static final Duration LEAST_LATE = Duration.ofMinutes(5);
  private static final Duration BEGIN = Duration.ofMinutes(10);

  private final PointInTimeConfig config;
  private final LogDatabase database;
  private final Clock clock;
  private final Instant started;
  private volatile List<Catalogue.Window> windows = List.of();
  private volatile @Nullable Instant stored;
  private volatile @Nullable String trouble;
  private volatile long keptBytes;
  private volatile long mostBytes;

  LogState(PointInTimeConfig config, LogDatabase database, Clock clock) {
    this.config = config;
    this.database = database;
    this.clock = clock;
    this.started = clock.instant();
  }

  boolean on() {
    return config.enabled();
  }

  /** Which moments can be reached. */
  List<Catalogue.Window> windows() {
    return windows;
  }

  /** How much of the log the server keeps because it is not stored yet. */
  long keptBytes() {
    return keptBytes;
  }

  /** Why nothing is stored at the moment; null where all is well. */
  @Nullable String trouble() {
    return trouble;
  }

  void reached(List<Catalogue.Window> found, @Nullable Instant latest) {
    windows = List.copyOf(found);
    stored = latest;
  }

  void kept(long bytes, long most) {
    keptBytes = bytes;
    mostBytes = most;
  }

  void well() {
    trouble = null;
  }

  void trouble(Exception fault) {
    trouble = words(fault);
  }

  static String words(Exception fault) {
    return switch (fault) {
      case BackupException known -> String.valueOf(known.getMessage());
      case ProblemException problem -> problem.problem().detail();
      case ServerRefusal refusal -> "The database refused: " + refusal.getMessage() + ".";
      default -> fault.getClass().getSimpleName() + ": " + fault.getMessage();
    };
  }

  static ErrorCode code(Exception fault) {
    return switch (fault) {
      case BackupException known -> known.reason().code();
      case ProblemException problem -> problem.problem().code();
      default -> ErrorCode.BACKUP_STORE_UNAVAILABLE;
    };
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("holdfast.backup.log.stored.age", this::age)
        .description(
            "Seconds since the latest moment that a restore can reach; NaN where none can be")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("holdfast.backup.log.kept", () -> (double) keptBytes)
        .description("Bytes of its log that the database keeps because they are not stored yet")
        .baseUnit("bytes")
        .register(registry);
  }

  private double age() {
    Instant latest = stored;
    return latest == null
        ? Double.NaN
        : Duration.between(latest, clock.instant()).toMillis() / (double) 1_000;
  }

  @Override
  public String name() {
    return "backup-log";
  }

  /** Never down: requests are answered as well without it. */
  @Override
  public Health check() {
    if (!config.enabled()) {
      return Health.up("The database's log is not kept: a restore goes to a backup only.");
    }
    if (!database.isPostgres()) {
      return Health.degraded("holdfast.backup.point-in-time.enabled needs PostgreSQL; this is H2.");
    }
    String fault = trouble;
    if (fault != null) {
      return Health.degraded("The log is not stored: " + fault + " " + kept());
    }
    if (mostBytes > 0 && keptBytes > mostBytes * HALF) {
      return Health.degraded("The log is stored too slowly. " + kept());
    }
    Duration late = config.every().multipliedBy(LATE);
    Instant latest = stored;
    Instant now = clock.instant();
    boolean young = started.isAfter(now.minus(BEGIN));
    if (!young
        && (latest == null
            || latest.isBefore(now.minus(late.compareTo(LEAST_LATE) > 0 ? late : LEAST_LATE)))) {
      return Health.degraded("The log was stored last at " + latest + ". " + kept());
    }
    return windows.isEmpty()
        ? young
            ? Health.up("The first base is being taken.")
            : Health.degraded("There is no base yet that the log could be replayed on.")
        : Health.up("Each moment can be reached: " + Catalogue.said(windows));
  }

  private String kept() {
    return "The database keeps "
        + keptBytes / MEBI
        + " MiB of it; at "
        + mostBytes / MEBI
        + " MiB it throws the oldest away, and a new base is taken then.";
  }
}
