/**
 * Licences, from a plan to a signed file, and taking them back. What a licence is and whether it
 * holds is the licence core's to say. Not thread-safe.
 */
@NullMarked
package dev.holdfast.vendor.licence;

import org.jspecify.annotations.NullMarked;
