/** Time that never goes back, and the three places that keep it. */
@NullMarked
package dev.holdfast.appliance.licensing.clock;

import org.jspecify.annotations.NullMarked;
