/** What licensing keeps, on both databases and on disk. */
@NullMarked
package dev.holdfast.appliance.licensing.kept;

import org.jspecify.annotations.NullMarked;
