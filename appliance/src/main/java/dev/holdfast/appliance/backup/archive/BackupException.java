package dev.holdfast.appliance.backup.archive;

import java.io.IOException;

/** A backup cannot be read or written; the message is a sentence for the operator. */
public final class BackupException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public BackupException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public BackupException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Why. */
  public enum Reason {
    /** There is no such backup. */
    UNKNOWN,
    /** Bytes are missing or were changed. */
    DAMAGED,
    /** No key at hand opens it. */
    LOCKED,
    /** It was taken by a newer version. */
    NEWER,
    /** Where backups lie cannot be reached, or refused. */
    STORE,
    /** What is there does not allow it. */
    REFUSED
  }
}
