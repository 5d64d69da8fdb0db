/** Places for nodes, on both databases and with real processes. */
@NullMarked
package dev.holdfast.appliance.licensing.node;

import org.jspecify.annotations.NullMarked;
