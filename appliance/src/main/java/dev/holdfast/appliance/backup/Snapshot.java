package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.Manifest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What by a database can be told to be older or newer than another state of it. */
final class Snapshot {
  private Snapshot() {}

  static List<Manifest.ChainEnd> chains(Handle handle) {
    return handle
        .createQuery("select tenant_id, node, sequence, hash from audit_chain order by 1, 2")
        .map(
            (row, context) ->
                new Manifest.ChainEnd(
                    row.getObject(1, UUID.class).toString(),
                    row.getString(2),
                    row.getLong(3),
                    HexFormat.of().formatHex(row.getBytes(4))))
        .list();
  }

  /** The hash of the record that stands where a chain once ended; null where there is none. */
  static @Nullable String hashAt(Handle handle, Manifest.ChainEnd end) {
    return handle
        .createQuery(
            "select hash from audit_record where tenant_id = :tenant and node = :node"
                + " and sequence = :sequence")
        .bind("tenant", UUID.fromString(end.tenant()))
        .bind("node", end.node())
        .bind("sequence", end.sequence())
        .map((row, context) -> HexFormat.of().formatHex(row.getBytes(1)))
        .findOne()
        .orElse(null);
  }

  static long licenceSequence(Handle handle) {
    return handle
        .createQuery(
            "select coalesce(max(licence_sequence), 0) from licence_file where kind = 'licence'"
                + " and removed_at is null")
        .mapTo(Long.class)
        .one();
  }

  static @Nullable Instant clockMark(Handle handle) {
    return handle
        .createQuery("select seen_at from licence_clock where id = 1")
        .mapTo(Instant.class)
        .findOne()
        .orElse(null);
  }
}
