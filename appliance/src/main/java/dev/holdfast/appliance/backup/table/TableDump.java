package dev.holdfast.appliance.backup.table;

import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.platform.db.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads a table, in the order in which it lies, into an archive. A chunk is whole rows as
 * PostgreSQL's binary COPY writes them, without that format's header and trailer.
 */
public final class TableDump {
  private static final int COPY_HEADER = 19;
  private static final int FETCH = 1_000;
  private static final int ABSENT = -1;

  private final Connection connection;
  private final Database.Kind database;
  private final ArchiveWriter archive;

  public TableDump(Connection connection, Database.Kind database, ArchiveWriter archive) {
    this.connection = connection;
    this.database = database;
    this.archive = archive;
  }

  /** Dumps one table. A row must be smaller than a chunk may be. */
  public Manifest.Table table(String name, List<Manifest.Column> columns)
      throws SQLException, IOException {
    RowChunks chunks = new RowChunks(archive::chunk);
    String select = "select " + names(columns) + " from " + quote(name);
    if (database == Database.Kind.POSTGRESQL) {
      copy(select, chunks);
    } else {
      read(select, columns, chunks);
    }
    long rows = chunks.end();
    return new Manifest.Table(name, columns, rows, archive.end());
  }

  private void copy(String select, RowChunks chunks) throws SQLException, IOException {
    CopyOut out =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("copy (" + select + ") to stdout (format binary)");
    boolean first = true;
    for (byte @Nullable [] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
      int from = first ? COPY_HEADER : 0;
      first = false;
      if (row.length - from >= Short.BYTES && ByteBuffer.wrap(row).getShort(from) != ABSENT) {
        check(row.length - from);
        chunks.row(row, from, row.length - from);
      }
    }
  }

  private void read(String select, List<Manifest.Column> columns, RowChunks chunks)
      throws SQLException, IOException {
    List<Kind> kinds =
        columns.stream().map(column -> Kind.ofCode(column.kind()).orElseThrow()).toList();
    Line line = new Line();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      try (ResultSet rows = statement.executeQuery(select)) {
        while (rows.next()) {
          line.reset();
          line.shortNumber(kinds.size());
          for (int i = 0; i < kinds.size(); i++) {
            byte @Nullable [] field = kinds.get(i).fromH2(rows, i + 1);
            line.number(field == null ? ABSENT : field.length);
            if (field != null) {
              line.writeBytes(field);
            }
          }
          check(line.size());
          chunks.row(line.bytes(), 0, line.size());
        }
      }
    }
  }

  private static void check(int size) throws BackupException {
    if (size > ArchiveWriter.MOST_CHUNK) {
      throw new BackupException(
          Reason.REFUSED, "A row has " + size + " bytes; a backup takes rows up to 8 MiB.");
    }
  }

  static String names(List<Manifest.Column> columns) {
    return columns.stream().map(column -> quote(column.name())).collect(Collectors.joining(", "));
  }

  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A row in the making, without a copy for each. */
  private static final class Line extends ByteArrayOutputStream {
    Line() {
      super(1 << 12);
    }

    void shortNumber(int value) {
      write(value >>> 8);
      write(value);
    }

    void number(int value) {
      write(value >>> 24);
      write(value >>> 16);
      write(value >>> 8);
      write(value);
    }

    byte[] bytes() {
      return buf;
    }
  }
}
