package dev.holdfast.installer.cli;

/** Ends a command: a sentence for the operator, what to do about it, and the exit code. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String code;
  private final String hint;

  /**
   * @param code stable, from the error catalogue where the appliance answered
   */
  public CommandFailure(ExitCode exitCode, String code, String message, String hint) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
    this.hint = hint;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String code() {
    return code;
  }

  public String hint() {
    return hint;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
