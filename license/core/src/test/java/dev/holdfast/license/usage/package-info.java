/** Tests of rows, chains and reports of use. */
@NullMarked
package dev.holdfast.license.usage;

import org.jspecify.annotations.NullMarked;
