package dev.holdfast.appliance.licensing.node;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * {@code holdfast.licensing.nodes}: how soon the place of a node that died is free again.
 *
 * @param lease 1 s to 10 min; it is renewed three times in that time
 */
@ConfigurationProperties("holdfast.licensing.nodes")
record NodeConfig(@Bindable(defaultValue = "30s") Duration lease) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int BEATS = 3;

  NodeConfig {
    if (lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("holdfast.licensing.nodes.lease must be 1s to 10m");
    }
  }

  Duration beat() {
    return lease.dividedBy(BEATS);
  }
}
