package dev.holdfast.appliance.licensing.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * The latest time that was certainly reached.
 *
 * @param epoch since which word of the vendor's, as the milliseconds of its signing; 0 for never. A
 *     mark of a later epoch replaces any of an earlier one, even where its time is earlier
 */
record Mark(Instant seenAt, long epoch) {
  static final Mark NONE = new Mark(Instant.EPOCH, 0);

  /** Whether it says more than the other. */
  boolean after(Mark other) {
    return epoch != other.epoch ? epoch > other.epoch : seenAt.isAfter(other.seenAt);
  }

  /** Whether it was left behind by the other by more than clocks and pauses explain. */
  boolean leftBehindBy(Mark other) {
    return epoch < other.epoch
        || (epoch == other.epoch
            && Duration.between(seenAt, other.seenAt).compareTo(LicenceTime.TOLERANCE) > 0);
  }
}
