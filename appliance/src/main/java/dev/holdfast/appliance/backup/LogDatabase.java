package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.wal.Lsn;
import dev.holdfast.appliance.backup.wal.Replication;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Properties;
import org.jdbi.v3.core.Handle;

/** What the PostgreSQL in use is asked about its log. */
@Singleton
final class LogDatabase {
  /** The slot's name: what the server keeps the log for. */
  static final String SLOT = "holdfast_point_in_time";

  private static final String MARK = "log_mark";

  private final Database database;
  private final DatabaseConfiguration configuration;

  LogDatabase(Database database, DatabaseConfiguration configuration) {
    this.database = database;
    this.configuration = configuration;
  }

  /**
   * What holds for the cluster.
   *
   * @param keptMebibytes the most that the server keeps for the slot; -1 is without a bound
   */
  record Facts(int segmentBytes, long keptMebibytes, String name) {}

  /** A moment, and the position behind a transaction that was committed after it. */
  record Mark(Instant at, long lsn) {}

  /**
   * How the slot stands.
   *
   * @param lost whether the server has thrown away what had not been read
   * @param bytes that the server keeps for it
   */
  record Slot(boolean lost, long bytes) {}

  boolean isPostgres() {
    return database.kind() == Database.Kind.POSTGRESQL;
  }

  /**
   * How the server is reached for replication.
   *
   * @throws BackupException {@code REFUSED} where it is on another machine: whole tables would
   *     cross the network in the clear
   */
  Replication.Target target() throws IOException {
    Properties parsed =
        org.postgresql.Driver.parseURL(String.valueOf(configuration.url()), new Properties());
    if (parsed == null) {
      throw new BackupException(Reason.REFUSED, "holdfast.database.url cannot be read.");
    }
    String host = parsed.getProperty("PGHOST", "127.0.0.1");
    if (!InetAddress.getByName(host).isLoopbackAddress()) {
      throw new BackupException(
          Reason.REFUSED,
          "The log is streamed without TLS, and the database is at "
              + host
              + ", not on this machine. Keep the log with that server's own means, and turn"
              + " holdfast.backup.point-in-time.enabled off.");
    }
    return new Replication.Target(
        host,
        Integer.parseInt(parsed.getProperty("PGPORT", "5432")),
        parsed.getProperty("PGDBNAME", ""),
        String.valueOf(configuration.username()),
        configuration.readPassword());
  }

  Facts facts() {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(
                    "select (select setting from pg_settings where name = 'wal_segment_size'),"
                        + " (select setting from pg_settings where name ="
                        + " 'max_slot_wal_keep_size'), current_database()")
                .map((row, context) -> new Facts(row.getInt(1), row.getLong(2), row.getString(3)))
                .one());
  }

  Optional<Slot> slot() {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(
                    "select coalesce(wal_status = 'lost', false),"
                        + " coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)"
                        + " from pg_replication_slots where slot_name = :slot")
                .bind("slot", SLOT)
                .map((row, context) -> new Slot(row.getBoolean(1), row.getLong(2)))
                .findOne());
  }

  /** The server's own time, by which its commits are dated. */
  Instant now() {
    return database.inPlatform(LogDatabase::time);
  }

  /** Commits a transaction, so that the log can be replayed up to every moment before it. */
  Mark mark() {
    Instant at =
        database.inPlatform(
            handle -> {
              Instant now = time(handle);
              int changed =
                  handle
                      .createUpdate("update backup_setting set content = :now where name = :name")
                      .bind("now", now.toString())
                      .bind("name", MARK)
                      .execute();
              if (changed == 0) {
                handle
                    .createUpdate("insert into backup_setting values (:name, :now)")
                    .bind("now", now.toString())
                    .bind("name", MARK)
                    .execute();
              }
              return now;
            });
    String lsn =
        database.inPlatform(
            handle ->
                handle
                    .createQuery("select pg_current_wal_flush_lsn()::text")
                    .mapTo(String.class)
                    .one());
    return new Mark(at, Lsn.parse(lsn));
  }

  private static Instant time(Handle handle) {
    Instant now =
        handle
            .createQuery("select clock_timestamp()")
            .map((row, context) -> row.getObject(1, java.time.OffsetDateTime.class).toInstant())
            .one();
    return now.truncatedTo(ChronoUnit.MILLIS);
  }
}
