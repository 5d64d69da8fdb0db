package dev.holdfast.appliance.gateway.catalog;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Listing;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tenant's providers. */
@Tag(name = "Providers")
@Unlicensed("How many there may be is a quota; calls need the capability")
@Controller("/api/tenants/{tenant}/providers")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ProviderController {
  private final ProviderService providers;
  private final ProviderTesting testing;
  private final CatalogConfig config;

  ProviderController(ProviderService providers, ProviderTesting testing, CatalogConfig config) {
    this.providers = providers;
    this.testing = testing;
    this.config = config;
  }

  @Operation(summary = "Lists the providers and their models")
  @Get
  @Needs(action = "provider.list", permission = Permission.PROVIDER_READ)
  Listing<ProviderView> list(TenantId tenant) {
    return Listing.whole(providers.all(tenant));
  }

  @Operation(
      summary = "Adds a provider",
      requestBody =
          @RequestBody(content = @Content(schema = @Schema(implementation = ProviderBody.class))))
  @Post
  @Status(HttpStatus.CREATED)
  @Needs(action = "provider.create", permission = Permission.PROVIDER_WRITE)
  ProviderView create(TenantId tenant, @Body JsonNode body, HttpRequest<?> request) {
    ProviderView made =
        providers.create(tenant, ProviderChange.read(body, true, config.allowPlainHttp()));
    note(request, made);
    return made;
  }

  @Operation(
      summary = "Changes a provider",
      description =
          "What is absent stays as it is; a secret of null takes the secret away; models replace"
              + " the list.",
      requestBody =
          @RequestBody(content = @Content(schema = @Schema(implementation = ProviderBody.class))))
  @Patch("/{id}")
  @Needs(action = "provider.change", permission = Permission.PROVIDER_WRITE)
  ProviderView change(TenantId tenant, String id, @Body JsonNode body, HttpRequest<?> request) {
    AuditNotes.of(request).target(id);
    ProviderChange change = ProviderChange.read(body, false, config.allowPlainHttp());
    ProviderView changed = providers.change(tenant, id(id), change);
    note(request, changed);
    AuditNotes.of(request).detail("secretChanged", String.valueOf(change.setsSecret()));
    return changed;
  }

  @Operation(summary = "Removes a provider and its secret")
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  @Needs(action = "provider.delete", permission = Permission.PROVIDER_WRITE)
  void delete(TenantId tenant, String id, HttpRequest<?> request) {
    AuditNotes.of(request).target(id);
    providers.delete(tenant, id(id));
  }

  @Operation(
      summary = "Tries a provider",
      description = "Asks it for its models with a real request, and adds those that are new.")
  @Post("/{id}/test")
  @Needs(action = "provider.test", permission = Permission.PROVIDER_WRITE)
  ProviderTest test(TenantId tenant, String id, HttpRequest<?> request) {
    AuditNotes.of(request).target(id);
    ModelFetcher.Fetched fetched = testing.test(tenant, id(id));
    AuditNotes.of(request).detail("ok", String.valueOf(fetched.ok()));
    return new ProviderTest(fetched.ok(), fetched.detail(), fetched.models(), fetched.millis());
  }

  private static ProviderId id(String text) {
    return ProviderId.parse(text).orElseThrow(ProviderService::absent);
  }

  private static void note(HttpRequest<?> request, ProviderView provider) {
    AuditNotes notes =
        AuditNotes.of(request)
            .target(provider.id())
            .detail("name", provider.name())
            .detail("kind", provider.kind())
            .detail("enabled", String.valueOf(provider.enabled()));
    if (provider.baseUrl() != null) {
      notes.detail("baseUrl", provider.baseUrl());
    }
  }

  /** What makes or changes a provider. The secret is write-only. */
  @Serdeable
  record ProviderBody(
      @Nullable String name,
      @Nullable String kind,
      @Nullable String baseUrl,
      @Nullable String secret,
      @Nullable Boolean enabled,
      @Nullable List<String> models) {}

  /** What trying a provider showed. */
  @Serdeable
  record ProviderTest(boolean ok, String detail, List<String> models, long latencyMillis) {}
}
