package dev.holdfast.appliance.licensing.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final LocalDate FIRST = LocalDate.parse("2026-06-01");

  private static List<Forecast.Day> days(long... amounts) {
    List<Forecast.Day> days = new ArrayList<>();
    for (long amount : amounts) {
      days.add(new Forecast.Day(FIRST.plusDays(days.size()), amount));
    }
    return days;
  }

  @Test
  void reached_levelThatGrows_isTheDayOfTheLine() {
    assertThat(Forecast.reached(days(10, 12, 14), 20)).contains(FIRST.plusDays(5));
  }

  @Test
  void reached_levelThatStandsOrFalls_isNever() {
    assertThat(Forecast.reached(days(10, 10, 10), 20)).isEmpty();
    assertThat(Forecast.reached(days(12, 11, 10), 20)).isEmpty();
  }

  @Test
  void reached_tooFewDays_saysNothing() {
    assertThat(Forecast.reached(days(1, 9), 10)).isEmpty();
  }

  @Test
  void reached_already_isToday() {
    assertThat(Forecast.reached(days(8, 9, 10), 10)).contains(FIRST.plusDays(2));
  }

  @Test
  void reached_inTwentyYears_isNoForecast() {
    assertThat(Forecast.reached(days(1, 1, 1, 1, 1, 1, 1, 1, 1, 2), 1_000_000)).isEmpty();
  }

  @Test
  void usedUp_paceTooFast_isWithinThePeriod() {
    LocalDate today = FIRST.plusDays(9);
    assertThat(Forecast.usedUp(days(100, 100, 100), 1_000, 1_500, today, FIRST.plusDays(29)))
        .contains(FIRST.plusDays(14));
  }

  @Test
  void usedUp_paceSlowEnough_isNotWithinThePeriod() {
    LocalDate today = FIRST.plusDays(9);
    assertThat(Forecast.usedUp(days(10, 10, 10), 100, 1_500, today, FIRST.plusDays(29))).isEmpty();
    assertThat(Forecast.usedUp(days(0, 0, 0), 0, 1, today, FIRST.plusDays(29))).isEmpty();
    assertThat(Forecast.usedUp(days(10), 100, 1_500, today, FIRST.plusDays(29))).isEmpty();
  }

  @Test
  void usedUp_already_isToday() {
    assertThat(Forecast.usedUp(days(), 5, 5, FIRST, FIRST)).contains(FIRST);
  }
}
