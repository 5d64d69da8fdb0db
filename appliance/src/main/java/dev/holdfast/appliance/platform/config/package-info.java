/** What a feature says of its settings beside their names and defaults. Immutable. */
@NullMarked
package dev.holdfast.appliance.platform.config;

import org.jspecify.annotations.NullMarked;
