/** Tests of backups: restore. */
@NullMarked
package dev.holdfast.appliance.backup.restore;

import org.jspecify.annotations.NullMarked;
