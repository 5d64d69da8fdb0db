/** The record of use, and what a vendor finds out about one that was meddled with. */
@NullMarked
package dev.holdfast.appliance.licensing.meter;

import org.jspecify.annotations.NullMarked;
