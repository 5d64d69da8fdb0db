package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.error.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;

/**
 * Why an order came to nothing: a code of the catalogue, a sentence, and perhaps when the server
 * wants to be asked again. What the server said is cut short and has no line of its own.
 */
final class AcmeFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 300;
  private static final String ERROR_PREFIX = "urn:ietf:params:acme:error:";

  private final ErrorCode code;
  private final transient @Nullable Instant retryAt;

  AcmeFailure(ErrorCode code, String detail, @Nullable Throwable cause) {
    this(code, detail, null, cause);
  }

  private AcmeFailure(
      ErrorCode code, String detail, @Nullable Instant retryAt, @Nullable Throwable cause) {
    super(shortened(detail), cause);
    this.code = code;
    this.retryAt = retryAt;
  }

  ErrorCode code() {
    return code;
  }

  /** The sentence. */
  String detail() {
    return String.valueOf(getMessage());
  }

  Optional<Instant> retryAt() {
    return Optional.ofNullable(retryAt);
  }

  /** Puts the library's exception into our words. */
  static AcmeFailure of(AcmeException fault) {
    return switch (fault) {
      case AcmeRateLimitedException limited ->
          new AcmeFailure(
              ErrorCode.ACME_RATE_LIMITED,
              words(limited.getProblem()),
              limited.getRetryAfter().orElse(null),
              fault);
      case AcmeServerException refused ->
          new AcmeFailure(ErrorCode.ACME_REFUSED, words(refused.getProblem()), null, fault);
      case AcmeNetworkException network ->
          new AcmeFailure(ErrorCode.ACME_UNREACHABLE, reason(network), null, fault);
      default ->
          new AcmeFailure(ErrorCode.ACME_REFUSED, String.valueOf(fault.getMessage()), null, fault);
    };
  }

  /** What the library throws where an answer is not as the protocol says. */
  static AcmeFailure notTheProtocol(RuntimeException fault) {
    if (fault.getCause() instanceof AcmeException inner) {
      return of(inner);
    }
    return new AcmeFailure(
        ErrorCode.ACME_REFUSED,
        "The answer is not as ACME has it: " + fault.getMessage(),
        null,
        fault);
  }

  /** True where the server no longer knows the account. */
  static boolean isAccountGone(AcmeException fault) {
    return fault instanceof AcmeServerException refused
        && refused.getType().equals(URI.create(ERROR_PREFIX + "accountDoesNotExist"));
  }

  static String words(Problem problem) {
    String type = problem.getType().toString();
    String name = type.startsWith(ERROR_PREFIX) ? type.substring(ERROR_PREFIX.length()) : "refused";
    return name + problem.getDetail().map(detail -> ": " + detail).orElse("");
  }

  private static String reason(AcmeNetworkException fault) {
    Throwable cause = fault.getCause();
    while (cause instanceof IOException && cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == null
        ? "The connection failed."
        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
