/** Tests of reading JSON. */
@NullMarked
package dev.holdfast.appliance.platform.json;

import org.jspecify.annotations.NullMarked;
