package dev.holdfast.appliance.diagnostics;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.support}: for whom support bundles are encrypted.
 *
 * @param vendorKeyFile the vendor's support key; without one, the key that came with the release,
 *     or {@code support.key} in the home's {@code conf}
 */
@ConfigurationProperties("holdfast.support")
record SupportConfig(@Nullable String vendorKeyFile) {}
