package dev.holdfast.appliance.licensing.clock;

import dev.holdfast.appliance.licensing.clock.Witness.Standing;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the witnesses said when the process began, and what it comes to. Not thread-safe. */
final class Testimony {
  private final Map<Place, Heard> heard = new EnumMap<>(Place.class);

  enum Place {
    DATABASE,
    FILE,
    AUDIT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Heard(@Nullable Mark mark, Standing standing, boolean expected) {}

  void says(Place place, Mark mark) {
    heard.put(place, new Heard(mark, Standing.AGREES, true));
  }

  /**
   * It said nothing that helps.
   *
   * @param expected whether it should have
   */
  void silent(Place place, Standing why, boolean expected) {
    heard.put(place, new Heard(null, why, expected));
  }

  /** The mark that says most. */
  private Mark latest() {
    Mark latest = Mark.NONE;
    for (Heard each : heard.values()) {
      if (each.mark != null && each.mark.after(latest)) {
        latest = each.mark;
      }
    }
    return latest;
  }

  List<Witness> witnesses() {
    return heard.entrySet().stream()
        .map(
            each -> {
              Mark mark = each.getValue().mark;
              return new Witness(
                  each.getKey().word(), mark == null ? null : mark.seenAt(), standing(each));
            })
        .toList();
  }

  /** The chain is written once a day, so it is behind by right. */
  private Standing standing(Map.Entry<Place, Heard> each) {
    Mark mark = each.getValue().mark;
    return mark != null && each.getKey() != Place.AUDIT && mark.leftBehindBy(latest())
        ? Standing.BEHIND
        : each.getValue().standing;
  }

  /**
   * What people should know: who was deleted, damaged or put back. A file that is behind is not
   * odd: its node may have been off while others ran.
   */
  List<String> odd() {
    boolean begun = latest().after(Mark.NONE);
    return heard.entrySet().stream()
        .filter(each -> begun && each.getValue().expected)
        .filter(
            each ->
                switch (standing(each)) {
                  case AGREES -> false;
                  case BEHIND -> each.getKey() == Place.DATABASE;
                  case MISSING, UNREADABLE, DISBELIEVED -> true;
                })
        .map(each -> each.getKey().word() + " " + standing(each).name().toLowerCase(Locale.ROOT))
        .toList();
  }
}
