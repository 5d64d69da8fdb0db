package dev.holdfast.appliance.tenant;

import dev.holdfast.appliance.platform.id.TenantId;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The table {@code tenant}. */
@Singleton
final class TenantStore {
  private static final String COLUMNS = "id, name, slug, status, created_at";

  private static final RowMapper<Tenant> ROW =
      (row, context) ->
          new Tenant(
              new TenantId(row.getObject("id", UUID.class)),
              row.getString("name"),
              row.getString("slug"),
              TenantStatus.ofCode(row.getString("status")).orElse(TenantStatus.SUSPENDED),
              row.getObject("created_at", OffsetDateTime.class).toInstant());

  /** Serialises whoever counts tenants before making one, on all nodes. */
  void lock(Handle handle) {
    handle
        .createQuery("select name from licence_lock where name = 'tenants' for update")
        .mapTo(String.class)
        .one();
  }

  long count(Handle handle) {
    return handle.createQuery("select count(*) from tenant").mapTo(Long.class).one();
  }

  void insert(Handle handle, Tenant tenant) {
    handle
        .createUpdate(
            """
            insert into tenant (id, name, slug, status, created_at)
            values (:id, :name, :slug, :status, :createdAt)
            """)
        .bind("id", tenant.id())
        .bind("name", tenant.name())
        .bind("slug", tenant.slug())
        .bind("status", tenant.status().code())
        .bind("createdAt", tenant.createdAt())
        .execute();
  }

  List<Tenant> all(Handle handle) {
    return handle
        .createQuery("select " + COLUMNS + " from tenant order by created_at, id")
        .map(ROW)
        .list();
  }

  Optional<Tenant> find(Handle handle, TenantId id) {
    return handle
        .createQuery("select " + COLUMNS + " from tenant where id = :id")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /** The same, locked until commit, so that two changes at once do not undo each other. */
  Optional<Tenant> findToChange(Handle handle, TenantId id) {
    return handle
        .createQuery("select " + COLUMNS + " from tenant where id = :id for update")
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  void update(Handle handle, TenantId id, String name, TenantStatus status) {
    handle
        .createUpdate("update tenant set name = :name, status = :status where id = :id")
        .bind("id", id)
        .bind("name", name)
        .bind("status", status.code())
        .execute();
  }
}
