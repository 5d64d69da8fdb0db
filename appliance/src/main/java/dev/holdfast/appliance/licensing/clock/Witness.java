package dev.holdfast.appliance.licensing.clock;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One of the places that keep the latest time seen, and what it said when this process began.
 *
 * @param name {@code database}, {@code file} or {@code audit}
 * @param seenAt what it said; null where it said nothing
 * @param standing what is to be thought of it
 */
public record Witness(String name, @Nullable Instant seenAt, Standing standing) {
  /** What is to be thought of a witness. */
  public enum Standing {
    /** It says the same as the others, give or take a day. */
    AGREES,
    /** It was left behind by more than a day: restored from a copy, or rolled back. */
    BEHIND,
    /** It says nothing: a first start, or it was deleted. */
    MISSING,
    /** It cannot be read: damaged, or sealed with a key that is not at hand. */
    UNREADABLE,
    /** It speaks of a word of the vendor's that nobody has: not believed. */
    DISBELIEVED
  }
}
