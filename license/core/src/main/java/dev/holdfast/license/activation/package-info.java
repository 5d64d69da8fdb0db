/**
 * What an installation asks of its vendor without a network, and what the vendor answers: requests,
 * fingerprints, the binding of a licence to an installation, resets of the time kept. Pure
 * functions over records; immutable and thread-safe; nobody here asks for the time or for a host's
 * signals.
 */
@NullMarked
package dev.holdfast.license.activation;

import org.jspecify.annotations.NullMarked;
