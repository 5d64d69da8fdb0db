/** Bundles made well and badly, and what their reader says. */
@NullMarked
package dev.holdfast.license.bundle;

import org.jspecify.annotations.NullMarked;
