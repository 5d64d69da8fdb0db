/**
 * Mail to the people who look after the licence, where the operator configured it. What is to be
 * sent waits in memory, away from everybody else; a mail server that is down delays nothing.
 */
@NullMarked
package dev.holdfast.appliance.licensing.mail;

import org.jspecify.annotations.NullMarked;
