package dev.holdfast.appliance.backup.table;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.platform.db.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Loads the rows of an archive's tables into either database. */
public final class TableLoad {
  private static final byte[] HEADER =
      "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] TRAILER = {-1, -1};

  private final Connection connection;
  private final Database.Kind database;
  private final ArchiveReader archive;

  public TableLoad(Connection connection, Database.Kind database, ArchiveReader archive) {
    this.connection = connection;
    this.database = database;
    this.archive = archive;
  }

  /** Empties tables of what their migrations put in; all at once, for they refer to each other. */
  public void clear(List<String> tables) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (database == Database.Kind.POSTGRESQL) {
        // Rows that are copied into a table emptied in the same transaction need no later look.
        statement.execute(
            "truncate " + tables.stream().map(TableDump::quote).collect(Collectors.joining(", ")));
        return;
      }
      for (String table : tables) {
        statement.execute("delete from " + TableDump.quote(table));
      }
      connection.commit();
    }
  }

  /**
   * Loads a whole table; on H2 it commits along, for what is not committed is written twice. On
   * PostgreSQL the table was emptied by {@link #clear} in the same transaction.
   *
   * @param look is shown the chunks on several threads
   * @param seen gets in order what it made of them
   * @return the rows that were loaded
   */
  public <T> long load(Manifest.Table table, ArchiveReader.Look<T> look, Consumer<T> seen)
      throws SQLException, IOException {
    return database == Database.Kind.POSTGRESQL
        ? copy(table, look, seen)
        : insert(table, row -> true, true, look, seen);
  }

  /**
   * Loads those rows of a table that {@code wanted} takes, by plain inserts, into either database.
   *
   * @return the rows that were loaded
   */
  public long load(Manifest.Table table, Predicate<Rows.Row> wanted)
      throws SQLException, IOException {
    return insert(table, wanted, false, plain -> plain, plain -> {});
  }

  private <T> long copy(Manifest.Table table, ArchiveReader.Look<T> look, Consumer<T> seen)
      throws SQLException, IOException {
    CopyIn in =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "copy "
                    + TableDump.quote(table.name())
                    + " ("
                    + TableDump.names(table.columns())
                    + ") from stdin (format binary, freeze)");
    try {
      in.writeToCopy(HEADER, 0, HEADER.length);
      archive.read(
          table.content(),
          look,
          (plain, made) -> {
            send(in, plain);
            seen.accept(made);
          });
      in.writeToCopy(TRAILER, 0, TRAILER.length);
      return in.endCopy();
    } finally {
      if (in.isActive()) {
        in.cancelCopy();
      }
    }
  }

  private static void send(CopyIn in, byte[] plain) throws IOException {
    try {
      in.writeToCopy(plain, 0, plain.length);
    } catch (SQLException e) {
      throw new IOException("The database did not take the rows: " + e.getMessage(), e);
    }
  }

  private <T> long insert(
      Manifest.Table table,
      Predicate<Rows.Row> wanted,
      boolean commits,
      ArchiveReader.Look<T> look,
      Consumer<T> seen)
      throws SQLException, IOException {
    List<Kind> kinds = kinds(table);
    String sql =
        "insert into "
            + TableDump.quote(table.name())
            + " ("
            + TableDump.names(table.columns())
            + ") values ("
            + String.join(", ", Collections.nCopies(kinds.size(), "?"))
            + ")";
    try (Inserts inserts = new Inserts(connection, sql, database, kinds, commits)) {
      archive.read(
          table.content(),
          look,
          (plain, made) -> {
            try {
              for (Rows rows = new Rows(table, plain); rows.hasNext(); ) {
                Rows.Row row = rows.next();
                if (wanted.test(row)) {
                  inserts.add(row);
                }
              }
            } catch (SQLException e) {
              throw new IOException("The database did not take the rows: " + e.getMessage(), e);
            }
            seen.accept(made);
          });
      return inserts.end();
    }
  }

  private static List<Kind> kinds(Manifest.Table table) throws BackupException {
    List<Kind> kinds = new ArrayList<>();
    for (Manifest.Column column : table.columns()) {
      kinds.add(
          Kind.ofCode(column.kind())
              .orElseThrow(
                  () ->
                      new BackupException(
                          Reason.NEWER,
                          "This version does not know the kind of "
                              + table.name()
                              + "."
                              + column.name()
                              + ".")));
    }
    return kinds;
  }
}
