/** Tests of the audit log: chain, journal, recovery, shipping, reading, verifying. */
@NullMarked
package dev.holdfast.appliance.audit.chain;

import org.jspecify.annotations.NullMarked;
