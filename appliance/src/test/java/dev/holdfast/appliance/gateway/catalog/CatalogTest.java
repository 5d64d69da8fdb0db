package dev.holdfast.appliance.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.gateway.catalog.Catalog.Resolution;
import dev.holdfast.appliance.gateway.catalog.CatalogStore.PriceKey;
import dev.holdfast.appliance.gateway.catalog.CatalogStore.Rates;
import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.secret.Secret;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Providers as they are entered, and models as the data plane finds them. */
class CatalogTest {
  @BothDatabases
  void resolve_openAiModel_leadsToTheProviderWithItsSecretAndPrice(TestDatabase database) {
    Shop shop = Shop.open(database);
    shop.add("acme", "openai", List.of("gpt-4o-2024-08-06", "house-model"));

    Route route = found(shop.resolve("gpt-4o-2024-08-06"));
    assertThat(route.target())
        .isEqualTo(
            new Route.Target.OpenAi(URI.create("https://acme.example/v1"), Secret.of("sk-acme")));
    assertThat(route.model().kind()).isEqualTo(Model.Kind.CHAT);
    assertThat(route.price()).isNotNull();
    assertThat(found(shop.resolve("house-model")).price()).isNull();
    assertThat(problem(shop.resolve("nothing"))).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
  }

  @BothDatabases
  void resolve_builtInKinds_haveTheirModels(TestDatabase database) {
    Shop shop = Shop.open(database);
    shop.add("here", "local", List.of());
    shop.add("sim", "simulator", List.of());

    Route local = found(shop.resolve("all-minilm-l6-v2"));
    assertThat(local.target()).isEqualTo(new Route.Target.Local());
    assertThat(local.model().kind()).isEqualTo(Model.Kind.EMBEDDING);
    assertThat(local.price()).extracting(price -> price.cost(1_000, 0, 0)).isEqualTo(0L);
    Route simulator = found(shop.resolve("holdfast-simulator"));
    assertThat(simulator.target()).isEqualTo(new Route.Target.Simulator());
    assertThat(simulator.price())
        .extracting(price -> price.cost(1_000, 0, 100))
        .isEqualTo(210_000L);
  }

  @BothDatabases
  void resolve_sameModelTwice_firstEnabledProviderHasTheBareName(TestDatabase database) {
    Shop shop = Shop.open(database);
    ProviderView first = shop.add("one", "openai", List.of("m"));
    shop.add("two", "openai", List.of("m", "one/m"));

    assertThat(found(shop.resolve("m")).model().providerName()).isEqualTo("one");
    assertThat(found(shop.resolve("two/m")).model().providerName()).isEqualTo("two");
    assertThat(found(shop.resolve("one/m")).model().providerName()).isEqualTo("two");

    shop.change(first, Map.of("enabled", false));
    assertThat(found(shop.resolve("m")).model().providerName()).isEqualTo("two");
    assertThat(shop.snapshot().list()).extracting(Model::id).containsExactly("m", "one/m");
  }

  @BothDatabases
  void resolve_providerOff_saysSo_deleted_isNotFound(TestDatabase database) {
    Shop shop = Shop.open(database);
    ProviderView provider = shop.add("acme", "openai", List.of("m"));
    shop.change(provider, Map.of("enabled", false));
    assertThat(problem(shop.resolve("m"))).isEqualTo(ErrorCode.PROVIDER_DISABLED);

    shop.providers.delete(shop.tenant, Shop.id(provider));
    assertThat(problem(shop.resolve("m"))).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    refused(() -> shop.providers.delete(shop.tenant, Shop.id(provider)), ErrorCode.NOT_FOUND);
  }

  @BothDatabases
  void price_entered_winsAndIsFoundAgainAfterItWasReplaced(TestDatabase database) {
    Shop shop = Shop.open(database);
    ProviderId provider = Shop.id(shop.add("acme", "openai", List.of("gpt-4o", "org/model")));
    PriceKey key = new PriceKey(provider, "gpt-4o");
    shop.models.set(shop.tenant, key, null, true, new Rates(7_000_000, null, 9_000_000));

    Price entered = Objects.requireNonNull(found(shop.resolve("gpt-4o")).price());
    assertThat(entered.cost(100, 50, 10)).isEqualTo(790);

    shop.models.set(shop.tenant, key, null, true, new Rates(1_000_000, 0L, 1_000_000));
    assertThat(found(shop.resolve("gpt-4o")).price())
        .extracting(price -> price.cost(100, 50, 10))
        .isEqualTo(60L);
    assertThat(shop.models.find(shop.tenant, entered.id())).contains(entered);

    shop.models.set(shop.tenant, key, Model.Kind.EMBEDDING, true, null);
    Route back = found(shop.resolve("gpt-4o"));
    assertThat(back.model().kind()).isEqualTo(Model.Kind.EMBEDDING);
    assertThat(back.price()).extracting(Price::id).asString().startsWith("builtin:");
    refused(
        () -> shop.models.set(shop.tenant, new PriceKey(provider, "no"), null, true, null),
        ErrorCode.NOT_FOUND);
  }

  @BothDatabases
  void secret_isWriteOnlyAndNotReadableInTheDatabase(TestDatabase database) {
    Shop shop = Shop.open(database);
    ProviderView provider = shop.add("acme", "openai", List.of("m"));

    assertThat(provider.hasSecret()).isTrue();
    assertThat(provider.toString()).doesNotContain("sk-acme");
    byte[] stored =
        database.inPlatform(
            handle -> handle.createQuery("select secret from provider").mapTo(byte[].class).one());
    assertThat(new String(stored, StandardCharsets.UTF_8)).doesNotContain("sk-acme");

    shop.change(provider, Map.of("secret", "null"));
    assertThat(found(shop.resolve("m")).target())
        .isEqualTo(new Route.Target.OpenAi(URI.create("https://acme.example/v1"), null));
  }

  @BothDatabases
  void change_addressOfAnotherHost_wantsTheSecretAgain(TestDatabase database) {
    Shop shop = Shop.open(database);
    ProviderView provider = shop.add("acme", "openai", List.of("m"));

    refused(
        () -> shop.change(provider, Map.of("baseUrl", "https://evil.example/v1")),
        ErrorCode.REQUEST_INVALID);
    shop.change(provider, Map.of("baseUrl", "https://acme.example/v2"));
    shop.change(provider, Map.of("baseUrl", "https://new.example/v1", "secret", "sk-new"));

    assertThat(found(shop.resolve("m")).target())
        .isEqualTo(
            new Route.Target.OpenAi(URI.create("https://new.example/v1"), Secret.of("sk-new")));
  }

  @BothDatabases
  void kms_away_onlyThatProviderIsOut_andSecretsAreDroppedInTime(TestDatabase database) {
    Shop shop = Shop.open(database);
    shop.add("acme", "openai", List.of("m"));
    shop.add("sim", "simulator", List.of());
    found(shop.resolve("m"));
    int opened = shop.secrets.opened.get();

    shop.clock.advance(Duration.ofMinutes(4));
    found(shop.resolve("m"));
    assertThat(shop.secrets.opened).hasValue(opened);

    shop.secrets.fault = ErrorCode.KMS_UNAVAILABLE;
    shop.clock.advance(Duration.ofMinutes(7));
    shop.catalog.follow();
    assertThat(problem(shop.resolve("m"))).isEqualTo(ErrorCode.KMS_UNAVAILABLE);
    found(shop.resolve("holdfast-simulator"));

    shop.secrets.fault = null;
    shop.clock.advance(Duration.ofMinutes(11));
    found(shop.resolve("m"));
  }

  @BothDatabases
  void licence_grantsSoManyProviders_ofAllTenantsTogether(TestDatabase database) {
    Shop shop = Shop.open(database);
    shop.licensing.limit(QuotaName.PROVIDERS, 2);
    shop.add("one", "simulator", List.of());
    shop.add("two", "local", List.of());

    refused(() -> shop.add("three", "simulator", List.of()), ErrorCode.LICENCE_QUOTA_REACHED);
    assertThat(new ProviderService.Use(database, new CatalogStore()).used()).isEqualTo(2);
  }

  @BothDatabases
  void name_taken_isAConflict(TestDatabase database) {
    Shop shop = Shop.open(database);
    shop.add("one", "simulator", List.of());
    refused(() -> shop.add("one", "local", List.of()), ErrorCode.CONFLICT);
  }

  @BothDatabases
  void otherTenant_seesNothing(TestDatabase database) {
    Shop shop = Shop.open(database);
    ProviderView provider = shop.add("acme", "openai", List.of("m"));
    TenantId other = Shop.tenant(database, shop.clock);

    assertThat(shop.providers.all(other)).isEmpty();
    assertThat(shop.models.all(other)).isEmpty();
    refused(
        () ->
            shop.providers.change(
                other, Shop.id(provider), Shop.change(false, Map.of("enabled", false))),
        ErrorCode.NOT_FOUND);
    assertThat(problem(shop.catalog.of(other).toCompletableFuture().join().resolve("m")))
        .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
  }

  @BothDatabases
  void change_onAnotherNode_isSeenAfterOneLook(TestDatabase database) throws Exception {
    try (Database second = database.secondNode()) {
      Shop shop = Shop.open(database);
      ProviderView provider = shop.add("acme", "openai", List.of("m"));
      Shop other = shop.secondNode(second);
      found(other.resolve("m"));

      shop.change(provider, Map.of("models", List.of("n")));
      other.catalog.follow();
      // The look starts a load in the background; the old snapshot serves until it is there.
      Patience.until("it is there", () -> !(other.resolve("n") instanceof Resolution.NotFound));
      assertThat(problem(other.resolve("m"))).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }
  }

  @BothDatabases
  void list_models_showsPricesAndTheirSource(TestDatabase database) {
    Shop shop = Shop.open(database);
    shop.add("acme", "openai", List.of("gpt-4o", "house-model"));

    assertThat(shop.models.all(shop.tenant))
        .extracting("id", "provider", "inputNanosPerMillion")
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("gpt-4o", "acme", 2_500_000_000L),
            org.assertj.core.groups.Tuple.tuple("house-model", "acme", null));
  }

  private static Route found(Resolution resolution) {
    if (resolution instanceof Resolution.Found(Route route)) {
      return route;
    }
    throw new AssertionError("was not found: " + resolution);
  }

  private static ErrorCode problem(Resolution resolution) {
    if (resolution instanceof Resolution.NotFound(var problem)) {
      return problem.code();
    }
    throw new AssertionError("was found: " + resolution);
  }

  private static void refused(ThrowingCallable work, ErrorCode code) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }
}
