package dev.holdfast.appliance.audit.chain;

import java.util.UUID;

/** Where a chain ends: the last record's sequence and hash. Nothing changes {@code hash}. */
@SuppressWarnings("ArrayRecordComponent") // thirty-two bytes that never leave the feature
public record ChainHead(long sequence, byte[] hash) {
  /** What stands as the tenant of the platform's own chain. */
  public static final UUID PLATFORM = new UUID(0, 0);

  /** The end of a chain that has not begun. */
  public static final ChainHead EMPTY = new ChainHead(0, new byte[ChainHash.SIZE]);
}
