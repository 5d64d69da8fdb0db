package dev.holdfast.appliance.quota.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days and months in UTC: every instant is in exactly one of each. */
class PeriodTest {
  @ParameterizedTest
  @CsvSource({
    "2026-06-15T12:00:00Z, 2026-06-15T00:00:00Z, 2026-06-16T00:00:00Z",
    "2026-06-15T00:00:00Z, 2026-06-15T00:00:00Z, 2026-06-16T00:00:00Z",
    "2026-06-15T23:59:59.999999999Z, 2026-06-15T00:00:00Z, 2026-06-16T00:00:00Z",
    "2028-02-29T08:00:00Z, 2028-02-29T00:00:00Z, 2028-03-01T00:00:00Z",
    "2026-12-31T23:59:59Z, 2026-12-31T00:00:00Z, 2027-01-01T00:00:00Z",
    // Clocks go back in Europe: the day in UTC has its 24 hours all the same.
    "2026-10-25T00:30:00Z, 2026-10-25T00:00:00Z, 2026-10-26T00:00:00Z"
  })
  void day_ofAnInstant_isTheUtcDay(Instant at, Instant start, Instant end) {
    assertThat(Period.day(at)).isEqualTo(new Period(start, end));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-15T12:00:00Z, 2026-06-01T00:00:00Z, 2026-07-01T00:00:00Z",
    "2026-06-01T00:00:00Z, 2026-06-01T00:00:00Z, 2026-07-01T00:00:00Z",
    "2026-06-30T23:59:59.999999999Z, 2026-06-01T00:00:00Z, 2026-07-01T00:00:00Z",
    "2028-02-29T08:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
    "2026-12-31T23:59:59Z, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z"
  })
  void month_ofAnInstant_isTheUtcMonth(Instant at, Instant start, Instant end) {
    assertThat(Period.month(at)).isEqualTo(new Period(start, end));
  }

  @Property(tries = 1_000)
  void instant_any_isInItsPeriodAndNotInItsNeighbours(
      @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long millis) {
    Instant at = Instant.ofEpochMilli(millis);
    for (Period period : new Period[] {Period.day(at), Period.month(at)}) {
      assertThat(period.contains(at)).isTrue();
      assertThat(period.contains(period.start())).isTrue();
      assertThat(period.contains(period.end())).isFalse();
      assertThat(period.contains(period.start().minusNanos(1))).isFalse();
      assertThat(period.contains(period.end().minusNanos(1))).isTrue();
    }
  }

  @Property(tries = 500)
  void periods_oneAfterTheOther_leaveNoGap(
      @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long millis) {
    Instant at = Instant.ofEpochMilli(millis);
    Period day = Period.day(at);
    Period month = Period.month(at);

    assertThat(Period.day(day.end()).start()).isEqualTo(day.end());
    assertThat(Period.month(month.end()).start()).isEqualTo(month.end());
    assertThat(Duration.between(day.start(), day.end())).isEqualTo(Duration.ofDays(1));
    assertThat(month.start().atOffset(ZoneOffset.UTC).getDayOfMonth()).isEqualTo(1);
    assertThat(month.contains(day.start())).isTrue();
  }
}
