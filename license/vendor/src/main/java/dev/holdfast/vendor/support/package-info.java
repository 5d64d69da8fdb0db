/**
 * Support bundles at the vendor: the key that they are encrypted to, and how they are opened. What
 * is in a bundle is hostile until shown otherwise, and it is never shown otherwise.
 */
@NullMarked
package dev.holdfast.vendor.support;

import org.jspecify.annotations.NullMarked;
