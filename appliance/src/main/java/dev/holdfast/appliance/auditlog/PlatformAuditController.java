package dev.holdfast.appliance.auditlog;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Capability;
import dev.holdfast.appliance.licensing.Licensed;
import dev.holdfast.appliance.licensing.Unlicensed;
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

/**
 * The platform's own audit log, and the proof of every chain. An operator sees here that a tenant's
 * chain holds, but none of the tenant's records.
 */
@Tag(name = "Audit")
@Unlicensed("The operator reads the log and checks every chain; only the export is licensed")
@Controller("/api/platform/audit")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PlatformAuditController {
  private final AuditLog log;

  PlatformAuditController(AuditLog log) {
    this.log = log;
  }

  @Operation(summary = "Lists the platform's own audit records, the newest first")
  @Get
  @Needs(action = "platform.audit.list", permission = Permission.PLATFORM_AUDIT)
  Listing<Views.Record> list(@RequestBean Filter filter) {
    return Pages.of(log.page(filter.query(null)));
  }

  @Operation(summary = "Recomputes every hash chain and says whether they hold")
  @Get("/chains")
  @Needs(action = "platform.audit.verify", permission = Permission.PLATFORM_AUDIT)
  Views.Chains verify() {
    return Views.Chains.of(log.verifyAll());
  }

  @Operation(summary = "Gives all platform records that the filter selects as CSV")
  @Get(value = "/export", produces = Pages.CSV)
  @Licensed(Capability.AUDIT_EXPORT)
  @Needs(action = "platform.audit.export", permission = Permission.PLATFORM_AUDIT)
  HttpResponse<StreamedFile> export(@RequestBean Filter filter) {
    return Pages.csv(log, filter.query(null));
  }
}
