/** Tests of the vendor's side of support bundles. */
@NullMarked
package dev.holdfast.vendor.support;

import org.jspecify.annotations.NullMarked;
