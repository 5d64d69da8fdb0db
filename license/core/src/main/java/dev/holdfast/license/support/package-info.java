/**
 * Support bundles: how they are sealed, signed, packed and read, and what can be told from what is
 * in them. The appliance writes them, the vendor reads them. Immutable or used by one thread; does
 * no I/O.
 */
@NullMarked
package dev.holdfast.license.support;

import org.jspecify.annotations.NullMarked;
