package dev.holdfast.appliance.gateway.usage;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Fields;
import dev.holdfast.appliance.platform.json.Listing;
import dev.holdfast.appliance.quota.InterruptedCall;
import dev.holdfast.appliance.tenant.ProjectId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Calls whose end was never seen, and what the provider says of them. */
@Tag(name = "Usage")
@Unlicensed("What was used is settled on any day")
@Controller("/api/tenants/{tenant}/usage/interrupted")
@ExecuteOn(TaskExecutors.BLOCKING)
final class InterruptedController {
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  private final Reconciliation reconciliation;

  InterruptedController(Reconciliation reconciliation) {
    this.reconciliation = reconciliation;
  }

  @Operation(
      summary = "Lists the calls whose end was never seen",
      description = "What each had reserved counts against its budget until it is settled.")
  @Get
  @Needs(action = "usage.interrupted.list", permission = Permission.TENANT_READ)
  Listing<InterruptedView> list(TenantId tenant) {
    return Listing.whole(reconciliation.open(tenant).stream().map(InterruptedView::of).toList());
  }

  @Operation(
      summary = "Settles such a call to what the provider billed",
      description = "Zeros say that the provider billed nothing.")
  @Post("/{id}")
  @Needs(action = "usage.interrupted.settle", permission = Permission.PROJECT_WRITE)
  Settled settle(
      TenantId tenant,
      String id,
      @Body Figures body,
      @Parameter(hidden = true) Principal principal,
      HttpRequest<?> request) {
    AuditNotes notes = AuditNotes.of(request).target(id);
    UUID call = uuid(id).orElseThrow(InterruptedController::absent);
    long input = tokens("inputTokens", body.inputTokens());
    long output = tokens("outputTokens", body.outputTokens());
    long cached = body.cachedInputTokens() == null ? 0 : body.cachedInputTokens();
    if (cached < 0 || cached > input) {
      throw Fields.invalid("cachedInputTokens", "takes 0 up to inputTokens");
    }
    Reconciliation.Result result =
        reconciliation
            .settle(
                tenant,
                call,
                new Reconciliation.Figures(input, cached, output, principal.actor().label()))
            .orElseThrow(InterruptedController::absent);
    notes
        .detail("inputTokens", Long.toString(input))
        .detail("cachedInputTokens", Long.toString(cached))
        .detail("outputTokens", Long.toString(output))
        .detail("heldCostNanos", String.valueOf(result.heldCostNanos()))
        .detail("costNanos", String.valueOf(result.costNanos()));
    return new Settled(id, input, cached, output, result.costNanos());
  }

  private static long tokens(String name, @Nullable Long value) {
    if (value == null) {
      throw Fields.invalid(name, "is missing");
    }
    return Fields.number(name, value, 0, MOST_TOKENS, 0);
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ProblemException absent() {
    return Problem.of(ErrorCode.NOT_FOUND, "No such call waits to be settled.").asException();
  }

  /** What the provider billed. */
  @Serdeable
  record Figures(
      @Nullable Long inputTokens, @Nullable Long cachedInputTokens, @Nullable Long outputTokens) {}

  /** What is counted now; the cost is null where the price is unknown. */
  @Serdeable
  record Settled(
      String id,
      long inputTokens,
      long cachedInputTokens,
      long outputTokens,
      @Nullable Long costNanos) {}

  /** An interrupted call as the API shows it. */
  @Serdeable
  record InterruptedView(
      String id,
      String projectId,
      @Nullable String keyId,
      String providerId,
      String model,
      String requestId,
      @Nullable String providerRequestId,
      Instant reservedAt,
      Instant interruptedAt,
      long heldTokens,
      @Nullable Long heldCostNanos) {
    static InterruptedView of(InterruptedCall call) {
      UUID key = call.key();
      return new InterruptedView(
          call.id().toString(),
          new ProjectId(call.project()).text(),
          key == null ? null : new KeyId(key).text(),
          call.provider(),
          call.model(),
          call.requestId(),
          call.providerRequestId(),
          call.reservedAt(),
          call.interruptedAt(),
          call.heldTokens(),
          call.heldCostNanos());
    }
  }
}
