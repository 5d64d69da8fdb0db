/**
 * The audit log as it is read and verified: from the database and, for what is not there yet, from
 * this node's journal. Thread-safe; it never holds up what writes.
 */
@NullMarked
package dev.holdfast.appliance.audit.read;

import org.jspecify.annotations.NullMarked;
