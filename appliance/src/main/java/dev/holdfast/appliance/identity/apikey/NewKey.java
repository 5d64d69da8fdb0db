package dev.holdfast.appliance.identity.apikey;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.platform.json.Fields;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.tenant.ProjectId;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What makes a key. */
@Serdeable
record NewKey(
    @Nullable String name,
    @Nullable String projectId,
    @Nullable List<String> permissions,
    @Nullable List<String> models,
    @Nullable Instant expiresAt,
    @Nullable Long requestsPerMinute,
    @Nullable Long tokensPerMinute) {
  /** No database of ours writes every instant that Java has. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private static final int NAME_LENGTH = 100;
  private static final int MODEL_LENGTH = 200;
  private static final int MOST_MODELS = 100;
  private static final long MOST_REQUESTS = 10_000_000;
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  /** What is asked for, checked. */
  StoredKey.Grant grant(Instant now) {
    String checkedName = Fields.text("name", name, NAME_LENGTH);
    ProjectId project =
        Fields.parsed("projectId", projectId, ProjectId::parse, "a project's id, prj_...");
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw Fields.invalid("expiresAt", "takes a time in the future, or null");
    }
    if (expiresAt != null && expiresAt.isAfter(LAST)) {
      throw Fields.invalid("expiresAt", "takes a time before the year 10000, or null");
    }
    RateLimit rate =
        new RateLimit(
            Fields.number("requestsPerMinute", requestsPerMinute, 0, MOST_REQUESTS, 0),
            Fields.number("tokensPerMinute", tokensPerMinute, 0, MOST_TOKENS, 0));
    return new StoredKey.Grant(
        checkedName, project, checkedPermissions(), checkedModels(), rate, expiresAt);
  }

  private Set<Permission> checkedPermissions() {
    EnumSet<Permission> checked = EnumSet.noneOf(Permission.class);
    for (String code : permissions == null ? List.<String>of() : permissions) {
      checked.add(Fields.parsed("permissions", code, NewKey::scope, "scopes such as gateway:chat"));
    }
    if (checked.isEmpty()) {
      throw Fields.invalid("permissions", "takes at least one scope");
    }
    return checked;
  }

  /**
   * A key lives in a tenant, so it can have what a tenant's admin has, and nothing of the platform.
   */
  private static Optional<Permission> scope(String code) {
    return Permission.ofCode(code).filter(Role.ADMIN.permissions()::contains);
  }

  private List<String> checkedModels() {
    Set<String> checked = new LinkedHashSet<>();
    for (String model : models == null ? List.<String>of() : models) {
      checked.add(Fields.text("models", model, MODEL_LENGTH));
    }
    if (checked.size() > MOST_MODELS) {
      throw Fields.invalid("models", "takes at most " + MOST_MODELS + " models");
    }
    return List.copyOf(checked);
  }
}
