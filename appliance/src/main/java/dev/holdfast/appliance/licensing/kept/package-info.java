/**
 * What licensing keeps: the statement files that were taken, those that lie in the folder, and the
 * history of what they came to.
 */
@NullMarked
package dev.holdfast.appliance.licensing.kept;

import org.jspecify.annotations.NullMarked;
