package dev.holdfast.appliance.platform.http;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;

/**
 * Where the appliance listens. For each port, 0 switches the listener off and -1 takes any free
 * port.
 *
 * @param host the address of the https listener
 * @param port the port of the https listener
 * @param plainPort the port of the plain http listener, which is always on loopback
 * @param managementHost the address of the management listener; anything but loopback shows health
 *     and metrics to whoever reaches it, and is for networks that let only a probe and a scraper in
 * @param managementPort the port for health and metrics, plain http
 * @param trustedProxies addresses or CIDR blocks whose X-Forwarded-For is believed
 * @param drainGrace how long requests in flight may take to end after the stop began
 */
@ConfigurationProperties("holdfast.server")
record ServerConfig(
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "127.0.0.1") @NotBlank String host,
    @Bindable(defaultValue = "8443") @Min(-1) @Max(65535) int port,
    @Bindable(defaultValue = "0") @Min(-1) @Max(65535) int plainPort,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "127.0.0.1") @NotBlank String managementHost,
    @Bindable(defaultValue = "8081") @Min(-1) @Max(65535) int managementPort,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "") List<String> trustedProxies,
    @Bindable(defaultValue = "30s") Duration drainGrace) {
  public ServerConfig {
    trustedProxies = trustedProxies.stream().filter(text -> !text.isBlank()).toList();
    for (String proxy : trustedProxies) {
      try {
        AddressRange.parse(proxy);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("holdfast.server.trusted-proxies: " + e.getMessage(), e);
      }
    }
  }
}
