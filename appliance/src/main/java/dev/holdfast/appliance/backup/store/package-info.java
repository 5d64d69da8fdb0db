/** Where backups lie: a directory, or an S3-compatible bucket. Thread-safe; blocks on the disk. */
@NullMarked
package dev.holdfast.appliance.backup.store;

import org.jspecify.annotations.NullMarked;
