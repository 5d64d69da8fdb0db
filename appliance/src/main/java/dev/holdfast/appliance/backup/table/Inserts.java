package dev.holdfast.appliance.backup.table;

import dev.holdfast.appliance.platform.db.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Rows on their way into a table, some hundreds at a time. */
final class Inserts implements AutoCloseable {
  private static final int BATCH = 1_000;

  private final Connection connection;
  private final PreparedStatement statement;
  private final Database.Kind database;
  private final List<Kind> kinds;
  private final boolean commits;
  private int waiting;
  private long added;

  /**
   * @param commits whether each batch is committed
   */
  Inserts(
      Connection connection, String sql, Database.Kind database, List<Kind> kinds, boolean commits)
      throws SQLException {
    this.connection = connection;
    this.statement = connection.prepareStatement(sql);
    this.database = database;
    this.kinds = kinds;
    this.commits = commits;
  }

  void add(Rows.Row row) throws SQLException {
    for (int i = 0; i < kinds.size(); i++) {
      if (database == Database.Kind.H2) {
        kinds.get(i).toH2(statement, i + 1, row.field(i));
      } else {
        kinds.get(i).toPostgres(statement, i + 1, row.field(i));
      }
    }
    statement.addBatch();
    added++;
    if (++waiting == BATCH) {
      execute();
    }
  }

  /** Sends the last ones; how many there were. */
  long end() throws SQLException {
    if (waiting > 0) {
      execute();
    }
    return added;
  }

  private void execute() throws SQLException {
    statement.executeBatch();
    waiting = 0;
    if (commits) {
      connection.commit();
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
