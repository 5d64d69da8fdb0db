/** Tests of support bundles. */
@NullMarked
package dev.holdfast.license.support;

import org.jspecify.annotations.NullMarked;
