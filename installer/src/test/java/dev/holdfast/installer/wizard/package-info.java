/** The wizard, with somebody who answers. */
@NullMarked
package dev.holdfast.installer.wizard;

import org.jspecify.annotations.NullMarked;
