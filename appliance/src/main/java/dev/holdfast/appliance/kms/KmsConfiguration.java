package dev.holdfast.appliance.kms;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.kms}: which key wraps the tenants' data keys.
 *
 * @param provider {@code file} or {@code vault-transit}
 * @param previous the provider that was used before; it still unwraps what it wrapped, so that data
 *     keys can be moved by wrapping them again
 * @param keyFile where the local key is; without one, {@code keys/kms.key} in the home, or the
 *     systemd credential {@code kms.key}
 */
@ConfigurationProperties("holdfast.kms")
record KmsConfiguration(
    @Told(value = Told.As.AS_IT_IS, where = "file|vault-transit") @Bindable(defaultValue = "file")
        String provider,
    @Told(value = Told.As.AS_IT_IS, where = "file|vault-transit") @Nullable String previous,
    @Told(Told.As.NEVER) @Nullable String keyFile) {
  static final String FILE = "file";
  static final String VAULT = "vault-transit";

  KmsConfiguration {
    check("provider", provider);
    if (previous != null) {
      check("previous", previous);
      if (previous.equals(provider)) {
        throw new IllegalArgumentException(
            "holdfast.kms.previous is the same as holdfast.kms.provider; leave it out");
      }
    }
  }

  private static void check(String property, String value) {
    if (!Set.of(FILE, VAULT).contains(value)) {
      throw new IllegalArgumentException(
          "holdfast.kms." + property + " is '" + value + "'; it must be file or vault-transit");
    }
  }
}
