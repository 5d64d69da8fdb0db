package dev.holdfast.appliance;

import dev.holdfast.appliance.platform.error.ErrorCode;

/** The process's exit codes. A number, once shipped, keeps its meaning. */
enum ExitCode {
  OK(0, "It was asked to stop, and everything in flight came to its end."),
  FAULT(1, "Something unexpected went wrong; the log has the details."),
  USAGE(2, "The command line was wrong."),
  HOME_NOT_WRITABLE(3, "The home directory cannot be made or written."),
  PORT_TAKEN(4, "A port is already in use."),
  DATABASE(5, "The database is locked by another process, or cannot be reached."),
  JAVA_TOO_OLD(6, "The Java runtime is older than 25."),
  CONFIGURATION_INVALID(
      7,
      "The configuration has an unknown key, a value that is not valid, or a certificate that cannot be used."),
  KMS_UNAVAILABLE(8, "The key management service cannot be reached, or refused."),
  DISK_FULL(9, "There is no space left for the home directory."),
  RESTORE_FAILED(
      10,
      "The backup was not restored; nothing that is in use was changed, or --resume finishes it.");

  private final int number;
  private final String sentence;

  ExitCode(int number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  int number() {
    return number;
  }

  String sentence() {
    return sentence;
  }

  /** The exit code of a start that ended with this error. */
  static ExitCode of(ErrorCode code) {
    return switch (code) {
      case HOME_NOT_WRITABLE -> HOME_NOT_WRITABLE;
      case PORT_TAKEN -> PORT_TAKEN;
      case HOME_IN_USE, DATABASE_UNAVAILABLE -> DATABASE;
      case JAVA_TOO_OLD -> JAVA_TOO_OLD;
      case CONFIGURATION_INVALID, CERTIFICATE_UNUSABLE -> CONFIGURATION_INVALID;
      case KMS_UNAVAILABLE, KMS_REFUSED -> KMS_UNAVAILABLE;
      case DISK_FULL -> DISK_FULL;
      default -> FAULT;
    };
  }
}
