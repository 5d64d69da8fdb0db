package dev.holdfast.appliance.admission;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.identity.session.SignInLimiter;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.http.ClientAddress;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets callers who are nobody yet come to the open endpoints that change something, so often from
 * each address. Who comes too often leaves one audit record when that begins, and one with the
 * count when a window is over; the audit log does not grow with the refusals. Thread-safe.
 */
@Singleton
final class Doorstep {
  static final Duration WINDOW = Crowds.WINDOW;

  /** Addresses that are told apart in a window; the rest is counted together. */
  static final int MOST_ADDRESSES = 1_000;

  private static final String OTHERS = "";
  private static final Logger LOG = LoggerFactory.getLogger(Doorstep.class);

  private final SignInLimiter limiter;
  private final ClientAddress clientAddress;
  private final Ledger ledger;
  private final Crowds<String> crowds;

  Doorstep(SignInLimiter limiter, ClientAddress clientAddress, Ledger ledger, Clock clock) {
    this.limiter = limiter;
    this.clientAddress = clientAddress;
    this.ledger = ledger;
    this.crowds = new Crowds<>(clock, MOST_ADDRESSES, OTHERS);
  }

  /**
   * Takes one of the address's tries.
   *
   * @throws ProblemException {@code sign_in_rate_limited}
   */
  void enter(HttpRequest<?> request, String action) {
    String address = clientAddress.of(request);
    limiter
        .takeOfAddress(address)
        .ifPresent(
            wait -> {
              Problem problem =
                  Problem.retryable(
                      ErrorCode.SIGN_IN_RATE_LIMITED, "Too many attempts were made.", wait);
              if (crowds.first(SignInLimiter.network(address))) {
                write(() -> ledger.refused(request, null, Actor.ANONYMOUS, action, problem));
              }
              throw problem.asException();
            });
  }

  /** The caller has proved who they are: that try does not count. */
  void recognised(HttpRequest<?> request) {
    limiter.giveBackToAddress(clientAddress.of(request));
  }

  /** Writes the counts of the windows that are over. */
  @Scheduled(fixedDelay = "1m", initialDelay = "1m")
  void close() {
    for (Crowds.Crowd<String> crowd : crowds.over()) {
      write(() -> ledger.crowd(crowd.kind(), crowd.since(), crowd.more()));
    }
  }

  /** A refusal is answered even when the log cannot be written: nothing was done. */
  private static void write(Runnable record) {
    try {
      record.run();
    } catch (ProblemException e) {
      LOG.warn("Refused sign-ins could not be written to the audit log: {}", e.getMessage());
    }
  }
}
