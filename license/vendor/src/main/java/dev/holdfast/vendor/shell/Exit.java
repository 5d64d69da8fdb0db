package dev.holdfast.vendor.shell;

/** The exit codes: an interface like any other, so they keep their meaning. */
public enum Exit {
  OK(0),
  /** A fault in holdfast-vendor itself. */
  SOFTWARE(1),
  /** The command was not understood. */
  USAGE(2),
  /** A statement, key or value was refused. */
  REFUSED(3),
  /** A key could not be opened: the passphrase is wrong or missing, or the token is. */
  KEY_CLOSED(4),
  /** A file is missing, exists already, or cannot be written. */
  FILE(5),
  /** The ledger was changed after it was written. */
  LEDGER_BROKEN(6),
  /** A usage report was changed, cut, or comes from a restored database. */
  REPORT_BROKEN(7);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
