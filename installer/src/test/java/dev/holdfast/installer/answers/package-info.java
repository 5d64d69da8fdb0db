/** Tests of the answer file. */
@NullMarked
package dev.holdfast.installer.answers;

import org.jspecify.annotations.NullMarked;
