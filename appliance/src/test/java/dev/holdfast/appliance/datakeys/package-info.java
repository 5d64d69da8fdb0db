/** Data keys over HTTP, on both databases. */
@NullMarked
package dev.holdfast.appliance.datakeys;

import org.jspecify.annotations.NullMarked;
