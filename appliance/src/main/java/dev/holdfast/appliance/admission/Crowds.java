package dev.holdfast.appliance.admission;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the first of many alike from the rest, and counts the rest: a window opens with the first,
 * and what came after it is given out once the window is over. Beyond a bound all others are taken
 * together. Thread-safe.
 */
final class Crowds<K> {
  static final Duration WINDOW = Duration.ofMinutes(10);

  private final Clock clock;
  private final int most;
  private final K others;
  private final Map<K, Gathering> gatherings = new HashMap<>();

  /**
   * @param most how many are told apart in a window
   * @param others stands for all that are not
   */
  Crowds(Clock clock, int most, K others) {
    this.clock = clock;
    this.most = most;
    this.others = others;
  }

  /** Whether this is the first of its kind in the window; else it is counted. */
  synchronized boolean first(K kind) {
    K key = gatherings.containsKey(kind) || gatherings.size() < most ? kind : others;
    Gathering known = gatherings.get(key);
    if (known != null) {
      known.more++;
      return false;
    }
    gatherings.put(key, new Gathering(clock.instant()));
    return true;
  }

  /** Takes out the windows that are over and more than the first came in. */
  synchronized List<Crowd<K>> over() {
    return takeOut(clock.instant().minus(WINDOW));
  }

  /** Takes out every window, at the end. */
  synchronized List<Crowd<K>> all() {
    return takeOut(Instant.MAX);
  }

  private List<Crowd<K>> takeOut(Instant begunBefore) {
    List<Crowd<K>> crowds = new ArrayList<>();
    gatherings
        .entrySet()
        .removeIf(
            entry -> {
              Gathering gathering = entry.getValue();
              boolean over = !gathering.since.isAfter(begunBefore);
              if (over && gathering.more > 0) {
                crowds.add(new Crowd<>(entry.getKey(), gathering.since, gathering.more));
              }
              return over;
            });
    return crowds;
  }

  /** Those that came after the first, in one window. */
  record Crowd<K>(K kind, Instant since, long more) {}

  private static final class Gathering {
    private final Instant since;
    private long more;

    Gathering(Instant since) {
      this.since = since;
    }
  }
}
