/**
 * What is taken out of a support bundle: secrets by pattern, names and addresses by a map that
 * stays at home; and the guard that looks at the finished bundle once more. Knows no feature.
 */
@NullMarked
package dev.holdfast.appliance.diagnostics.redact;

import org.jspecify.annotations.NullMarked;
