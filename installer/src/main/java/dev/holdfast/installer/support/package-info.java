/** holdfastctl support: what would leave is shown first, then written. Single-threaded. */
@NullMarked
package dev.holdfast.installer.support;

import org.jspecify.annotations.NullMarked;
