/** Tests of licences, from a plan to a signed file. */
@NullMarked
package dev.holdfast.vendor.licence;

import org.jspecify.annotations.NullMarked;
