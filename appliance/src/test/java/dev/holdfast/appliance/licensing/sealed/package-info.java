/** Sealed files. */
@NullMarked
package dev.holdfast.appliance.licensing.sealed;

import org.jspecify.annotations.NullMarked;
