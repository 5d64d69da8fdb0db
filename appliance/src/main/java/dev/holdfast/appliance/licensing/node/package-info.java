/**
 * Places for nodes: at most as many live at once as the licence grants. A place is a lease in the
 * shared database, renewed while its node lives and free soon after it died. A node without one
 * runs, is not ready, and says why; it never takes anything from a node that works. Thread-safe.
 */
@NullMarked
package dev.holdfast.appliance.licensing.node;

import org.jspecify.annotations.NullMarked;
