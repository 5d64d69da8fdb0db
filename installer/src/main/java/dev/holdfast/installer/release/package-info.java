/**
 * What is to be installed: a signed bundle, or the tree that one was extracted to. Nothing comes
 * out of here that was not verified. Single-threaded.
 */
@NullMarked
package dev.holdfast.installer.release;

import org.jspecify.annotations.NullMarked;
