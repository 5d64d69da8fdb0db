package dev.holdfast.appliance.tenant;

import dev.holdfast.appliance.platform.id.TenantId;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * The table {@code project}. All but {@link #insert} want a handle in the tenant's scope, which
 * binds the tenant.
 */
@Singleton
final class ProjectStore {
  private static final RowMapper<Project> ROW =
      (row, context) ->
          new Project(
              new ProjectId(row.getObject("id", UUID.class)),
              row.getString("name"),
              row.getObject("monthly_budget_nanos", Long.class),
              row.getObject("created_at", OffsetDateTime.class).toInstant());

  void insert(Handle handle, TenantId tenant, Project project) {
    handle
        .createUpdate(
            """
            insert into project (id, tenant_id, name, monthly_budget_nanos, created_at)
            values (:id, :tenant, :name, :budget, :createdAt)
            """)
        .bind("tenant", tenant)
        .bind("id", project.id())
        .bind("name", project.name())
        .bind("budget", project.monthlyBudgetNanos())
        .bind("createdAt", project.createdAt())
        .execute();
  }

  List<Project> all(Handle handle) {
    return handle
        .createQuery(
            """
            select id, name, monthly_budget_nanos, created_at from project
            where tenant_id = :tenant order by created_at, id
            """)
        .map(ROW)
        .list();
  }

  Optional<Project> find(Handle handle, ProjectId id) {
    return handle
        .createQuery(
            """
            select id, name, monthly_budget_nanos, created_at from project
            where tenant_id = :tenant and id = :id
            """)
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  /** The same, locked until commit, so that two changes at once do not undo each other. */
  Optional<Project> findToChange(Handle handle, ProjectId id) {
    return handle
        .createQuery(
            """
            select id, name, monthly_budget_nanos, created_at from project
            where tenant_id = :tenant and id = :id for update
            """)
        .bind("id", id)
        .map(ROW)
        .findOne();
  }

  void update(Handle handle, Project project) {
    handle
        .createUpdate(
            """
            update project set name = :name, monthly_budget_nanos = :budget
            where tenant_id = :tenant and id = :id
            """)
        .bind("id", project.id())
        .bind("name", project.name())
        .bind("budget", project.monthlyBudgetNanos())
        .execute();
  }
}
