package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.table.TableDump;
import dev.holdfast.appliance.backup.table.Tables;
import dev.holdfast.appliance.platform.db.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** All tables of one snapshot of a database, and what it says of its own age. */
record DatabaseDump(
    List<Manifest.Table> tables,
    List<Manifest.ChainEnd> chains,
    long licenceSequence,
    @Nullable Instant clockMark) {
  DatabaseDump {
    tables = List.copyOf(tables);
    chains = List.copyOf(chains);
  }

  /** What is done as soon as the snapshot stands. */
  @FunctionalInterface
  interface Then {
    void run() throws IOException;
  }

  /**
   * Reads everything into an archive.
   *
   * @param handle in a transaction that has one snapshot; the first statement fixes it
   * @throws UncheckedIOException around whatever goes wrong
   */
  static DatabaseDump take(Handle handle, Database.Kind kind, ArchiveWriter archive, Then then) {
    try {
      List<Manifest.ChainEnd> chains = Snapshot.chains(handle);
      then.run();
      Map<String, List<Manifest.Column>> columns = Tables.of(handle.getConnection(), kind);
      TableDump dump = new TableDump(handle.getConnection(), kind, archive);
      List<Manifest.Table> tables = new ArrayList<>();
      for (Map.Entry<String, List<Manifest.Column>> table : columns.entrySet()) {
        tables.add(dump.table(table.getKey(), table.getValue()));
      }
      return new DatabaseDump(
          tables, chains, Snapshot.licenceSequence(handle), Snapshot.clockMark(handle));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new UncheckedIOException(
          new BackupException(Reason.REFUSED, "The database cannot be read: " + e.getMessage(), e));
    }
  }
}
