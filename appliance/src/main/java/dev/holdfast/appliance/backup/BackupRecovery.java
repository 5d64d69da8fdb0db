package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.RecoveryKey;
import org.jspecify.annotations.Nullable;

/** The installation's recovery key, for others that encrypt for its holder. */
public interface BackupRecovery {
  /** The public half; null before there is one. */
  @Nullable RecoveryKey key();
}
