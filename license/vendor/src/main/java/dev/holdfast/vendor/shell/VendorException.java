package dev.holdfast.vendor.shell;

/** Ends a command with a sentence and an exit code. */
public final class VendorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final Exit exit;

  public VendorException(Exit exit, String text) {
    super(text, null, false, false);
    this.text = text;
    this.exit = exit;
  }

  public String text() {
    return text;
  }

  public Exit exit() {
    return exit;
  }
}
