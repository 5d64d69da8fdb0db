/** Tests of the vendor's folder: keys, tokens, ledger. */
@NullMarked
package dev.holdfast.vendor.keys;

import org.jspecify.annotations.NullMarked;
