/** Tests of what is taken out of a support bundle. */
@NullMarked
package dev.holdfast.appliance.diagnostics.redact;

import org.jspecify.annotations.NullMarked;
