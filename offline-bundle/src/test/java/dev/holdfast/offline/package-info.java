/** The steps of the assembly, each by itself. */
@NullMarked
package dev.holdfast.offline;

import org.jspecify.annotations.NullMarked;
