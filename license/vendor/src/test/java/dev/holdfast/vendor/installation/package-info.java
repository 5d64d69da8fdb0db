/** Tests of what installations send and what the vendor answers. */
@NullMarked
package dev.holdfast.vendor.installation;

import org.jspecify.annotations.NullMarked;
