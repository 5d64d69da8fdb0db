package dev.holdfast.appliance.tenant;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Fields;
import dev.holdfast.appliance.platform.json.Listing;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tenants, for the operator. */
@Tag(name = "Tenants")
@Unlicensed(
    "One tenant is everybody's; a second one needs tenants.multiple, which only the count can tell")
@Controller("/api/platform/tenants")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PlatformTenantController {
  private static final int NAME_LENGTH = 100;
  private static final Pattern SLUG = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  private final Tenants tenants;

  PlatformTenantController(Tenants tenants) {
    this.tenants = tenants;
  }

  @Operation(summary = "Lists the tenants")
  @Get
  @Needs(action = "tenant.list", permission = Permission.PLATFORM_READ)
  Listing<TenantView> list() {
    return Listing.whole(tenants.all().stream().map(TenantView::of).toList());
  }

  @Operation(summary = "Makes a tenant with a default project; its maker becomes its admin")
  @Post
  @Status(HttpStatus.CREATED)
  @Needs(action = "tenant.create", permission = Permission.PLATFORM_WRITE)
  TenantView create(
      @Body NewTenant body, @Parameter(hidden = true) Actor actor, HttpRequest<?> request) {
    String name = Fields.text("name", body.name(), NAME_LENGTH);
    String slug =
        Fields.parsed(
            "slug",
            body.slug(),
            text -> Optional.of(text).filter(value -> SLUG.matcher(value).matches()),
            "1 to 63 lower-case letters, digits and hyphens, no hyphen at an end");
    Tenant tenant = tenants.found(name, slug, actor);
    AuditNotes.of(request).target(tenant.id().text()).detail("slug", slug);
    return TenantView.of(tenant);
  }

  @Operation(summary = "Renames, suspends or resumes a tenant")
  @Patch("/{id}")
  @Needs(action = "tenant.change", permission = Permission.PLATFORM_WRITE)
  TenantView change(String id, @Body TenantChange body, HttpRequest<?> request) {
    AuditNotes notes = AuditNotes.of(request).target(id);
    String name = body.name() == null ? null : Fields.text("name", body.name(), NAME_LENGTH);
    TenantStatus status =
        body.status() == null
            ? null
            : Fields.parsed("status", body.status(), TenantStatus::ofCode, "active or suspended");
    if (status != null) {
      notes.detail("status", status.code());
    }
    return TenantId.parse(id)
        .flatMap(tenant -> tenants.change(tenant, name, status))
        .map(TenantView::of)
        .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND, "No such tenant.").asException());
  }

  /** What makes a tenant. */
  @Serdeable
  record NewTenant(@Nullable String name, @Nullable String slug) {}

  /** What changes a tenant; what is absent stays as it is. */
  @Serdeable
  record TenantChange(@Nullable String name, @Nullable String status) {}
}
