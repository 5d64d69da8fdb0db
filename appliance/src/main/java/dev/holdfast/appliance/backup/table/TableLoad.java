package dev.holdfast.appliance.backup.table;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.platform.db.Database;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Loads the rows of an archive's tables into either database. */
public final class TableLoad {
  private static final byte[] HEADER =
      "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] TRAILER = {-1, -1};
  private static final int BATCH = 500;

  private final Connection connection;
  private final Database.Kind database;
  private final ArchiveReader archive;

  public TableLoad(Connection connection, Database.Kind database, ArchiveReader archive) {
    this.connection = connection;
    this.database = database;
    this.archive = archive;
  }

  /** Empties a table of what its migration put in. */
  public void clear(String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("delete from " + TableDump.quote(table));
    }
  }

  /**
   * Loads a whole table.
   *
   * @return the rows that were loaded
   */
  public long load(Manifest.Table table) throws SQLException, IOException {
    return database == Database.Kind.POSTGRESQL ? copy(table) : insert(table, row -> true);
  }

  /**
   * Loads those rows of a table that {@code wanted} takes, by plain inserts, into either database.
   *
   * @return the rows that were loaded
   */
  public long load(Manifest.Table table, Predicate<Row> wanted) throws SQLException, IOException {
    return insert(table, wanted);
  }

  /** A row's fields as they are in the archive; null where a field is. */
  public record Row(List<Manifest.Column> columns, List<byte @Nullable []> fields) {
    /** The field of a column, as text; null where it is null or there is no such column. */
    public @Nullable String text(String column) {
      for (int i = 0; i < columns.size(); i++) {
        byte @Nullable [] field = fields.get(i);
        if (columns.get(i).name().equals(column) && field != null) {
          return columns.get(i).kind().equals(Kind.UUID_.code())
              ? uuid(field)
              : new String(field, StandardCharsets.UTF_8);
        }
      }
      return null;
    }

    private static String uuid(byte[] field) {
      ByteBuffer in = ByteBuffer.wrap(field);
      return new java.util.UUID(in.getLong(), in.getLong()).toString();
    }
  }

  private long copy(Manifest.Table table) throws SQLException, IOException {
    CopyIn in =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "copy "
                    + TableDump.quote(table.name())
                    + " ("
                    + TableDump.names(table.columns())
                    + ") from stdin (format binary)");
    try {
      in.writeToCopy(HEADER, 0, HEADER.length);
      archive.read(table.content(), plain -> send(in, plain));
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

  private long insert(Manifest.Table table, Predicate<Row> wanted)
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
    long[] loaded = {0};
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int[] waiting = {0};
      archive.read(
          table.content(),
          plain -> {
            try {
              rows(table, plain, wanted, statement, kinds, waiting, loaded);
            } catch (SQLException e) {
              throw new IOException("The database did not take the rows: " + e.getMessage(), e);
            }
          });
      if (waiting[0] > 0) {
        statement.executeBatch();
      }
    }
    return loaded[0];
  }

  private void rows(
      Manifest.Table table,
      byte[] plain,
      Predicate<Row> wanted,
      PreparedStatement statement,
      List<Kind> kinds,
      int[] waiting,
      long[] loaded)
      throws SQLException, IOException {
    ByteBuffer in = ByteBuffer.wrap(plain);
    while (in.hasRemaining()) {
      Row row = row(table, in, kinds.size());
      if (!wanted.test(row)) {
        continue;
      }
      for (int i = 0; i < kinds.size(); i++) {
        if (database == Database.Kind.H2) {
          kinds.get(i).toH2(statement, i + 1, row.fields().get(i));
        } else {
          kinds.get(i).toPostgres(statement, i + 1, row.fields().get(i));
        }
      }
      statement.addBatch();
      loaded[0]++;
      if (++waiting[0] == BATCH) {
        statement.executeBatch();
        waiting[0] = 0;
      }
    }
  }

  private static Row row(Manifest.Table table, ByteBuffer in, int expected) throws BackupException {
    try {
      int count = in.getShort();
      if (count != expected) {
        throw damaged(table);
      }
      List<byte @Nullable []> fields = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int length = in.getInt();
        if (length > in.remaining()) {
          throw damaged(table);
        }
        byte @Nullable [] field = length < 0 ? null : new byte[length];
        if (field != null) {
          in.get(field);
        }
        fields.add(field);
      }
      return new Row(table.columns(), fields);
    } catch (BufferUnderflowException e) {
      throw damaged(table);
    }
  }

  private static BackupException damaged(Manifest.Table table) {
    return new BackupException(Reason.DAMAGED, "The rows of " + table.name() + " cannot be read.");
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
