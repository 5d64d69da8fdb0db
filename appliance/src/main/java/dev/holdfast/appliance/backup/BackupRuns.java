package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Node;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** What was run, when, and how it ended. */
@Singleton
final class BackupRuns {
  static final String BACKUP = "backup";
  static final String BASE = "base";
  static final String DRILL = "drill";

  /** A drill of a moment that the stored log reaches. */
  static final String MOMENT = "moment drill";

  static final String VERIFY = "verify";
  static final String RUNNING = "running";
  static final String DONE = "done";
  static final String FAILED = "failed";
  private static final int MOST = 200;
  private static final int LONGEST = 4_000;

  private static final RowMapper<Run> RUN =
      (row, context) ->
          new Run(
              row.getString("id"),
              row.getString("kind"),
              row.getString("backup_id"),
              row.getString("node"),
              row.getString("started_by"),
              row.getObject("started_at", java.time.OffsetDateTime.class).toInstant(),
              Optional.ofNullable(row.getObject("finished_at", java.time.OffsetDateTime.class))
                  .map(java.time.OffsetDateTime::toInstant)
                  .orElse(null),
              row.getString("outcome"),
              row.getString("detail"),
              row.getLong("bytes"),
              row.getLong("added_bytes"));

  private final Database database;
  private final Node node;
  private final Clock clock;

  BackupRuns(Database database, Node node, Clock clock) {
    this.database = database;
    this.node = node;
    this.clock = clock;
  }

  /** One run. */
  record Run(
      String id,
      String kind,
      @Nullable String backupId,
      String node,
      String startedBy,
      Instant startedAt,
      @Nullable Instant finishedAt,
      String outcome,
      String detail,
      long bytes,
      long addedBytes) {}

  void begin(String id, String kind, String by) {
    database.inPlatform(
        handle ->
            handle
                .createUpdate(
                    "insert into backup_run (id, kind, node, started_by, started_at, outcome,"
                        + " detail, bytes, added_bytes) values (:id, :kind, :node, :by, :at,"
                        + " 'running', '', 0, 0)")
                .bind("id", id)
                .bind("kind", kind)
                .bind("node", node.name())
                .bind("by", by)
                .bind("at", clock.instant())
                .execute());
  }

  void end(
      String id,
      @Nullable String backup,
      String outcome,
      String detail,
      long bytes,
      long addedBytes) {
    database.inPlatform(
        handle ->
            handle
                .createUpdate(
                    "update backup_run set backup_id = :backup, finished_at = :at, outcome ="
                        + " :outcome, detail = :detail, bytes = :bytes, added_bytes = :added where"
                        + " id = :id")
                .bind("backup", backup)
                .bind("at", clock.instant())
                .bind("outcome", outcome)
                .bind("detail", detail.length() > LONGEST ? detail.substring(0, LONGEST) : detail)
                .bind("bytes", bytes)
                .bind("added", addedBytes)
                .bind("id", id)
                .execute());
  }

  /** Runs of this node that a death of the process has left open. */
  int endInterrupted() {
    return database.inPlatform(
        handle ->
            handle
                .createUpdate(
                    "update backup_run set finished_at = :at, outcome = 'failed', detail = 'The"
                        + " appliance ended before the run did.' where outcome = 'running' and node"
                        + " = :node")
                .bind("at", clock.instant())
                .bind("node", node.name())
                .execute());
  }

  /** The latest runs, the newest first. */
  List<Run> latest() {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(
                    "select * from backup_run order by started_at desc, id desc limit :most")
                .bind("most", MOST)
                .map(RUN)
                .list());
  }

  /** When the last one of a kind that ended well had begun. */
  Optional<Instant> lastDone(String kind) {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(
                    "select max(started_at) from backup_run where kind = :kind and outcome ="
                        + " 'done'")
                .bind("kind", kind)
                .mapTo(Instant.class)
                .findOne());
  }
}
