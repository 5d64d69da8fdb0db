package dev.holdfast.appliance.tenant;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.licensing.Capability;
import dev.holdfast.appliance.licensing.Entitlement;
import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes and changes tenants, within what the licence grants. */
@Singleton
final class Tenants {
  private static final String DEFAULT_PROJECT = "Default";

  private final Database database;
  private final TenantStore tenants;
  private final ProjectStore projects;
  private final Licensing licensing;
  private final List<TenantLifecycle> lifecycle;
  private final IdSource ids;
  private final Clock clock;

  Tenants(
      Database database,
      TenantStore tenants,
      ProjectStore projects,
      Licensing licensing,
      List<TenantLifecycle> lifecycle,
      IdSource ids,
      Clock clock) {
    this.database = database;
    this.tenants = tenants;
    this.projects = projects;
    this.licensing = licensing;
    this.lifecycle = List.copyOf(lifecycle);
    this.ids = ids;
    this.clock = clock;
  }

  /** Makes a tenant with one project; whoever made it becomes its administrator. */
  Tenant found(String name, String slug, Actor by) {
    Tenant tenant =
        new Tenant(new TenantId(ids.next()), name, slug, TenantStatus.ACTIVE, clock.instant());
    try {
      database.inPlatform(
          handle -> {
            tenants.lock(handle);
            checkLicence(tenants.count(handle));
            tenants.insert(handle, tenant);
            projects.insert(
                handle,
                tenant.id(),
                new Project(new ProjectId(ids.next()), DEFAULT_PROJECT, null, tenant.createdAt()));
            lifecycle.forEach(listener -> listener.founded(handle, tenant.id(), by));
            return tenant;
          });
      lifecycle.forEach(listener -> listener.changed(tenant.id()));
      return tenant;
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        throw Problem.of(ErrorCode.CONFLICT, "Another tenant has the slug " + slug + ".")
            .asException();
      }
      throw e;
    }
  }

  private void checkLicence(long existing) {
    Entitlement entitlement = licensing.current();
    OptionalLong granted = entitlement.quota(QuotaName.TENANTS);
    if (granted.isPresent() && existing >= granted.getAsLong()) {
      throw Problem.of(
              ErrorCode.LICENCE_QUOTA_REACHED,
              "The licence grants "
                  + granted.getAsLong()
                  + " tenants, and there are "
                  + existing
                  + ".")
          .asException();
    }
    if (existing > 0 && !entitlement.grants(Capability.TENANTS_MULTIPLE)) {
      throw Problem.of(
              ErrorCode.CAPABILITY_MISSING,
              "The licence does not grant "
                  + Capability.TENANTS_MULTIPLE.code()
                  + ": "
                  + Capability.TENANTS_MULTIPLE.sentence()
                  + ".")
          .asException();
    }
  }

  List<Tenant> all() {
    return database.inPlatform(tenants::all);
  }

  Optional<Tenant> find(TenantId id) {
    return database.inTenant(id, handle -> tenants.find(handle, id));
  }

  /** Changes what is given; empty if there is no such tenant. */
  Optional<Tenant> change(TenantId id, @Nullable String name, @Nullable TenantStatus status) {
    Optional<Tenant> changed = database.inPlatform(handle -> change(handle, id, name, status));
    if (changed.isPresent() && status != null) {
      lifecycle.forEach(listener -> listener.changed(id));
    }
    return changed;
  }

  private Optional<Tenant> change(
      Handle handle, TenantId id, @Nullable String name, @Nullable TenantStatus status) {
    return tenants
        .findToChange(handle, id)
        .map(
            old -> {
              Tenant changed =
                  new Tenant(
                      id,
                      name == null ? old.name() : name,
                      old.slug(),
                      status == null ? old.status() : status,
                      old.createdAt());
              tenants.update(handle, id, changed.name(), changed.status());
              if (changed.status() != old.status()) {
                lifecycle.forEach(listener -> listener.statusChanging(handle, id));
              }
              return changed;
            });
  }
}
