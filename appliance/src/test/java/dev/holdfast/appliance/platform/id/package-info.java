/** Tests of what this package promises. */
@NullMarked
package dev.holdfast.appliance.platform.id;

import org.jspecify.annotations.NullMarked;
