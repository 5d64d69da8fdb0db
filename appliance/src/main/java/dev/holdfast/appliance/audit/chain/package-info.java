/**
 * What a chain of audit records is: how each record is bound to the one before, where a chain ends,
 * and what this node has added that the database may not have yet. Knows nothing of what a record
 * says. {@link ChainHash} is used by one thread at a time; everything else is thread-safe.
 */
@NullMarked
package dev.holdfast.appliance.audit.chain;

import org.jspecify.annotations.NullMarked;
