/** Tests of the list of addresses that may be called. */
@NullMarked
package dev.holdfast.appliance.platform.egress;

import org.jspecify.annotations.NullMarked;
