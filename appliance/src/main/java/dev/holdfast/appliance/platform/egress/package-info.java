/**
 * Whom this process may call. Where only listed addresses are allowed, no other name is looked up
 * and no other address is connected to. Thread-safe; asked on every way out.
 */
@NullMarked
package dev.holdfast.appliance.platform.egress;

import org.jspecify.annotations.NullMarked;
