/**
 * The checks of a machine that Holdfast is to run on, or runs on: one engine behind {@code
 * holdfastctl preflight}, the doctor, and the metric of each check. A check looks and changes
 * nothing, except for a scratch file that it deletes. Checks may block for some seconds; they are
 * immutable, and a list of them may be run from any thread.
 */
@NullMarked
package dev.holdfast.checks;

import org.jspecify.annotations.NullMarked;
