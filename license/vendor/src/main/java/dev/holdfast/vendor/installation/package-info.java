/**
 * What installations send and what the vendor answers: requests for a bound licence or a reset of
 * the time, and reports of use. The ledger pins each installation's key and remembers what was seen
 * of it. Not thread-safe.
 */
@NullMarked
package dev.holdfast.vendor.installation;

import org.jspecify.annotations.NullMarked;
