package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.testkit.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What PostgreSQL does by itself with the same rows: binary COPY through zstd in the server, out
 * and in again, with keys and indexes made after the load.
 */
final class BenchPeer implements AutoCloseable {
  private static final String[] TABLES = {"audit_record", "usage_hour"};

  private final Connection connection;
  private final Path folder;

  BenchPeer(String url) throws Exception {
    this.connection = TestDatabases.administrator(url);
    // The server runs as somebody else.
    this.folder = Files.createTempDirectory("holdfast-bench-peer-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  void out() throws SQLException {
    for (String table : TABLES) {
      execute(
          "copy " + table + " to program 'zstd -q -3 -T2 -o " + file(table) + "' (format binary)");
    }
  }

  void in() throws SQLException {
    for (String table : TABLES) {
      execute("create table peer_" + table + " (like " + table + ")");
      execute(
          "copy peer_" + table + " from program 'zstd -q -dc " + file(table) + "' (format binary)");
    }
    execute("set maintenance_work_mem = '256MB'");
    execute("alter table peer_audit_record add primary key (tenant_id, node, sequence)");
    execute("create index on peer_audit_record (tenant_id, at desc, id desc)");
    execute(
        "alter table peer_usage_hour add primary key"
            + " (tenant_id, hour_start, project_id, key_id, provider, model)");
    for (String table : TABLES) {
      execute("drop table peer_" + table);
    }
  }

  long written() throws Exception {
    long bytes = 0;
    for (String table : TABLES) {
      bytes += Files.size(file(table));
    }
    return bytes;
  }

  private Path file(String table) {
    return folder.resolve(table + ".zst");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws Exception {
    connection.close();
    for (String table : TABLES) {
      Files.deleteIfExists(file(table));
    }
    Files.deleteIfExists(folder);
  }
}
