/** Tests of certificates by ACME, against a server of our own and against Pebble. */
@NullMarked
package dev.holdfast.appliance.acme;

import org.jspecify.annotations.NullMarked;
