/**
 * What a heap dump of a working appliance holds of the secrets that it was given: only those that
 * are named here, each with its reason.
 */
@NullMarked
package dev.holdfast.appliance.diagnostics.heap;

import org.jspecify.annotations.NullMarked;
