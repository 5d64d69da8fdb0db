package dev.holdfast.appliance.platform.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.House;
import dev.holdfast.appliance.testkit.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** The clock that everything reads. */
class ClockTest {
  @Test
  void clock_ofTheAppliance_isUtcAndRuns() {
    Clock clock = House.shared().server.context().getBean(Clock.class);

    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    assertThat(clock.instant()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(new ClockFactory().clock().getZone()).isEqualTo(ZoneOffset.UTC);
  }

  @Test
  void settable_standsStillUntilItIsMoved() {
    SettableClock clock = new SettableClock();
    Instant start = clock.instant();

    clock.advance(Duration.ofMinutes(1));
    assertThat(clock.instant()).isEqualTo(start.plusSeconds(60));
    clock.set(start);
    assertThat(clock.instant()).isEqualTo(start);
    assertThat(clock.withZone(ZoneId.of("Asia/Tokyo")).instant()).isEqualTo(start);
  }
}
