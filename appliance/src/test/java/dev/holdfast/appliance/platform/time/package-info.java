/** Tests of what this package promises. */
@NullMarked
package dev.holdfast.appliance.platform.time;

import org.jspecify.annotations.NullMarked;
