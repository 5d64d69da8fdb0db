/** Tests of the audit log: chain, journal, recovery, shipping, reading, verifying. */
@NullMarked
package dev.holdfast.appliance.audit.read;

import org.jspecify.annotations.NullMarked;
