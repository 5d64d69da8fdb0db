package dev.holdfast.appliance.backup.restore;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.db.Staging;
import dev.holdfast.appliance.platform.home.Product;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a database out of a backup, beside the one in use, and looks whether it is what the
 * manifest says: every table's rows, every audit chain record by record. The drill ends here; a
 * restore goes on.
 */
public final class Stager {
  private final Vault vault;
  private final DatabaseConfiguration inUse;
  private final Clock clock;

  public Stager(Vault vault, DatabaseConfiguration inUse, Clock clock) {
    this.vault = vault;
    this.inUse = inUse;
    this.clock = clock;
  }

  /**
   * What was found.
   *
   * @param chains how many audit chains were recomputed, all of them whole
   * @param records of the audit log
   * @param loadMillis the time until all rows were in
   */
  @Serdeable
  public record Report(
      String backup,
      Instant takenAt,
      int tables,
      long rows,
      long bytes,
      int chains,
      long records,
      long loadMillis,
      long totalMillis) {}

  /**
   * Refuses what this version cannot restore.
   *
   * @throws BackupException {@code NEWER}, {@code DAMAGED}
   */
  public static void check(Vault vault, Manifest manifest, @Nullable String missing)
      throws BackupException {
    Set<String> unknown = new HashSet<>(manifest.migrations());
    unknown.removeAll(Staging.known());
    if (!unknown.isEmpty() || newer(manifest.header().version(), Product.version())) {
      throw new BackupException(
          Reason.NEWER,
          "The backup was taken by version "
              + manifest.header().version()
              + ", this is "
              + Product.version()
              + (unknown.isEmpty() ? "." : ", which does not know " + unknown + "."));
    }
    if (missing != null) {
      throw new BackupException(
          Reason.DAMAGED,
          "The backup is not whole: "
              + missing
              + " is missing or cut off in "
              + vault.description()
              + ".");
    }
  }

  /** Whether version {@code a} comes after {@code b}; what is no number is never newer. */
  public static boolean newer(String a, String b) {
    try {
      int[] one = numbers(a);
      int[] other = numbers(b);
      return Arrays.compare(one, other) > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("-", 2)[0].split("\\."))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  /**
   * Stages the whole database.
   *
   * @param folder for an H2 file; emptied first
   * @param label names the schema on PostgreSQL
   * @param finish what else is to be written into it, after the rows
   */
  public Report stage(Manifest manifest, Path folder, String label, Watch watch, Finish finish)
      throws IOException, SQLException {
    Instant start = clock.instant();
    watch.before("make the scratch database");
    empty(folder);
    long rows;
    Chains chains = new Chains(manifest, clock);
    Staging staging = Staging.make(inUse, folder, label, Set.copyOf(manifest.migrations()));
    DatabaseConfiguration made = staging.configuration();
    try (staging;
        ArchiveReader archive = new ArchiveReader(vault, manifest)) {
      TableRows all = new TableRows(manifest, archive, chains, watch);
      Set<String> written =
          staging.kind() == Database.Kind.H2 ? all.write(staging, folder) : Set.of();
      Connection connection = staging.connection();
      connection.setAutoCommit(false);
      all.insert(connection, staging.kind(), written);
      finish.write(connection);
      connection.commit();
      connection.setAutoCommit(true);
      analyze(connection);
      rows = all.loaded();
    }
    long loaded = Duration.between(start, clock.instant()).toMillis();
    watch.before("bring it to this version and count the audit records");
    AuditLog.Verification verified;
    try (Database staged = Database.open(made)) {
      verified = chains.finish(staged);
    }
    return new Report(
        manifest.header().id(),
        manifest.header().takenAt(),
        manifest.tables().size(),
        rows,
        manifest.header().bytes(),
        verified.chains().size(),
        verified.records(),
        loaded,
        Duration.between(start, clock.instant()).toMillis());
  }

  /** What else goes into the staged database. */
  @FunctionalInterface
  public interface Finish {
    void write(Connection connection) throws SQLException;
  }

  private static void analyze(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("analyze");
    }
  }

  /** Deletes a folder's content; nothing where there is no folder. */
  public static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(folder)) {
        files = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.createDirectories(folder);
  }

  /** Sets a value that only ever rises, for what licences go by. */
  static void raiseClock(Connection connection, Instant atLeast) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update licence_clock set seen_at = ? where id = 1 and seen_at < ?")) {
      statement.setObject(1, atLeast.atOffset(java.time.ZoneOffset.UTC));
      statement.setObject(2, atLeast.atOffset(java.time.ZoneOffset.UTC));
      statement.execute();
    }
  }
}
