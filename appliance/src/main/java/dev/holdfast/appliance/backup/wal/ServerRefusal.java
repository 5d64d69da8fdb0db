package dev.holdfast.appliance.backup.wal;

import java.io.IOException;

/** The database server refused; the message is its own. */
public final class ServerRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  private static final String IN_USE = "55006";

  private final String code;

  ServerRefusal(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Whether it may be otherwise in a moment: the slot is in use, the server stops or is full. */
  boolean passes() {
    return code.equals(IN_USE) || code.startsWith("53") || code.startsWith("57");
  }

  /** SQLSTATE, five characters. */
  public String code() {
    return code;
  }
}
