/**
 * Any moment of a PostgreSQL: its write-ahead log as it is streamed, copies of its cluster, and the
 * cluster that a restore replays them in. What is stored is sealed as archives are. Nothing here is
 * shared between threads unless a type says so.
 */
@NullMarked
package dev.holdfast.appliance.backup.wal;

import org.jspecify.annotations.NullMarked;
