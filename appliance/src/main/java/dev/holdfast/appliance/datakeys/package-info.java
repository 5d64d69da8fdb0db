/**
 * Tenants' data keys for the operator: listed, wrapped again and rotated over HTTP. Thread-safe.
 */
@NullMarked
package dev.holdfast.appliance.datakeys;

import org.jspecify.annotations.NullMarked;
