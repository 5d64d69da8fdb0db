/**
 * Long changes in small steps: a journal on disk that says how far a procedure came, and the engine
 * that goes on from there after a power cut, or takes everything back after a failure.
 * Single-threaded; one procedure at a time on a machine.
 */
@NullMarked
package dev.holdfast.installer.procedure;

import org.jspecify.annotations.NullMarked;
