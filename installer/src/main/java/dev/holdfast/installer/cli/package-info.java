/**
 * What every command of holdfastctl speaks through: the console, the exit codes, the failure that
 * ends a command, the appliance's home and the running appliance itself. Single-threaded.
 */
@NullMarked
package dev.holdfast.installer.cli;

import org.jspecify.annotations.NullMarked;
