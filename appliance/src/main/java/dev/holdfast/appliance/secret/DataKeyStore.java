package dev.holdfast.appliance.secret;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table of wrapped data keys. */
@Singleton
final class DataKeyStore {
  private static final RowMapper<WrappedKey> ROW =
      (row, context) -> new WrappedKey(row.getInt("version"), row.getBytes("wrapped"));

  private final Database database;
  private final Clock clock;

  DataKeyStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  Optional<WrappedKey> newest(TenantId tenant) {
    return database.inTenant(
        tenant,
        h ->
            h.createQuery(
                    "select version, wrapped from tenant_data_key where tenant_id = :tenant"
                        + " order by version desc fetch first 1 rows only")
                .map(ROW)
                .findOne());
  }

  Optional<WrappedKey> find(TenantId tenant, int version) {
    return database.inTenant(
        tenant,
        h ->
            h.createQuery(
                    "select version, wrapped from tenant_data_key"
                        + " where tenant_id = :tenant and version = :version")
                .bind("version", version)
                .map(ROW)
                .findOne());
  }

  List<WrappedKey> all(TenantId tenant) {
    return database.inTenant(
        tenant,
        h ->
            h.createQuery(
                    "select version, wrapped from tenant_data_key where tenant_id = :tenant"
                        + " order by version")
                .map(ROW)
                .list());
  }

  /** What is known of a tenant's keys, the oldest first. */
  List<DataKeys.Key> described(TenantId tenant) {
    return database.inTenant(
        tenant,
        h ->
            h.createQuery(
                    "select version, wrapped_by, wrapped_at, created_at from tenant_data_key"
                        + " where tenant_id = :tenant order by version")
                .map(
                    (row, context) ->
                        new DataKeys.Key(
                            row.getInt(1),
                            row.getString(2),
                            row.getObject(3, OffsetDateTime.class).toInstant(),
                            row.getObject(4, OffsetDateTime.class).toInstant()))
                .list());
  }

  /** Adds a key, unless that version exists: then another node was faster, and false comes back. */
  boolean add(TenantId tenant, WrappedKey key, String wrappedBy) {
    try {
      return database.inTenant(
          tenant,
          h ->
              h.createUpdate(
                          "insert into tenant_data_key"
                              + " (tenant_id, version, wrapped, wrapped_by, wrapped_at, created_at)"
                              + " values (:tenant, :version, :wrapped, :by, :now, :now)")
                      .bind("version", key.version())
                      .bind("wrapped", key.wrapped())
                      .bind("by", wrappedBy)
                      .bind("now", clock.instant())
                      .execute()
                  == 1);
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        return false;
      }
      throw e;
    }
  }

  /** Replaces a wrapped key, unless somebody else has replaced it since it was read. */
  boolean replace(TenantId tenant, WrappedKey old, byte[] wrapped, String wrappedBy) {
    return database.inTenant(
        tenant,
        h ->
            h.createUpdate(
                        "update tenant_data_key set wrapped = :wrapped, wrapped_by = :by,"
                            + " wrapped_at = :now where tenant_id = :tenant"
                            + " and version = :version and wrapped = :old")
                    .bind("version", old.version())
                    .bind("old", old.wrapped())
                    .bind("wrapped", wrapped)
                    .bind("by", wrappedBy)
                    .bind("now", clock.instant())
                    .execute()
                == 1);
  }

  Set<TenantId> tenants() {
    return database
        .inPlatform(
            h ->
                h.createQuery("select distinct tenant_id from tenant_data_key")
                    .mapTo(UUID.class)
                    .list())
        .stream()
        .map(TenantId::new)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A data key as it is stored. */
  record WrappedKey(int version, byte[] wrapped) {}
}
