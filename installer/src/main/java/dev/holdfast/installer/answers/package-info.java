/**
 * What the operator wants, as a file: read strictly, all mistakes said at once, and written in one
 * way only, so that the file that the wizard writes is the file that reproduces it. Immutable.
 */
@NullMarked
package dev.holdfast.installer.answers;

import org.jspecify.annotations.NullMarked;
