/**
 * The time that licences go by: never back, kept in three places that do not trust each other (the
 * database, a sealed file, the audit chain), and set right by the vendor's word alone. Thread-safe.
 */
@NullMarked
package dev.holdfast.appliance.licensing.clock;

import org.jspecify.annotations.NullMarked;
