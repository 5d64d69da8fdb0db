package dev.holdfast.appliance.backup.restore;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.table.H2File;
import dev.holdfast.appliance.backup.table.H2Table;
import dev.holdfast.appliance.backup.table.TableLoad;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.Staging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All rows of a backup on their way into a staged database: on H2 straight into its file where a
 * table allows it, else by inserts; on PostgreSQL by COPY.
 */
final class TableRows {
  /** Signed-in sessions are not put back: whoever was signed out since must not be in again. */
  private static final String SESSIONS = "account_session";

  private static final String SCRATCH = "keys";

  private final Manifest manifest;
  private final ArchiveReader archive;
  private final Chains chains;
  private final Watch watch;
  private long loaded;

  TableRows(Manifest manifest, ArchiveReader archive, Chains chains, Watch watch) {
    this.manifest = manifest;
    this.archive = archive;
    this.chains = chains;
    this.watch = watch;
  }

  /** How many rows went in. */
  long loaded() {
    return loaded;
  }

  /**
   * Writes what can be written straight into an H2 file.
   *
   * @param folder the file's, for what is kept on disk meanwhile
   * @return the tables that are done
   */
  Set<String> write(Staging staging, Path folder) throws IOException, SQLException {
    Connection connection = staging.connection();
    connection.setAutoCommit(false);
    clear(connection, Database.Kind.H2);
    Map<String, H2Table> tables = H2Table.of(connection, manifest.tables());
    Path scratch = folder.resolve(SCRATCH);
    staging.closedFor(
        file -> {
          Stager.empty(scratch);
          try (H2File target = new H2File(file, scratch, archive)) {
            for (Manifest.Table table : manifest.tables()) {
              H2Table into = tables.get(table.name());
              if (into != null) {
                watch.before("load the table " + table.name());
                load(table, new Write(target, into));
              }
            }
            watch.before("write the indexes");
            target.finish();
          }
          Files.delete(scratch);
        });
    return Set.copyOf(tables.keySet());
  }

  /**
   * Loads the other tables.
   *
   * @param written the tables that are done
   */
  void insert(Connection connection, Database.Kind kind, Set<String> written)
      throws IOException, SQLException {
    TableLoad load = new TableLoad(connection, kind, archive);
    Indexes indexes = Indexes.takeOff(connection, kind, written);
    if (kind == Database.Kind.POSTGRESQL) {
      clear(connection, kind);
    }
    for (Manifest.Table table : manifest.tables()) {
      if (!written.contains(table.name())) {
        watch.before("load the table " + table.name());
        load(table, new Insert(load, table));
      }
    }
    watch.before("make the indexes");
    indexes.putBack(connection);
  }

  private void clear(Connection connection, Database.Kind kind) throws SQLException {
    new TableLoad(connection, kind, archive)
        .clear(manifest.tables().reversed().stream().map(Manifest.Table::name).toList());
  }

  /** A way in. */
  private interface Way {
    <T> long load(ArchiveReader.Look<T> look, Consumer<T> seen) throws IOException, SQLException;
  }

  private record Write(H2File target, H2Table into) implements Way {
    @Override
    public <T> long load(ArchiveReader.Look<T> look, Consumer<T> seen) throws IOException {
      return target.load(into, look, seen);
    }
  }

  private record Insert(TableLoad target, Manifest.Table table) implements Way {
    @Override
    public <T> long load(ArchiveReader.Look<T> look, Consumer<T> seen)
        throws IOException, SQLException {
      return target.load(table, look, seen);
    }
  }

  private void load(Manifest.Table table, Way way) throws IOException, SQLException {
    if (table.name().equals(SESSIONS)) {
      return;
    }
    long rows =
        table.name().equals(Chains.TABLE)
            ? way.load(plain -> Chains.look(table, plain), chains::take)
            : way.load(plain -> plain, plain -> {});
    if (rows != table.rows()) {
      throw new BackupException(
          Reason.DAMAGED,
          "The table " + table.name() + " has " + rows + " rows, not " + table.rows() + ".");
    }
    loaded += rows;
  }
}
