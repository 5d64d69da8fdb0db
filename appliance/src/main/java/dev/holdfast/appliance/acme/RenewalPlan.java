package dev.holdfast.appliance.acme;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When to order next, and when to try again. Everything is measured by the certificate's own life,
 * so that one of an hour is looked after as one of a year is.
 */
final class RenewalPlan {
  private static final Duration LONGEST_ADVICE = Duration.ofHours(24);
  private static final Duration USUAL_ADVICE = Duration.ofHours(6);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final Duration LAST_RETRY = Duration.ofHours(6);
  private static final Duration LAST_RETRY_WITHOUT = Duration.ofHours(1);
  private static final Duration LONGEST_WISH = Duration.ofHours(24);
  private static final int MOST_DOUBLINGS = 12;
  private static final int PART_LEFT_AT_LEAST = 20;
  private static final int TRIES_IN_A_LIFE = 60;
  private static final double JITTER = 0.25;

  private final DoubleSupplier chance;

  /**
   * Plans.
   *
   * @param chance a number from 0 to 1, another one at each asking
   */
  RenewalPlan(DoubleSupplier chance) {
    this.chance = chance;
  }

  /**
   * The window in which the server wants the renewal (RFC 9773, 4.2).
   *
   * @param again after how long it wants to be asked again
   */
  record Advice(Instant start, Instant end, Optional<Duration> again) {}

  /**
   * When a certificate is to be renewed: in the server's window, at a place that is the same at
   * each asking and another one on each node, or else when two thirds of its life are over. In any
   * case before its last twentieth.
   *
   * @param node scatters the nodes over the window
   */
  static Instant due(X509Certificate certificate, @Nullable Advice advice, String node) {
    Instant begin = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    Duration life = Duration.between(begin, end);
    Instant latest = end.minus(life.dividedBy(PART_LEFT_AT_LEAST));
    Instant due = begin.plus(life.multipliedBy(2).dividedBy(3));
    if (advice != null && advice.start().isBefore(advice.end())) {
      Duration window = Duration.between(advice.start(), advice.end());
      double place =
          (Objects.hash(node, certificate.getSerialNumber()) & Integer.MAX_VALUE)
              / (double) Integer.MAX_VALUE;
      due = advice.start().plusMillis((long) (window.toMillis() * place));
    }
    return due.isBefore(latest) ? due : latest;
  }

  /** After how long the server's advice is asked for again. */
  static Duration adviceAgain(X509Certificate certificate, @Nullable Advice advice) {
    Duration life =
        Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    Duration wish = advice == null ? USUAL_ADVICE : advice.again().orElse(USUAL_ADVICE);
    Duration most = shorter(LONGEST_ADVICE, life.dividedBy(PART_LEFT_AT_LEAST / 2));
    return longer(shorter(wish, most), Duration.ofSeconds(1));
  }

  /**
   * How long to wait after failures in a row: twice as long each time, with a quarter of chance so
   * that many appliances do not come back at once, and no longer than leaves some tries while the
   * certificate lives.
   *
   * @param left how long the certificate in use is in force; zero without one
   * @param wish what the server asked for; it counts, for a day at most
   */
  Duration retry(int failures, Duration left, Optional<Duration> wish) {
    boolean none = !left.isPositive();
    Duration first = none ? FIRST_RETRY : shorter(FIRST_RETRY, left.dividedBy(TRIES_IN_A_LIFE));
    Duration most =
        none ? LAST_RETRY_WITHOUT : shorter(LAST_RETRY, left.dividedBy(PART_LEFT_AT_LEAST / 2));
    Duration grown = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
    double scattered =
        shorter(grown, most).toMillis() * (1 + JITTER * (2 * chance.getAsDouble() - 1));
    Duration pause = longer(Duration.ofMillis((long) scattered), Duration.ofSeconds(1));
    return longer(pause, wish.map(each -> shorter(each, LONGEST_WISH)).orElse(Duration.ZERO));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
