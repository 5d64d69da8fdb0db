/** Which releases may be installed, be they bundles or folders, and what is taken from them. */
@NullMarked
package dev.holdfast.installer.release;

import org.jspecify.annotations.NullMarked;
