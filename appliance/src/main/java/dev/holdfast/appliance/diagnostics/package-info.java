/**
 * What the appliance says about itself: health and metrics on the management listener, and support
 * bundles for those who are to help. Thread-safe.
 */
@NullMarked
package dev.holdfast.appliance.diagnostics;

import org.jspecify.annotations.NullMarked;
