/** Tests of what is gathered for a support bundle. */
@NullMarked
package dev.holdfast.appliance.diagnostics.collect;

import org.jspecify.annotations.NullMarked;
