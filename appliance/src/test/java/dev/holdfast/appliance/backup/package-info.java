/** Tests of backups. */
@NullMarked
package dev.holdfast.appliance.backup;

import org.jspecify.annotations.NullMarked;
