package dev.holdfast.appliance.datakeys;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Fields;
import dev.holdfast.appliance.platform.json.Listing;
import dev.holdfast.appliance.secret.DataKeys;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Tenants' data keys, for the operator; no key is ever shown. */
@Tag(name = "Data keys")
@Unlicensed("Whoever cannot renew keys would keep secrets under one that should be gone")
@Controller("/api/platform/data-keys")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DataKeyController {
  private final DataKeys keys;

  DataKeyController(DataKeys keys) {
    this.keys = keys;
  }

  @Operation(summary = "Lists every tenant's data keys, and which KMS wrapped them when")
  @Get
  @Needs(action = "datakey.list", permission = Permission.PLATFORM_READ)
  Listing<Owned> list() {
    return Listing.whole(
        keys.tenants().stream()
            .sorted(Comparator.comparing(TenantId::text))
            .map(
                tenant ->
                    new Owned(tenant.text(), keys.keys(tenant).stream().map(KeyView::of).toList()))
            .toList());
  }

  @Operation(
      summary = "Has the KMS wrap data keys anew, with the newest version of its own key",
      description =
          "One tenant's, or everybody's with all. What is sealed stays as it is. Can be cut off at"
              + " any point and asked for again.")
  @Post("/rewrap")
  @Needs(action = "datakey.rewrap", permission = Permission.PLATFORM_WRITE)
  Renewal rewrap(@Body Whose body, HttpRequest<?> request) {
    return renewed(body, request, keys::rewrap);
  }

  @Operation(
      summary = "Makes new data keys, which seal from now on",
      description = "One tenant's, or everybody's with all. What older keys sealed still opens.")
  @Post("/rotate")
  @Needs(action = "datakey.rotate", permission = Permission.PLATFORM_WRITE)
  Renewal rotate(@Body Whose body, HttpRequest<?> request) {
    return renewed(
        body,
        request,
        tenant -> {
          int unused = keys.rotate(tenant);
          return 1;
        });
  }

  private Renewal renewed(Whose body, HttpRequest<?> request, ToIntFunction<TenantId> each) {
    AuditNotes notes = AuditNotes.of(request);
    String named = body.tenant();
    if (named != null) {
      notes.target(named);
    }
    Renewal renewal = Renewal.of(keys, tenants(body), each);
    notes
        .detail("tenants", Integer.toString(renewal.items().size()))
        .detail("failed", Integer.toString(renewal.failed()));
    return renewal;
  }

  /** Whoever leaves out the tenant by mistake does not mean everybody. */
  private List<TenantId> tenants(Whose body) {
    String named = body.tenant();
    boolean all = Boolean.TRUE.equals(body.all());
    if (all == (named != null)) {
      throw Fields.invalid("tenant", "or all must be given, and not both");
    }
    if (named == null) {
      return List.copyOf(keys.tenants());
    }
    return TenantId.parse(named)
        .filter(tenant -> !keys.keys(tenant).isEmpty())
        .map(List::of)
        .orElseThrow(
            () ->
                Problem.of(ErrorCode.NOT_FOUND, "No tenant of that id has a data key.")
                    .asException());
  }

  /** Whose keys: one tenant's, by id, or everybody's. */
  @Serdeable
  record Whose(@Nullable String tenant, @Nullable Boolean all) {}

  /** A tenant and its data keys, the oldest first. */
  @Serdeable
  record Owned(String tenant, List<KeyView> keys) {}

  /** A data key without the key. */
  @Serdeable
  record KeyView(int version, String wrappedBy, Instant wrappedAt, Instant createdAt) {
    static KeyView of(DataKeys.Key key) {
      return new KeyView(key.version(), key.wrappedBy(), key.wrappedAt(), key.createdAt());
    }
  }
}
