/**
 * Who this installation is: an id and a key of its own, made at the first start; how its machine
 * looks, without saying which it is; what it asked of the vendor, and what it was answered.
 */
@NullMarked
package dev.holdfast.appliance.licensing.installation;

import org.jspecify.annotations.NullMarked;
