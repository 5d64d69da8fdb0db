/** Tests of holdfastctl restore's way to the appliance's program. */
@NullMarked
package dev.holdfast.installer.backup;

import org.jspecify.annotations.NullMarked;
