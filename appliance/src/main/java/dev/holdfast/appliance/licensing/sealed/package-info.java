/**
 * Small files in the home that can be deleted or put back, but not written by hand: sealed with a
 * data key of their own that the KMS wrapped.
 */
@NullMarked
package dev.holdfast.appliance.licensing.sealed;

import org.jspecify.annotations.NullMarked;
