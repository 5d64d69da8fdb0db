package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.RecoveryKey;
import org.jspecify.annotations.Nullable;

/**
 * The installation's id and recovery key, for others that speak for it or encrypt for its holder.
 */
public interface BackupRecovery {
  /** The public half; null before there is one. */
  @Nullable RecoveryKey key();

  /** Names the installation for as long as its data lives. */
  String installation();
}
