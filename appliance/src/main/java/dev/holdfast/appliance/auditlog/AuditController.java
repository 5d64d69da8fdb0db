package dev.holdfast.appliance.auditlog;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Capability;
import dev.holdfast.appliance.licensing.Licensed;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Listing;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.RequestBean;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** A tenant's audit log. */
@Tag(name = "Audit")
@Unlicensed(
    "Whoever is responsible for a tenant reads its log and checks it; only the export is licensed")
@Controller("/api/tenants/{tenant}/audit")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AuditController {
  private final AuditLog log;

  AuditController(AuditLog log) {
    this.log = log;
  }

  @Operation(summary = "Lists audit records, the newest first")
  @Get
  @Needs(action = "audit.list", permission = Permission.AUDIT_READ)
  Listing<Views.Record> list(TenantId tenant, @RequestBean Filter filter) {
    return Pages.of(log.page(filter.query(tenant)));
  }

  @Operation(summary = "Recomputes the tenant's hash chains and says whether they hold")
  @Get("/chain")
  @Needs(action = "audit.verify", permission = Permission.AUDIT_READ)
  Views.Chains verify(TenantId tenant) {
    return Views.Chains.of(log.verify(tenant));
  }

  @Operation(summary = "Gives all records that the filter selects as CSV")
  @Get(value = "/export", produces = Pages.CSV)
  @Licensed(Capability.AUDIT_EXPORT)
  @Needs(action = "audit.export", permission = Permission.AUDIT_READ)
  HttpResponse<StreamedFile> export(TenantId tenant, @RequestBean Filter filter) {
    return Pages.csv(log, filter.query(tenant));
  }
}
