package dev.holdfast.appliance.licensing.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that licences go by.
 *
 * @param now never earlier than any reading before, but for a word of the vendor's
 * @param wall what the machine's clock says
 */
public record Reading(Instant now, Instant wall, State state) {
  /** What there is to say about the machine's clock. */
  public enum State {
    OK,
    /** Behind by minutes or hours: a notice. */
    SKEWED,
    /** Behind by more than a day. */
    CLOCK_SUSPECT
  }

  /** How far the machine's clock is behind. */
  public Duration behind() {
    return wall.isBefore(now) ? Duration.between(wall, now) : Duration.ZERO;
  }

  public boolean suspect() {
    return state == State.CLOCK_SUSPECT;
  }
}
