package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.exception.AcmeException;

/** Asks again until something has come to its end, within what a whole order may take. */
final class Waiting {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration LONGEST_WISH = Duration.ofSeconds(60);

  /** The library makes an instant of Retry-After with the machine's own clock. */
  private static final Clock MACHINE = Clock.systemUTC();

  private final Duration bound;
  private final long begin = System.nanoTime();

  Waiting(Duration bound) {
    this.bound = bound;
  }

  /** How long from now until the instant that the library made of a server's wish. */
  static Optional<Duration> until(@Nullable Instant wish) {
    return wish == null
        ? Optional.empty()
        : Optional.of(Duration.between(MACHINE.instant(), wish)).filter(Duration::isPositive);
  }

  /** The status that follows those; it is asked for at least once. */
  Status forEnd(PollableResource resource, Status... passing)
      throws AcmeException, AcmeFailure, InterruptedException {
    List<Status> before = List.of(passing);
    Duration pause = FIRST;
    while (before.contains(resource.getStatus())) {
      if (System.nanoTime() - begin > bound.toNanos()) {
        throw new AcmeFailure(
            ErrorCode.ACME_UNREACHABLE, "The order was not done within " + bound + ".", null);
      }
      Thread.sleep(pause);
      Optional<Duration> wish = until(resource.fetch().orElse(null));
      Duration next = pause.multipliedBy(2);
      pause = wish.map(each -> shorter(each, LONGEST_WISH)).orElse(shorter(next, LONGEST));
    }
    return resource.getStatus();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
