/**
 * How use is written down so that the vendor can trust it and the customer can read it: rows in a
 * chain of hashes, reports signed by the installation, and what a reader finds out about a chain
 * that was edited, cut or restored. Pure functions over records; immutable and thread-safe; nobody
 * here asks for the time.
 */
@NullMarked
package dev.holdfast.license.usage;

import org.jspecify.annotations.NullMarked;
