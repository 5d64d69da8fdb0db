/** Tests of the checks: each is shown a machine that is well, and one that is not. */
@NullMarked
package dev.holdfast.checks;

import org.jspecify.annotations.NullMarked;
