package dev.holdfast.appliance.licensing.meter;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * When an amount is used up if things go on as they did. A straight line through the first and the
 * last of the days that are known, and no more than that: it is shown as what it is.
 */
final class Forecast {
  private static final int FEWEST_DAYS = 3;
  private static final long FARTHEST_DAYS = 3_650;

  private Forecast() {}

  /** An amount on a day. */
  record Day(LocalDate day, long amount) {}

  /** The day on which a level that grows reaches what is granted; empty where it does not. */
  static Optional<LocalDate> reached(List<Day> days, long granted) {
    if (days.size() < FEWEST_DAYS) {
      return Optional.empty();
    }
    Day first = days.getFirst();
    Day last = days.getLast();
    long grown = last.amount() - first.amount();
    long over = ChronoUnit.DAYS.between(first.day(), last.day());
    if (last.amount() >= granted) {
      return Optional.of(last.day());
    }
    if (grown <= 0 || over <= 0) {
      return Optional.empty();
    }
    double perDay = (double) grown / over;
    long ahead = (long) Math.ceil((granted - last.amount()) / perDay);
    return ahead > FARTHEST_DAYS ? Optional.empty() : Optional.of(last.day().plusDays(ahead));
  }

  /**
   * The day on which what is used up within a period reaches what is granted, at the pace of the
   * days that are known; empty where the period ends before.
   *
   * @param used within the period so far
   * @param today the day up to which that is
   * @param lastDay the period's last day
   */
  static Optional<LocalDate> usedUp(
      List<Day> days, long used, long granted, LocalDate today, LocalDate lastDay) {
    if (used >= granted) {
      return Optional.of(today);
    }
    if (days.size() < FEWEST_DAYS) {
      return Optional.empty();
    }
    double perDay = days.stream().mapToLong(Day::amount).average().orElse(0);
    if (perDay <= 0) {
      return Optional.empty();
    }
    long ahead = (long) Math.ceil((granted - used) / perDay);
    LocalDate day = today.plusDays(Math.min(ahead, FARTHEST_DAYS));
    return day.isAfter(lastDay) ? Optional.empty() : Optional.of(day);
  }
}
