package dev.holdfast.installer.cli;

import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

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

  /** Why a file or an address cannot be used, as the end of a sentence. */
  public static String reason(Exception e) {
    @Nullable String message = e.getMessage();
    return switch (e) {
      case NoSuchFileException gone -> "there is no " + gone.getFile();
      case AccessDeniedException closed -> "this user may not use " + closed.getFile();
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason();
      case CharacterCodingException binary -> "it is not text";
      case ConnectException refused when message == null ->
          refused.getCause() instanceof UnresolvedAddressException
              ? "nobody knows the name"
              : "nothing answers at this address and port";
      default -> message == null ? e.getClass().getSimpleName() : message;
    };
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
