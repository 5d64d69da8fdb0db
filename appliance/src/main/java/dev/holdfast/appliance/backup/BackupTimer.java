package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.platform.error.ProblemException;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the backups and drills that are due; of several nodes, one. */
@Singleton
final class BackupTimer {
  private static final Logger LOG = LoggerFactory.getLogger(BackupTimer.class);

  private final Backups backups;
  private final BackupRuns runs;
  private final BackupSettings settings;
  private final BackupConfig config;
  private final LogState log;
  private final Audit audit;
  private final Clock clock;

  BackupTimer(
      Backups backups,
      BackupRuns runs,
      BackupSettings settings,
      BackupConfig config,
      LogState log,
      Audit audit,
      Clock clock) {
    this.backups = backups;
    this.runs = runs;
    this.settings = settings;
    this.config = config;
    this.log = log;
    this.audit = audit;
    this.clock = clock;
  }

  @Scheduled(initialDelay = "${holdfast.backup.look:1m}", fixedDelay = "${holdfast.backup.look:1m}")
  void look() {
    try {
      Instant now = clock.instant();
      config
          .due()
          .map(time -> lastDue(now, time))
          .filter(due -> isMissing(due) && settings.claim(BackupRuns.BACKUP, due))
          .ifPresent(due -> told("backup.create", () -> backups.take(Backups.timer()).id()));
      if (drillIsDue(now)
          && settings.claim(BackupRuns.DRILL, now.truncatedTo(ChronoUnit.MINUTES))) {
        told("backup.drill", () -> backups.drill("latest", Backups.timer()).backup());
      }
      // Where it fails it is tried again, but not each minute: a whole cluster is laid down.
      if (momentIsDue(now)
          && settings.claim(BackupRuns.MOMENT, now.truncatedTo(ChronoUnit.HOURS))) {
        told(
            "backup.moment.drill",
            () -> backups.drillAt(Optional.empty(), Backups.timer()).takenAt().toString());
      }
    } catch (RuntimeException e) {
      LOG.warn("It cannot be told whether a backup is due; it is looked again in a minute.", e);
    }
  }

  static Instant lastDue(Instant now, LocalTime time) {
    OffsetDateTime today = now.atOffset(ZoneOffset.UTC).with(time).truncatedTo(ChronoUnit.SECONDS);
    return (today.toInstant().isAfter(now) ? today.minusDays(1) : today).toInstant();
  }

  /** A new installation does not begin with the backup of yesterday. */
  private boolean isMissing(Instant due) {
    return clock.instant().isBefore(due.plus(1, ChronoUnit.HOURS))
        || runs.lastDone(BackupRuns.BACKUP).filter(last -> last.isBefore(due)).isPresent();
  }

  private boolean drillIsDue(Instant now) {
    if (config.drillEvery().isZero()) {
      return false;
    }
    Optional<Instant> taken = runs.lastDone(BackupRuns.BACKUP);
    Optional<Instant> drilled = runs.lastDone(BackupRuns.DRILL);
    return taken.isPresent()
        && drilled.map(last -> last.plus(config.drillEvery()).isBefore(now)).orElse(true);
  }

  private boolean momentIsDue(Instant now) {
    return !config.drillEvery().isZero()
        && !log.windows().isEmpty()
        && runs.lastDone(BackupRuns.MOMENT)
            .map(last -> last.plus(config.drillEvery()).isBefore(now))
            .orElse(true);
  }

  private void told(String action, Supplier<String> work) {
    @Nullable ProblemException fault = null;
    String target = "";
    try {
      target = work.get();
    } catch (ProblemException e) {
      fault = e;
      LOG.error("The scheduled {} failed: {}", action, e.problem().detail(), e);
    }
    audit.record(
        new AuditEvent(
            null,
            Actor.SYSTEM,
            action,
            target,
            fault == null ? Outcome.SUCCESS : Outcome.FAILED,
            fault == null ? null : fault.problem().code().code(),
            "",
            null,
            Map.of("by", "timer"),
            null));
  }
}
