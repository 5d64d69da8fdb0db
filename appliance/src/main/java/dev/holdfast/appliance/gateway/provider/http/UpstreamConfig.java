package dev.holdfast.appliance.gateway.provider.http;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway talks to providers.
 *
 * @param connectTimeout for the connection and again for the TLS handshake
 * @param firstByteTimeout from the request to the head of the answer; plain answers take as long as
 *     the model thinks
 * @param idleTimeout between two pieces of an answer
 * @param totalTimeout for the whole answer
 * @param maxConnections connections to one origin, of the whole node
 * @param maxIdle idle connections to one origin kept by one event loop
 * @param keepAlive how long an idle connection is kept
 * @param trustedCertificates a PEM file of certificate authorities trusted instead of the
 *     runtime's; for providers inside the customer's own network
 */
@ConfigurationProperties("holdfast.gateway.upstream")
public record UpstreamConfig(
    @Bindable(defaultValue = "10s") Duration connectTimeout,
    @Bindable(defaultValue = "10m") Duration firstByteTimeout,
    @Bindable(defaultValue = "2m") Duration idleTimeout,
    @Bindable(defaultValue = "30m") Duration totalTimeout,
    @Bindable(defaultValue = "2048") @Min(1) int maxConnections,
    @Bindable(defaultValue = "128") @Min(0) int maxIdle,
    @Bindable(defaultValue = "30s") Duration keepAlive,
    @Told(Told.As.TOKEN) @Nullable String trustedCertificates) {
  public UpstreamConfig {
    positive(connectTimeout, "connect-timeout");
    positive(firstByteTimeout, "first-byte-timeout");
    positive(idleTimeout, "idle-timeout");
    positive(totalTimeout, "total-timeout");
    positive(keepAlive, "keep-alive");
  }

  private static void positive(Duration duration, String name) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("holdfast.gateway.upstream." + name + " must be positive");
    }
  }
}
