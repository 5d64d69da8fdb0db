/** How the running appliance is reached and known. */
@NullMarked
package dev.holdfast.installer.cli;

import org.jspecify.annotations.NullMarked;
