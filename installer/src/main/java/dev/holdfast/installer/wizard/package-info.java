/**
 * The guided installation: one question at a time, in plain words, back and forth. It ends with
 * answers, and changes nothing. Single-threaded.
 */
@NullMarked
package dev.holdfast.installer.wizard;

import org.jspecify.annotations.NullMarked;
