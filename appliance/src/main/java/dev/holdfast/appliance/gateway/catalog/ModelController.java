package dev.holdfast.appliance.gateway.catalog;

import dev.holdfast.appliance.audit.AuditNotes;
import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.gateway.catalog.CatalogStore.PriceKey;
import dev.holdfast.appliance.gateway.catalog.CatalogStore.Rates;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Fields;
import dev.holdfast.appliance.platform.json.Listing;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tenant's models and their prices. */
@Tag(name = "Models")
@Unlicensed("What the gateway offers is shown and priced whatever may be called")
@Controller("/api/tenants/{tenant}/models")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ModelController {
  private static final String INPUT = "inputNanosPerMillion";
  private static final String CACHED = "cachedInputNanosPerMillion";
  private static final String OUTPUT = "outputNanosPerMillion";

  private final ModelService models;

  ModelController(ModelService models) {
    this.models = models;
  }

  @Operation(summary = "Lists the models and their prices")
  @Get
  @Needs(action = "model.list", permission = Permission.PROVIDER_READ)
  Listing<ModelService.ModelView> list(TenantId tenant) {
    return Listing.whole(models.all(tenant));
  }

  @Operation(
      summary = "Sets a model's kind and price",
      description =
          "Rates in nano-US-dollars per million tokens. Input and output rates go together; both"
              + " null bring the built-in price back, if there is one. What is absent stays.",
      requestBody =
          @RequestBody(content = @Content(schema = @Schema(implementation = ModelBody.class))))
  @Put("/{provider}/{model:.+}")
  @Needs(action = "model.price", permission = Permission.PROVIDER_WRITE)
  ModelService.ModelView set(
      TenantId tenant, String provider, String model, @Body JsonNode body, HttpRequest<?> request) {
    AuditNotes notes = AuditNotes.of(request).target(model).detail("provider", provider);
    if (!body.isObject()) {
      throw Problem.of(ErrorCode.BODY_NOT_JSON, "The body is not a JSON object.").asException();
    }
    boolean setsPrice = body.get(INPUT) != null || body.get(OUTPUT) != null;
    Rates rates = setsPrice ? rates(body) : null;
    if (setsPrice) {
      notes.detail("rates", rates == null ? "none" : rates.toString());
    }
    ProviderId id = ProviderId.parse(provider).orElseThrow(ProviderService::absent);
    return models.set(tenant, new PriceKey(id, model), kind(body.get("kind")), setsPrice, rates);
  }

  private static @Nullable Rates rates(JsonNode body) {
    Long input = rate(body, INPUT);
    Long output = rate(body, OUTPUT);
    Long cached = rate(body, CACHED);
    if (input == null && output == null && cached == null) {
      return null;
    }
    if (input == null || output == null) {
      throw Fields.invalid(input == null ? INPUT : OUTPUT, "is missing; both rates go together");
    }
    return new Rates(input, cached, output);
  }

  private static @Nullable Long rate(JsonNode body, String field) {
    JsonNode value = body.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    String expectation = "takes a whole number from 0 to " + Price.MAXIMUM + ", or null";
    return Fields.whole(value)
        .map(number -> Fields.number(field, number, 0, Price.MAXIMUM, 0))
        .orElseThrow(() -> Fields.invalid(field, expectation));
  }

  private static Model.@Nullable Kind kind(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    return Fields.parsed(
        "kind",
        value.isString() ? value.getStringValue() : null,
        code ->
            switch (code) {
              case "chat" -> Optional.of(Model.Kind.CHAT);
              case "embedding" -> Optional.of(Model.Kind.EMBEDDING);
              default -> Optional.empty();
            },
        "chat or embedding");
  }

  /** What sets a model's kind and price. */
  @Serdeable
  record ModelBody(
      @Nullable String kind,
      @Nullable Long inputNanosPerMillion,
      @Nullable Long cachedInputNanosPerMillion,
      @Nullable Long outputNanosPerMillion) {}
}
