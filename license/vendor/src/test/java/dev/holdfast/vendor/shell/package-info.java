/** Tests of what all commands stand on. */
@NullMarked
package dev.holdfast.vendor.shell;

import org.jspecify.annotations.NullMarked;
