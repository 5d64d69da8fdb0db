package dev.holdfast.appliance.diagnostics;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.support}: for whom support bundles are encrypted.
 *
 * @param vendorKeyFile the vendor's support key; default: {@code support.key} in the home's {@code
 *     conf}, else {@code trust/support.key} of the installed release
 */
@ConfigurationProperties("holdfast.support")
record SupportConfig(@Nullable String vendorKeyFile) {}
