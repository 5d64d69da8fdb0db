package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.RecoveryKey;
import dev.holdfast.appliance.backup.restore.Stager;
import dev.holdfast.appliance.backup.wal.Catalogue;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.json.Fields;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Backups, for the operator. A restore is not here: it needs the appliance to be stopped. */
@Tag(name = "Backups")
@Controller("/api/platform/backups")
@Unlicensed("Whoever cannot back up would lose data for want of a licence")
@ExecuteOn(TaskExecutors.BLOCKING)
final class BackupController {
  private static final int MOST_SHARES = 20;

  private final Backups backups;
  private final BackupConfig config;
  private final LogState log;

  BackupController(Backups backups, BackupConfig config, LogState log) {
    this.backups = backups;
    this.config = config;
    this.log = log;
  }

  @Operation(summary = "Lists the backups, the newest first, and what was run")
  @Get
  @Needs(action = "backup.list", permission = Permission.PLATFORM_READ)
  Overview list() {
    RecoveryKey key = backups.recoveryKey();
    return new Overview(
        backups.place(),
        config.at() == null ? "" : config.at(),
        key == null ? null : key.id(),
        backups.list().stream().map(Item::of).toList(),
        backups.runs().stream().map(RunItem::of).toList(),
        new PointInTime(log.on(), log.windows(), log.keptBytes(), log.trouble()));
  }

  @Operation(summary = "Takes a backup now, and answers when it is complete")
  @Post
  @Status(HttpStatus.CREATED)
  @Needs(action = "backup.create", permission = Permission.PLATFORM_WRITE)
  Item create(@Parameter(hidden = true) Actor actor, HttpRequest<?> request) {
    Manifest.Header header = backups.take(actor.label());
    AuditNotes.of(request).target(header.id()).detail("bytes", Long.toString(header.bytes()));
    return Item.of(header, List.of());
  }

  @Operation(summary = "Looks whether a backup is whole; deep reads and authenticates every byte")
  @Post("/{id}/verify")
  @Needs(action = "backup.verify", permission = Permission.PLATFORM_WRITE)
  Verified verify(
      String id,
      @QueryValue(defaultValue = "false") boolean deep,
      @Parameter(hidden = true) Actor actor,
      HttpRequest<?> request) {
    AuditNotes.of(request).target(id).detail("deep", Boolean.toString(deep));
    Manifest.Header header = backups.verify(id, deep, actor.label());
    return new Verified(Item.of(header, List.of()), deep);
  }

  @Operation(summary = "Restores a backup into a scratch database, verifies it, and reports")
  @Post("/{id}/drill")
  @Needs(action = "backup.drill", permission = Permission.PLATFORM_WRITE)
  Stager.Report drill(String id, @Parameter(hidden = true) Actor actor, HttpRequest<?> request) {
    AuditNotes.of(request).target(id);
    return backups.drill(id, actor.label());
  }

  @Operation(
      summary =
          "Restores a moment of the stored log into a scratch database, verifies it, and reports")
  @Post("/point-in-time/drill")
  @Needs(action = "backup.moment.drill", permission = Permission.PLATFORM_WRITE)
  Stager.Report drillAt(
      @Parameter(description = "The moment; without one, the latest that can be reached")
          @Nullable
          @QueryValue
          Instant at,
      @Parameter(hidden = true) Actor actor,
      HttpRequest<?> request) {
    Stager.Report report = backups.drillAt(Optional.ofNullable(at), actor.label());
    AuditNotes.of(request).target(report.takenAt().toString());
    return report;
  }

  @Operation(summary = "Makes a recovery key; its private half is answered once and kept nowhere")
  @Post("/recovery-key")
  @Status(HttpStatus.CREATED)
  @Needs(action = "backup.key.create", permission = Permission.PLATFORM_WRITE)
  NewKey key(@Body KeyShape body, HttpRequest<?> request) {
    int shares = (int) Fields.number("shares", body.shares(), 1, MOST_SHARES, 1);
    int needed = (int) Fields.number("needed", body.needed(), 1, MOST_SHARES, Math.min(2, shares));
    Backups.MadeKey made = backups.makeRecoveryKey(needed, shares);
    AuditNotes.of(request).target(made.key().id()).detail("shares", needed + " of " + shares);
    return new NewKey(made.key().id(), needed, made.shares());
  }

  /**
   * Everything for the screen.
   *
   * @param place where backups lie
   * @param scheduledAt the time of day in UTC, or empty
   * @param recoveryKey the recovery key's id; null without one
   */
  @Serdeable
  record Overview(
      String place,
      String scheduledAt,
      @Nullable String recoveryKey,
      List<Item> items,
      List<RunItem> runs,
      PointInTime pointInTime) {}

  /**
   * Whether a restore can go to any moment of PostgreSQL, and to which.
   *
   * @param windows moments without a hole between them, the earliest first
   * @param keptBytes of its log that the database keeps because they are not stored yet
   * @param trouble why nothing is stored at the moment; null where all is well
   */
  @Serdeable
  record PointInTime(
      boolean on, List<Catalogue.Window> windows, long keptBytes, @Nullable String trouble) {
    PointInTime {
      windows = List.copyOf(windows);
    }
  }

  /** A backup. */
  @Serdeable
  record Item(
      String id,
      Instant takenAt,
      String version,
      String database,
      String node,
      long bytes,
      long addedBytes,
      List<String> opensWith) {
    static Item of(Backups.Listed listed) {
      return of(
          listed.header(),
          listed.recipients().stream().map(each -> each.kind() + ":" + each.name()).toList());
    }

    static Item of(Manifest.Header header, List<String> opensWith) {
      return new Item(
          header.id(),
          header.takenAt(),
          header.version(),
          header.database(),
          header.node(),
          header.bytes(),
          header.addedBytes(),
          opensWith);
    }
  }

  /** A run of a backup or a drill. */
  @Serdeable
  record RunItem(
      String id,
      String kind,
      @Nullable String backupId,
      String startedBy,
      Instant startedAt,
      @Nullable Instant finishedAt,
      String outcome,
      String detail) {
    static RunItem of(BackupRuns.Run run) {
      return new RunItem(
          run.id(),
          run.kind(),
          run.backupId(),
          run.startedBy(),
          run.startedAt(),
          run.finishedAt(),
          run.outcome(),
          run.detail());
    }
  }

  /** What was verified, and how. */
  @Serdeable
  record Verified(Item backup, boolean deep) {}

  /** How the private half is split: any {@code needed} of {@code shares} give it back. */
  @Serdeable
  record KeyShape(@Nullable Long needed, @Nullable Long shares) {}

  /** A new recovery key and its shares. */
  @Serdeable
  record NewKey(String id, int needed, List<String> shares) {}
}
