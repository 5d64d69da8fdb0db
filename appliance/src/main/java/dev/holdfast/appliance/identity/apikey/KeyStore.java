package dev.holdfast.appliance.identity.apikey;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.token.TokenDigest;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.tenant.ProjectId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The table {@code api_key}. */
@Singleton
final class KeyStore {
  private static final String SELECT =
      """
      select k.id, k.tenant_id, k.project_id, k.name, k.prefix, k.permissions, k.models,
        k.requests_per_minute, k.tokens_per_minute, k.created_by, k.created_at, k.expires_at,
        k.revoked_at, k.last_used_at
      from api_key k
      where k.tenant_id = :tenant\
      """;

  /** In the tenant's scope. */
  void insert(Handle handle, StoredKey key, TokenDigest digest) {
    StoredKey.Grant grant = key.grant();
    handle
        .createUpdate(
            """
            insert into api_key (id, tenant_id, project_id, name, digest, prefix, permissions,
              models, requests_per_minute, tokens_per_minute, created_by, created_at, expires_at)
            values (:id, :tenant, :project, :name, :digest, :prefix, :permissions, :models,
              :requests, :tokens, :createdBy, :createdAt, :expiresAt)
            """)
        .bind("id", key.id())
        .bind("project", grant.project())
        .bind("name", grant.name())
        .bind("digest", digest.bytes())
        .bind("prefix", key.prefix())
        .bind("permissions", codes(grant.permissions()))
        .bind("models", String.join("\n", grant.models()))
        .bind("requests", grant.rate().requestsPerMinute())
        .bind("tokens", grant.rate().tokensPerMinute())
        .bind("createdBy", key.createdBy())
        .bind("createdAt", key.createdAt())
        .bindByType("expiresAt", grant.expiresAt(), Instant.class)
        .execute();
  }

  /**
   * In the tenant's scope: the newest first. All that are not revoked, for what opens the door must
   * be seen; and of the others the newest {@code most}.
   */
  List<StoredKey> all(Handle handle, int most) {
    return handle
        .createQuery(
            SELECT
                + """
                 and (k.revoked_at is null or k.id in (
                  select r.id from api_key r
                  where r.tenant_id = :tenant and r.revoked_at is not null
                  order by r.created_at desc, r.id desc limit :most))
                order by k.created_at desc, k.id desc
                """)
        .bind("most", most)
        .map((row, context) -> key(row))
        .list();
  }

  /** In the tenant's scope. */
  long countLive(Handle handle) {
    return handle
        .createQuery(
            "select count(*) from api_key where tenant_id = :tenant and revoked_at is null")
        .mapTo(Long.class)
        .one();
  }

  /** In the tenant's scope; the key's digest, whether it was revoked before or is now. */
  Optional<TokenDigest> revoke(Handle handle, KeyId id, Instant at) {
    handle
        .createUpdate(
            """
            update api_key set revoked_at = :at
            where tenant_id = :tenant and id = :id and revoked_at is null
            """)
        .bind("id", id)
        .bind("at", at)
        .execute();
    return handle
        .createQuery("select digest from api_key where tenant_id = :tenant and id = :id")
        .bind("id", id)
        .map((row, context) -> TokenDigest.ofBytes(row.getBytes("digest")))
        .findOne();
  }

  /** In the platform's scope. */
  Optional<Presented> find(Handle handle, TokenDigest digest) {
    return handle
        .createQuery(
            SELECT
                .replace(
                    "from api_key k",
                    ", t.status from api_key k join tenant t on t.id = k.tenant_id")
                .replace("k.tenant_id = :tenant", "k.digest = :digest"))
        .bind("digest", digest.bytes())
        .map((row, context) -> new Presented(key(row), !row.getString("status").equals("active")))
        .findOne();
  }

  /** In the platform's scope. */
  void used(Handle handle, Map<KeyId, Instant> uses) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            update api_key set last_used_at = :at
            where id = :id and (last_used_at is null or last_used_at < :at)
            """);
    uses.forEach((id, at) -> batch.bind("id", id).bind("at", at).add());
    batch.execute();
  }

  private static String codes(Set<Permission> permissions) {
    return permissions.stream().sorted().map(Permission::code).collect(Collectors.joining(" "));
  }

  /** A code that this version does not know grants nothing. */
  private static Set<Permission> permissions(String codes) {
    EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
    Arrays.stream(codes.split(" ", -1))
        .flatMap(code -> Permission.ofCode(code).stream())
        .forEach(permissions::add);
    return permissions;
  }

  private static StoredKey key(ResultSet row) throws SQLException {
    String models = row.getString("models");
    return new StoredKey(
        new KeyId(row.getObject("id", UUID.class)),
        new TenantId(row.getObject("tenant_id", UUID.class)),
        new StoredKey.Grant(
            row.getString("name"),
            new ProjectId(row.getObject("project_id", UUID.class)),
            permissions(row.getString("permissions")),
            models.isEmpty() ? List.of() : List.of(models.split("\n", -1)),
            new RateLimit(row.getLong("requests_per_minute"), row.getLong("tokens_per_minute")),
            instant(row, "expires_at")),
        row.getString("prefix"),
        row.getString("created_by"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "revoked_at"),
        instant(row, "last_used_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** A key that was presented, and whether its tenant may not act. */
  record Presented(StoredKey key, boolean suspended) {}
}
