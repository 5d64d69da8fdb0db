package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.platform.db.Database;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Writes what the shipper brings, in its transaction, and tells a start where things stand. */
final class AuditStore {
  private static final String INSERT =
      "insert into audit_record (tenant_id, node, sequence, id, at, action, actor_id, actor_label,"
          + " outcome, payload, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Database database;
  private final String node;

  AuditStore(Database database, String node) {
    this.database = database;
    this.node = node;
  }

  /**
   * Where this node stands in the database.
   *
   * @param position how far the journal has been taken over
   * @param heads where each of this node's chains ends
   */
  record Standing(long position, Map<UUID, ChainHead> heads) {}

  Standing standing() {
    return database.inPlatform(handle -> new Standing(position(handle), heads(handle)));
  }

  private long position(Handle handle) {
    return handle
        .createQuery("select position from audit_journal where node = :node")
        .bind("node", node)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  private Map<UUID, ChainHead> heads(Handle handle) {
    Map<UUID, ChainHead> heads = new HashMap<>();
    handle
        .createQuery("select tenant_id, sequence, hash from audit_chain where node = :node")
        .bind("node", node)
        .map(
            (row, context) ->
                Map.entry(
                    row.getObject("tenant_id", UUID.class),
                    new ChainHead(row.getLong("sequence"), row.getBytes("hash"))))
        .forEach(entry -> heads.put(entry.getKey(), entry.getValue()));
    return heads;
  }

  /** Adds records, moves the chains' ends behind them. */
  void add(Handle handle, List<StoredRecord> records) {
    insert(handle, records);
    Map<UUID, StoredRecord> last = new HashMap<>();
    records.forEach(record -> last.put(record.tenant(), record));
    last.values().forEach(record -> moveHead(handle, record));
  }

  /**
   * Moves the stored journal position.
   *
   * @throws IllegalStateException where it does not stand at {@code from}: another process has
   *     moved it
   */
  void move(Handle handle, long from, long to) {
    int moved =
        handle
            .createUpdate(
                "update audit_journal set position = :to where node = :node and position = :from")
            .bind("to", to)
            .bind("node", node)
            .bind("from", from)
            .execute();
    if (moved == 0 && from == 0) {
      moved =
          handle
              .createUpdate("insert into audit_journal (node, position) values (:node, :to)")
              .bind("node", node)
              .bind("to", to)
              .execute();
    }
    if (moved != 1) {
      throw new IllegalStateException(
          "the journal position of " + node + " was moved by somebody else");
    }
  }

  private void insert(Handle handle, List<StoredRecord> records) {
    try (PreparedStatement statement = handle.getConnection().prepareStatement(INSERT)) {
      int waiting = 0;
      for (StoredRecord stored : records) {
        AuditRecord record = stored.record();
        AuditEvent event = record.event();
        int at = 0;
        statement.setObject(++at, stored.tenant());
        statement.setString(++at, node);
        statement.setLong(++at, record.sequence());
        statement.setObject(++at, record.id());
        statement.setObject(++at, record.at().atOffset(ZoneOffset.UTC));
        statement.setString(++at, event.action());
        statement.setString(++at, event.actor().id());
        statement.setString(++at, event.actor().label());
        statement.setString(++at, event.outcome().name());
        statement.setString(++at, new String(stored.payload(), StandardCharsets.UTF_8));
        statement.setBytes(++at, stored.hash());
        statement.addBatch();
        waiting++;
        if (waiting == Shipper.STRIDE) {
          statement.executeBatch();
          waiting = 0;
          Shipper.giveWay();
        }
      }
      if (waiting > 0) {
        statement.executeBatch();
      }
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, null);
    }
  }

  private void moveHead(Handle handle, StoredRecord last) {
    for (String sql :
        List.of(
            "update audit_chain set sequence = :sequence, hash = :hash"
                + " where tenant_id = :tenant and node = :node",
            "insert into audit_chain (tenant_id, node, sequence, hash)"
                + " values (:tenant, :node, :sequence, :hash)")) {
      int changed =
          handle
              .createUpdate(sql)
              .bind("tenant", last.tenant())
              .bind("node", node)
              .bind("sequence", last.record().sequence())
              .bind("hash", last.hash())
              .execute();
      if (changed == 1) {
        return;
      }
    }
  }
}
