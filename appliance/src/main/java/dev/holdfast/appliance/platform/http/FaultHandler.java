package dev.holdfast.appliance.platform.http;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for what nobody expected: the log gets the stack, the caller gets the request id to find
 * it by, and nothing of the fault itself.
 */
@Singleton
final class FaultHandler implements ExceptionHandler<Throwable, HttpResponse<?>> {
  private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);

  @Override
  @SuppressWarnings("rawtypes") // Micronaut's interface
  public HttpResponse<?> handle(HttpRequest request, Throwable fault) {
    if (fault instanceof CompletionException
        && fault.getCause() instanceof ProblemException known) {
      // Waiting for another thread wraps what it threw.
      return ProblemResponses.of(request, known.problem());
    }
    LOG.error("Unexpected fault (request {})", RequestIds.of(request), fault);
    return ProblemResponses.of(request, Problem.of(ErrorCode.INTERNAL));
  }
}
