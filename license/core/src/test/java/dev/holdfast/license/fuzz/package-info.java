/**
 * What the readers are fed by a fuzzer that is guided by coverage; {@code ./run fuzz} starts it.
 */
@NullMarked
package dev.holdfast.license.fuzz;

import org.jspecify.annotations.NullMarked;
