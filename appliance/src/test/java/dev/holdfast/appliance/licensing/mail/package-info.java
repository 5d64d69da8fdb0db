/** Mail over a real SMTP conversation on the loopback. */
@NullMarked
package dev.holdfast.appliance.licensing.mail;

import org.jspecify.annotations.NullMarked;
