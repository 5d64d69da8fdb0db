package dev.holdfast.appliance.identity.apikey;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.token.TokenDigest;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.tenant.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tenants with a project, and keys in them, straight in the database. */
final class Keys {
  static final Instant AT = Instant.parse("2026-06-15T12:00:00Z");

  private final Database database;
  private final IdSource ids = new IdSource();
  private final KeyStore store = new KeyStore();

  Keys(Database database) {
    this.database = database;
  }

  /** A tenant and its one project. */
  record Home(TenantId tenant, ProjectId project) {}

  Home home(String slug) {
    Home home = new Home(new TenantId(ids.next()), new ProjectId(ids.next()));
    return database.inPlatform(
        handle -> {
          handle
              .createUpdate("insert into tenant values (:id, :slug, :slug, 'active', :at)")
              .bind("id", home.tenant())
              .bind("slug", slug)
              .bind("at", AT)
              .execute();
          handle
              .createUpdate(
                  """
                  insert into project (id, tenant_id, name, created_at)
                  values (:id, :tenant, 'Default', :at)
                  """)
              .bind("id", home.project())
              .bind("tenant", home.tenant())
              .bind("at", AT)
              .execute();
          return home;
        });
  }

  StoredKey key(Home home, String name, Instant createdAt, @Nullable Instant expiresAt) {
    return new StoredKey(
        new KeyId(ids.next()),
        home.tenant(),
        new StoredKey.Grant(
            name,
            home.project(),
            Set.of(Permission.GATEWAY_CHAT, Permission.KEY_READ),
            List.of("small", "large"),
            new RateLimit(60, 1_000),
            expiresAt),
        "hf_abcdef",
        "acc_1",
        createdAt,
        null,
        null);
  }

  /** Stores a key under a digest that follows from its id. */
  StoredKey stored(Home home, String name, Instant createdAt) {
    return stored(home, key(home, name, createdAt, null));
  }

  StoredKey stored(Home home, StoredKey key) {
    return database.inTenant(
        home.tenant(),
        handle -> {
          store.insert(handle, key, digest(key));
          return key;
        });
  }

  static TokenDigest digest(StoredKey key) {
    return TokenDigest.of(key.id().text());
  }
}
