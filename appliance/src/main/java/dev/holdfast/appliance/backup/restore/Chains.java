package dev.holdfast.appliance.backup.restore;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.audit.read.ChainStream;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.table.Rows;
import dev.holdfast.appliance.platform.db.Database;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The audit chains of a backup: recomputed from the very bytes that go into the database while they
 * go, and counted there afterwards. To read them back one by one costs many times what loading them
 * does.
 */
final class Chains {
  static final String TABLE = "audit_record";
  private static final List<String> COLUMNS =
      List.of(
          "tenant_id",
          "node",
          "sequence",
          "id",
          "at",
          "action",
          "actor_id",
          "actor_label",
          "outcome",
          "payload",
          "hash");

  private final ChainStream stream;
  private final Manifest manifest;

  Chains(Manifest manifest, Clock clock) {
    this.manifest = manifest;
    this.stream = new ChainStream(clock);
  }

  /** Checks a chunk of audit records by itself; any thread may. */
  static ChainStream.Piece look(Manifest.Table table, byte[] plain) throws BackupException {
    int[] at = COLUMNS.stream().mapToInt(column -> place(table, column)).toArray();
    ChainStream.Piece piece = new ChainStream.Piece();
    for (Rows rows = new Rows(table, plain); rows.hasNext(); ) {
      Rows.Row row = rows.next();
      piece.add(
          new ChainStream.Row(
              row.id(at[0]),
              row.string(at[1]),
              row.number(at[2]),
              row.id(at[3]),
              row.time(at[4]),
              row.string(at[5]),
              row.string(at[6]),
              row.string(at[7]),
              row.string(at[8]),
              row.bytes(at[9]),
              row.bytes(at[10])));
    }
    return piece;
  }

  private static int place(Manifest.Table table, String column) {
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalStateException("there is no column " + column + " in " + table.name());
  }

  /** Takes a chunk that was looked at; in their order, one thread. */
  void take(ChainStream.Piece piece) {
    stream.add(piece);
  }

  /**
   * Looks whether every chain is whole, ends where the manifest says, and is in the database with
   * all its records.
   *
   * @throws BackupException {@code DAMAGED} where one is not
   */
  AuditLog.Verification finish(Database staged) throws BackupException {
    AuditLog.Verification verified =
        stream.finish(
            manifest.chains().stream()
                .map(
                    end ->
                        new ChainStream.End(
                            UUID.fromString(end.tenant()),
                            end.node(),
                            end.sequence(),
                            HexFormat.of().parseHex(end.hash())))
                .toList());
    for (AuditLog.Chain chain : verified.chains()) {
      if (!chain.violations().isEmpty()) {
        throw new BackupException(
            Reason.DAMAGED,
            "An audit chain in the backup does not hold, and did not when the backup was taken:"
                + " node "
                + chain.node()
                + ", record "
                + chain.violations().getFirst().sequence()
                + ": "
                + chain.violations().getFirst().what());
      }
    }
    Map<String, Long> expected = new TreeMap<>();
    for (AuditLog.Chain chain : verified.chains()) {
      if (chain.records() > 0) {
        UUID tenant = chain.tenant() == null ? new UUID(0, 0) : chain.tenant().value();
        expected.put(tenant + "/" + chain.node(), chain.records());
      }
    }
    if (!staged.inPlatform(Chains::counted).equals(expected)) {
      throw new BackupException(
          Reason.DAMAGED, "The staged database does not hold all records of the audit log.");
    }
    return verified;
  }

  private static Map<String, Long> counted(Handle handle) {
    Map<String, Long> counts = new TreeMap<>();
    handle
        .createQuery("select tenant_id, node, count(*) from audit_record group by tenant_id, node")
        .map(
            (row, context) ->
                Map.entry(row.getObject(1, UUID.class) + "/" + row.getString(2), row.getLong(3)))
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }
}
