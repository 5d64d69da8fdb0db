/**
 * What is used, written down day by day in a chain of hashes, and exported as a table that people
 * read with a signed file that the vendor verifies. Nothing leaves the appliance by itself.
 */
@NullMarked
package dev.holdfast.appliance.licensing.meter;

import org.jspecify.annotations.NullMarked;
