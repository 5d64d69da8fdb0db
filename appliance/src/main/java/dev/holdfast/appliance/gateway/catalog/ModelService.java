package dev.holdfast.appliance.gateway.catalog;

import dev.holdfast.appliance.gateway.catalog.CatalogStore.Entry;
import dev.holdfast.appliance.gateway.catalog.CatalogStore.PriceKey;
import dev.holdfast.appliance.gateway.catalog.CatalogStore.Rates;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A tenant's models and their prices. */
@Singleton
final class ModelService implements Prices {
  private static final String ENTERED = "tenant:";

  private final Database database;
  private final CatalogStore store;
  private final CachedCatalog catalog;
  private final Pricing pricing;
  private final PriceList list;
  private final IdSource ids;
  private final Clock clock;

  ModelService(
      Database database,
      CatalogStore store,
      CachedCatalog catalog,
      Pricing pricing,
      PriceList list,
      IdSource ids,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.catalog = catalog;
    this.pricing = pricing;
    this.list = list;
    this.ids = ids;
    this.clock = clock;
  }

  List<ModelView> all(TenantId tenant) {
    return database.inTenant(
        tenant,
        handle -> {
          Map<ProviderId, Provider> providers =
              store.providers(handle).stream()
                  .collect(Collectors.toMap(Provider::id, Function.identity()));
          Map<PriceKey, Price> own = store.prices(handle);
          return store.models(handle, tenant).stream()
              .flatMap(
                  entry ->
                      Optional.ofNullable(providers.get(entry.provider())).stream()
                          .map(provider -> view(provider, entry, own)))
              .toList();
        });
  }

  /**
   * Sets what is given.
   *
   * @param setsPrice whether {@code rates} counts; null rates take the tenant's own price away
   */
  ModelView set(
      TenantId tenant,
      PriceKey key,
      Model.@Nullable Kind kind,
      boolean setsPrice,
      @Nullable Rates rates) {
    ModelView view =
        database.inTenant(
            tenant,
            handle -> {
              Provider provider =
                  store.provider(handle, key.provider()).orElseThrow(ProviderService::absent);
              if (kind != null) {
                store.kind(handle, key.provider(), key.model(), kind);
              }
              if (setsPrice) {
                Instant now = clock.instant();
                store.endPrice(handle, key, now);
                if (rates != null) {
                  store.addPrice(handle, ids.next(), key, rates, now);
                }
              }
              store.changed(handle, tenant);
              Map<PriceKey, Price> own = store.prices(handle);
              return store.models(handle, tenant).stream()
                  .filter(entry -> key.equals(new PriceKey(entry.provider(), entry.model())))
                  .findFirst()
                  .map(entry -> view(provider, entry, own))
                  .orElseThrow(
                      () ->
                          Problem.of(ErrorCode.NOT_FOUND, "The provider has no such model.")
                              .asException());
            });
    catalog.changed(tenant);
    return view;
  }

  @Override
  public Optional<Price> find(TenantId tenant, String id) {
    for (Price builtIn : List.of(Pricing.LOCAL, Pricing.SIMULATOR)) {
      if (builtIn.id().equals(id)) {
        return Optional.of(builtIn);
      }
    }
    if (!id.startsWith(ENTERED)) {
      return Optional.ofNullable(list.byId(id));
    }
    UUID row = UUID.fromString(id.substring(ENTERED.length()));
    return database.inTenant(tenant, handle -> store.price(handle, row));
  }

  private ModelView view(Provider provider, Entry entry, Map<PriceKey, Price> own) {
    return ModelView.of(provider, entry, pricing.price(provider, entry.model(), own));
  }

  /**
   * A model as the API shows it; rates in nano-US-dollars per million tokens, null where unknown.
   *
   * @param longInput other rates for calls with much input; null where there are none
   * @param priceSource where the price comes from, for people; null where it is unknown
   */
  @Serdeable
  record ModelView(
      String id,
      String provider,
      String providerId,
      String kind,
      boolean enabled,
      @Nullable Long inputNanosPerMillion,
      @Nullable Long cachedInputNanosPerMillion,
      @Nullable Long outputNanosPerMillion,
      @Nullable LongInputView longInput,
      @Nullable String priceId,
      @Nullable String priceSource) {

    static ModelView of(Provider provider, CatalogStore.Entry entry, @Nullable Price price) {
      return new ModelView(
          entry.model(),
          provider.name(),
          provider.id().text(),
          entry.kind().name().toLowerCase(Locale.ROOT),
          provider.enabled(),
          price == null ? null : price.inputNanosPerMillion(),
          price == null ? null : price.cachedInputNanosPerMillion(),
          price == null ? null : price.outputNanosPerMillion(),
          LongInputView.of(price),
          price == null ? null : price.id(),
          price == null ? null : price.source());
    }
  }

  /**
   * The rates of a call with more than {@code aboveTokens} input tokens; they hold for all of it.
   */
  @Serdeable
  record LongInputView(
      long aboveTokens,
      long inputNanosPerMillion,
      @Nullable Long cachedInputNanosPerMillion,
      long outputNanosPerMillion) {
    static @Nullable LongInputView of(@Nullable Price price) {
      Price.LongInput rates = price == null ? null : price.longInput();
      return rates == null
          ? null
          : new LongInputView(
              rates.aboveTokens(),
              rates.inputNanosPerMillion(),
              rates.cachedInputNanosPerMillion(),
              rates.outputNanosPerMillion());
    }
  }
}
