package dev.holdfast.appliance.gateway.catalog;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;

/**
 * The catalogue's settings.
 *
 * @param allowPlainHttp hosts, as they stand in base URLs, that may be reached by plain http beside
 *     this machine itself
 * @param secretHold how long an opened provider secret is kept in memory at most; while it is in
 *     use it is opened afresh at half of that
 */
@ConfigurationProperties("holdfast.gateway")
record CatalogConfig(
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "") List<String> allowPlainHttp,
    @NotNull @Bindable(defaultValue = "10m") Duration secretHold) {
  private static final Duration SHORTEST_HOLD = Duration.ofSeconds(10);

  CatalogConfig {
    allowPlainHttp =
        allowPlainHttp.stream().map(String::strip).filter(host -> !host.isEmpty()).toList();
    if (secretHold.compareTo(SHORTEST_HOLD) < 0) {
      throw new IllegalArgumentException(
          "holdfast.gateway.secret-hold must be 10s at least, not " + secretHold);
    }
  }
}
