/** Tests of requests, bindings and resets. */
@NullMarked
package dev.holdfast.license.activation;

import org.jspecify.annotations.NullMarked;
