/** Tests of what this package promises. */
@NullMarked
package dev.holdfast.appliance.gateway.provider.simulator;

import org.jspecify.annotations.NullMarked;
