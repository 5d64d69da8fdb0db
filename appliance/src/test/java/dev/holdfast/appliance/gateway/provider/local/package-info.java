/** Tests of what this package promises. */
@NullMarked
package dev.holdfast.appliance.gateway.provider.local;

import org.jspecify.annotations.NullMarked;
