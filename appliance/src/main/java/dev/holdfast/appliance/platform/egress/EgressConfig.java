package dev.holdfast.appliance.platform.egress;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;

/**
 * {@code holdfast.egress}: whom the appliance may call.
 *
 * @param mode {@code open}, or {@code listed}: everything that is not listed is refused
 * @param allow hosts, addresses and CIDR blocks, each with {@code :port} behind it where only that
 *     port is meant; this machine itself is always allowed
 */
@ConfigurationProperties("holdfast.egress")
record EgressConfig(
    @Told(value = Told.As.AS_IT_IS, where = "open|listed") @Bindable(defaultValue = "open")
        String mode,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "") List<String> allow) {
  EgressConfig {
    if (!mode.equals("open") && !mode.equals("listed")) {
      throw new IllegalArgumentException(
          "holdfast.egress.mode is '" + mode + "'; it must be open or listed");
    }
    allow = allow.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
  }
}
