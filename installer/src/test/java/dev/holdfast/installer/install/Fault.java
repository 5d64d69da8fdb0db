package dev.holdfast.installer.install;

import dev.holdfast.installer.machine.Probe;
import java.io.IOException;

/** Counts changes, and at one of them cuts the power or finds the disk full. */
final class Fault implements Probe {
  /** The process is gone: nothing after this runs, not even taking back. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String change) {
      super(change, null, false, false);
    }
  }

  /** What goes wrong. */
  enum Kind {
    NONE,
    KILL,
    DISK_FULL
  }

  private final Kind kind;
  private final int at;
  private int count;
  private String where = "";

  Fault(Kind kind, int at) {
    this.kind = kind;
    this.at = at;
  }

  @Override
  public void before(String change, boolean grows) throws IOException {
    count++;
    if (kind == Kind.KILL && count == at) {
      where = change;
      throw new Killed(change);
    }
    // A disk that is full stays full: only what takes no space goes on.
    if (kind == Kind.DISK_FULL && count >= at && grows) {
      where = where.isEmpty() ? change : where;
      throw new IOException("No space left on device");
    }
  }

  int count() {
    return count;
  }

  /** Where it happened; empty where nothing did. */
  String where() {
    return where;
  }
}
