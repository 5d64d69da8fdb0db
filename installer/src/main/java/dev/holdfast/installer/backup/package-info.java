/**
 * holdfastctl backup and restore. A backup is taken by the running appliance; a restore is done by
 * the appliance's own program while it does not run. Single-threaded.
 */
@NullMarked
package dev.holdfast.installer.backup;

import org.jspecify.annotations.NullMarked;
