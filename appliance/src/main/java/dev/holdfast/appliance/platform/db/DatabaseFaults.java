package dev.holdfast.appliance.platform.db;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** Tells the faults of a database from the faults of a statement, and puts them in words. */
final class DatabaseFaults {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final Pattern POOL_CLOSED =
      Pattern.compile("^HikariDataSource .* has been closed");
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  // H2's own codes (org.h2.api.ErrorCode), because its SQL states say too little.
  private static final int H2_GENERAL = 50000;
  private static final int H2_ALREADY_OPEN = 90020;
  private static final int H2_IO = 90028;
  private static final int H2_FILE_CORRUPTED = 90030;
  private static final int H2_IO_NAMED = 90031;
  private static final int H2_FILE_CREATION = 90062;
  private static final int H2_READ_ONLY = 90097;
  private static final int H2_CLOSED = 90098;
  private static final int H2_CLOSING = 90121;
  private static final int H2_LOCK_TIMEOUT = 50200;

  private DatabaseFaults() {}

  static boolean isDuplicate(@Nullable Throwable fault) {
    for (Throwable at = fault; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  /** Whether H2 says that it is closed, or the pool to it is. */
  static boolean isClosed(@Nullable Throwable fault) {
    for (Throwable at = fault; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql
          && (code(sql) == H2_CLOSED
              || code(sql) == H2_CLOSING
              || code(sql) == H2_IO
              || code(sql) == H2_IO_NAMED
              || POOL_CLOSED.matcher(String.valueOf(sql.getMessage())).find())) {
        return true;
      }
    }
    return false;
  }

  /** The problem, if {@code fault} comes from the database being away, busy or full. */
  static Optional<ProblemException> unavailable(Throwable fault) {
    Optional<Problem> found = Optional.empty();
    for (@Nullable Throwable at = fault; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql) {
        // The innermost cause knows best: a pool's timeout hides why no connection could be made.
        Optional<Problem> inner = describe(sql).or(() -> pool(sql));
        found = inner.isPresent() ? inner : found;
      }
    }
    return found.map(problem -> new ProblemException(problem, fault));
  }

  private static Optional<Problem> pool(SQLException fault) {
    if (POOL_CLOSED.matcher(String.valueOf(fault.getMessage())).find()) {
      return Optional.of(problem("The database is closed, or being opened again.", SOON));
    }
    return fault instanceof SQLTransientConnectionException
        ? Optional.of(problem("No connection to the database was free in time.", SOON))
        : Optional.empty();
  }

  private static Optional<Problem> describe(SQLException fault) {
    String words =
        switch (code(fault)) {
          case H2_ALREADY_OPEN ->
              "The database file is in use by another process. Stop that process first.";
          case H2_IO, H2_IO_NAMED ->
              "The database file cannot be read or written. Check the disk's space and the"
                  + " directory's owner.";
          case H2_FILE_CREATION, H2_READ_ONLY ->
              "The database file cannot be written. Check the directory's owner and mode.";
          case H2_FILE_CORRUPTED -> "The database file is damaged. Restore a backup.";
          case H2_CLOSED, H2_CLOSING -> "The database is closed.";
          case H2_LOCK_TIMEOUT -> "The database is busy: a lock was not free in time.";
          default -> byState(fault.getSQLState());
        };
    if (words.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(problem(words, words.contains("busy") ? SOON : LATER));
  }

  /** A disk that is full at a commit comes as a general error; the store's own fault says more. */
  private static int code(SQLException fault) {
    if (fault.getErrorCode() == H2_GENERAL && fault.getCause() instanceof MVStoreException store) {
      return switch (store.getErrorCode()) {
        case DataUtils.ERROR_READING_FAILED, DataUtils.ERROR_WRITING_FAILED -> H2_IO;
        case DataUtils.ERROR_CLOSED -> H2_CLOSED;
        default -> H2_GENERAL;
      };
    }
    return fault.getErrorCode();
  }

  /** PostgreSQL's SQL states, appendix A of its manual. */
  private static String byState(@Nullable String state) {
    if (state == null) {
      return "";
    }
    return switch (state) {
      case "28000", "28P01" -> "The database refused the role or its password.";
      case "3D000" -> "The database server has no database of that name.";
      case "53100" -> "The database server's disk is full.";
      case "53300" -> "The database server has no connection left.";
      case "55P03", "57014", "40P01", "40001" -> "The database is busy: it took too long.";
      case "57P01", "57P02", "57P03" -> "The database server is stopping or starting.";
      default -> state.startsWith("08") ? "The database server cannot be reached." : "";
    };
  }

  private static Problem problem(String words, Duration retryAfter) {
    return Problem.retryable(ErrorCode.DATABASE_UNAVAILABLE, words, retryAfter);
  }
}
