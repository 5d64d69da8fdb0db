/** Tests of backups: archive. */
@NullMarked
package dev.holdfast.appliance.backup.archive;

import org.jspecify.annotations.NullMarked;
