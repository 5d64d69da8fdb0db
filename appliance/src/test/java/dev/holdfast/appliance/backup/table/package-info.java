/** Tests of backups: table. */
@NullMarked
package dev.holdfast.appliance.backup.table;

import org.jspecify.annotations.NullMarked;
