/**
 * Assembles the offline bundle: a release tree of everything that a site without a network needs,
 * its bill of materials and provenance, the signed manifest over it, and the one file that carries
 * it. The same commit, keys and arguments give the same bytes. Runs while building, on one thread.
 */
@NullMarked
package dev.holdfast.offline;

import org.jspecify.annotations.NullMarked;
