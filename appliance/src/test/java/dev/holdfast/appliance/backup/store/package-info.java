/** Tests of backups: store. */
@NullMarked
package dev.holdfast.appliance.backup.store;

import org.jspecify.annotations.NullMarked;
