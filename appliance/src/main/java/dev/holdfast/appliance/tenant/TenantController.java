package dev.holdfast.appliance.tenant;

import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** A tenant, for its members. */
@Tag(name = "Tenants")
@Unlicensed("A tenant can be read on any day")
@Controller("/api/tenants/{tenant}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TenantController {
  private final Tenants tenants;

  TenantController(Tenants tenants) {
    this.tenants = tenants;
  }

  @Operation(summary = "Shows the tenant")
  @Get
  @Needs(action = "tenant.read", permission = Permission.TENANT_READ)
  TenantView show(TenantId tenant) {
    return tenants
        .find(tenant)
        .map(TenantView::of)
        .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND, "No such tenant.").asException());
  }
}
