/** Who an installation is, how its machine looks, and what it asks. */
@NullMarked
package dev.holdfast.appliance.licensing.installation;

import org.jspecify.annotations.NullMarked;
