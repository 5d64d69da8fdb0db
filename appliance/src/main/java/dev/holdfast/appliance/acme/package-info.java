/**
 * The server's certificate by ACME (RFC 8555) from a customer's internal authority: account, order,
 * challenges, renewal (RFC 9773). Nothing in it is made where {@code holdfast.tls.mode} is not
 * {@code acme}, except what says so to those who ask. One thread orders; the state can be read by
 * all.
 */
@NullMarked
package dev.holdfast.appliance.acme;

import org.jspecify.annotations.NullMarked;
