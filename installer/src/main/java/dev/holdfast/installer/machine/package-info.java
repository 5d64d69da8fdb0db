/**
 * Everything that installing changes on a machine goes through here: files, services, programs. So
 * every change can be counted, cut off and tried again in a test. Single-threaded.
 */
@NullMarked
package dev.holdfast.installer.machine;

import org.jspecify.annotations.NullMarked;
