package dev.holdfast.appliance.platform.db;

import java.sql.Connection;
import java.sql.SQLException;
import org.h2.engine.Constants;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;

/** How a long, consistent read is begun on either database. */
final class Snapshots {
  private Snapshots() {}

  /** Before the transaction; the pool takes it back when the connection returns. */
  static void isolate(Connection connection, Database.Kind kind) {
    try {
      // H2's REPEATABLE READ covers only the tables read so far; its SNAPSHOT covers all of them.
      connection.setTransactionIsolation(
          kind == Database.Kind.H2
              ? Constants.TRANSACTION_SNAPSHOT
              : Connection.TRANSACTION_REPEATABLE_READ);
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  /** The first statements: a dump takes as long as it takes, and is not held in memory. */
  static void begin(Handle handle, Database.Kind kind) {
    if (kind == Database.Kind.POSTGRESQL) {
      handle.execute("set transaction read only");
      handle.execute("set local statement_timeout = 0");
      handle.execute("set local idle_in_transaction_session_timeout = 0");
      // Rows come in the order in which they lie, so that a backup finds again what the last one
      // had.
      handle.execute("set local synchronize_seqscans = off");
      handle.execute("set local max_parallel_workers_per_gather = 0");
    } else {
      handle.execute("set lazy_query_execution 1");
    }
  }

  /** After the transaction: what the pool does not take back by itself. */
  static void end(Handle handle, Database.Kind kind) {
    if (kind == Database.Kind.H2) {
      handle.execute("set lazy_query_execution 0");
    }
  }
}
