/**
 * The form of a backup: chunks, packs, the sealed manifest that names them all, and the recovery
 * key that opens it where no KMS can. Knows neither where backups lie nor what is in them.
 */
@NullMarked
package dev.holdfast.appliance.backup.archive;

import org.jspecify.annotations.NullMarked;
