/**
 * The vendor's folder: the root and its shares, the role keys, how they are opened, and the ledger
 * of everything that they signed. Not thread-safe; the ledger is locked between processes.
 */
@NullMarked
package dev.holdfast.vendor.keys;

import org.jspecify.annotations.NullMarked;
