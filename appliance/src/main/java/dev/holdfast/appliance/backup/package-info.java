/**
 * Backups of the whole appliance, how they are kept, proved and put back, and the notice that a
 * state is older than one that was already seen. Thread-safe; one backup or drill at a time.
 */
@NullMarked
package dev.holdfast.appliance.backup;

import org.jspecify.annotations.NullMarked;
