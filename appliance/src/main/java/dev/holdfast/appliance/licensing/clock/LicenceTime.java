package dev.holdfast.appliance.licensing.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The arithmetic: where the machine's clock falls behind the latest time seen, time goes on from
 * there by the monotonic clock. Thread-safe.
 */
final class LicenceTime {
  /** From here on a clock is not just inexact. */
  static final Duration TOLERANCE = Duration.ofHours(24);

  private static final Duration NOISE = Duration.ofMinutes(1);

  private final Clock clock;
  private final LongSupplier nanos;
  private Instant mark = Instant.EPOCH;
  private long markedAt;
  private long epoch;

  LicenceTime(Clock clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    this.markedAt = nanos.getAsLong();
  }

  synchronized Reading read() {
    Instant wall = clock.instant();
    Instant floor = mark.plusNanos(nanos.getAsLong() - markedAt);
    if (!wall.isBefore(floor)) {
      mark(wall);
      return new Reading(wall, wall, Reading.State.OK);
    }
    Duration behind = Duration.between(wall, floor);
    Reading.State state =
        behind.compareTo(TOLERANCE) > 0
            ? Reading.State.CLOCK_SUSPECT
            : behind.compareTo(NOISE) > 0 ? Reading.State.SKEWED : Reading.State.OK;
    return new Reading(floor, wall, state);
  }

  /** Learns of a time that was certainly reached: a statement's issue. */
  synchronized void atLeast(Instant seen) {
    if (seen.isAfter(read().now())) {
      mark(seen);
    }
  }

  /** Follows another node, or an earlier run; a mark from before the vendor's last word is void. */
  synchronized void follow(Mark kept) {
    if (kept.epoch() > epoch) {
      epoch = kept.epoch();
      mark(kept.seenAt());
    } else if (kept.epoch() == epoch) {
      atLeast(kept.seenAt());
    }
  }

  /**
   * Starts again from a time that the vendor's signature vouches for.
   *
   * @param issued when that was signed
   * @return false where that word, or a later one, was heard before
   */
  synchronized boolean reset(Instant issued, Instant to) {
    if (issued.toEpochMilli() <= epoch) {
      return false;
    }
    Instant wall = clock.instant();
    epoch = issued.toEpochMilli();
    mark(wall.isBefore(to) ? to : wall);
    return true;
  }

  /** What is to be kept. */
  synchronized Mark mark() {
    return new Mark(read().now(), epoch);
  }

  private void mark(Instant at) {
    mark = at;
    markedAt = nanos.getAsLong();
  }
}
