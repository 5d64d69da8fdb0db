package dev.holdfast.appliance.diagnostics;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.support}: for whom support bundles are encrypted.
 *
 * @param vendorKeyFile the vendor's support key; default: {@code support.key} in the home's {@code
 *     conf}, else {@code trust/support.key} of the installed release
 */
@ConfigurationProperties("holdfast.support")
record SupportConfig(@Told(Told.As.TOKEN) @Nullable String vendorKeyFile) {}
