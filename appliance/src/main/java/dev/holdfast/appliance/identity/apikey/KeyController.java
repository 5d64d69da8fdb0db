package dev.holdfast.appliance.identity.apikey;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Listing;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;

/** A tenant's API keys. */
@Tag(name = "API keys")
@Unlicensed("A leaked key must be revocable on any day; calls need the capability")
@Controller("/api/tenants/{tenant}/keys")
@ExecuteOn(TaskExecutors.BLOCKING)
final class KeyController {
  private final KeyService keys;
  private final Clock clock;

  KeyController(KeyService keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Operation(summary = "Lists the API keys, the newest first")
  @Get
  @Needs(action = "apikey.list", permission = Permission.KEY_READ)
  Listing<KeyView> list(TenantId tenant) {
    return Listing.whole(keys.all(tenant).stream().map(KeyView::of).toList());
  }

  @Operation(summary = "Makes an API key; its secret is in this answer and nowhere else")
  @Post
  @Status(HttpStatus.CREATED)
  @Needs(action = "apikey.create", permission = Permission.KEY_WRITE)
  MadeView make(
      TenantId tenant,
      @Body NewKey body,
      @Parameter(hidden = true) Principal principal,
      HttpRequest<?> request) {
    KeyService.Made made = keys.make(tenant, principal, body.grant(clock.instant()));
    AuditNotes.of(request)
        .target(made.key().id().text())
        .detail("name", made.key().grant().name())
        .detail("project", made.key().grant().project().text());
    return new MadeView(KeyView.of(made.key()), made.secret());
  }

  @Operation(summary = "Revokes an API key: at once here, within seconds on every node")
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  @Needs(action = "apikey.revoke", permission = Permission.KEY_WRITE)
  void revoke(TenantId tenant, String id, HttpRequest<?> request) {
    AuditNotes.of(request).target(id);
    KeyId key = KeyId.parse(id).orElseThrow(KeyController::notFound);
    if (!keys.revoke(tenant, key)) {
      throw notFound();
    }
  }

  private static RuntimeException notFound() {
    return Problem.of(ErrorCode.NOT_FOUND, "No such API key.").asException();
  }
}
