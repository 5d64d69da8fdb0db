/** The log of PostgreSQL, its pieces and its bases; single-threaded. */
@NullMarked
package dev.holdfast.appliance.backup.wal;

import org.jspecify.annotations.NullMarked;
