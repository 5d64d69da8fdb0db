package dev.holdfast.appliance.backup.archive;

import dev.holdfast.appliance.platform.error.ErrorCode;
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

  /** Why, each with its place in the catalogue of errors. */
  public enum Reason {
    /** There is no such backup. */
    UNKNOWN(ErrorCode.BACKUP_NOT_FOUND),
    /** Bytes are missing or were changed. */
    DAMAGED(ErrorCode.BACKUP_DAMAGED),
    /** No key at hand opens it. */
    LOCKED(ErrorCode.BACKUP_LOCKED),
    /** It was taken by a newer version. */
    NEWER(ErrorCode.BACKUP_NEWER),
    /** Where backups lie cannot be reached, or refused. */
    STORE(ErrorCode.BACKUP_STORE_UNAVAILABLE),
    /** A moment that no base with the log behind it reaches. */
    UNREACHABLE(ErrorCode.BACKUP_TIME_UNREACHABLE),
    /** A part of the log between the base and the moment is missing. */
    GAP(ErrorCode.BACKUP_LOG_GAP),
    /** What is there does not allow it. */
    REFUSED(ErrorCode.BACKUP_REFUSED);

    private final ErrorCode code;

    Reason(ErrorCode code) {
      this.code = code;
    }

    public ErrorCode code() {
      return code;
    }
  }
}
