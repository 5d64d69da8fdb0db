package dev.holdfast.appliance.licensing.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** T20 to T22 and T24 of the threat cases, as far as one process sees them. */
class LicenceTimeTest {
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  private long nanos;
  private final LicenceTime time = new LicenceTime(clock, () -> nanos);

  @Test
  void read_clockInOrder_isTheClock() {
    assertThat(time.read().now()).isEqualTo(START);
    clock.advance(Duration.ofDays(400));
    assertThat(time.read().now()).isEqualTo(START.plus(Duration.ofDays(400)));
    assertThat(time.read().state()).isEqualTo(Reading.State.OK);
  }

  @Test
  void t20_clockBackByADay_timeGoesOnFromTheMark() {
    time.read();
    clock.advance(Duration.ofDays(-2));
    nanos += Duration.ofHours(3).toNanos();
    Reading reading = time.read();
    assertThat(reading.state()).isEqualTo(Reading.State.CLOCK_SUSPECT);
    assertThat(reading.now()).isEqualTo(START.plus(Duration.ofHours(3)));
    assertThat(reading.behind()).isEqualTo(Duration.ofHours(51));
  }

  @Test
  void t20_clockBackByAYear_isTheSameAndMendsItself() {
    time.read();
    clock.advance(Duration.ofDays(-365));
    assertThat(time.read().state()).isEqualTo(Reading.State.CLOCK_SUSPECT);
    clock.set(START.plus(Duration.ofDays(1)));
    assertThat(time.read().state()).isEqualTo(Reading.State.OK);
    assertThat(time.read().now()).isEqualTo(START.plus(Duration.ofDays(1)));
  }

  @Test
  void read_clockBackByHours_isANoticeOnly() {
    time.read();
    clock.advance(Duration.ofHours(-5));
    assertThat(time.read().state()).isEqualTo(Reading.State.SKEWED);
    assertThat(time.read().now()).isEqualTo(START);
  }

  @Test
  void read_clockBackBySeconds_isNoise() {
    time.read();
    clock.advance(Duration.ofSeconds(-30));
    assertThat(time.read().state()).isEqualTo(Reading.State.OK);
    assertThat(time.read().now()).isEqualTo(START);
  }

  @Test
  void t21_markOfAnEarlierRun_isFollowed() {
    clock.advance(Duration.ofDays(-365));
    LicenceTime restarted = new LicenceTime(clock, () -> nanos);
    restarted.follow(new Mark(START, 0));
    assertThat(restarted.read().now()).isEqualTo(START);
    assertThat(restarted.read().state()).isEqualTo(Reading.State.CLOCK_SUSPECT);
  }

  @Test
  void t21_markGone_isRebuiltFromASignature() {
    clock.advance(Duration.ofDays(-365));
    LicenceTime restarted = new LicenceTime(clock, () -> nanos);
    restarted.atLeast(START.minus(Duration.ofDays(10)));
    assertThat(restarted.read().now()).isEqualTo(START.minus(Duration.ofDays(10)));
  }

  @Test
  void t22_markFarAhead_isSetBackByANewerSignature() {
    clock.set(Instant.parse("2099-01-01T00:00:00Z"));
    time.read();
    clock.set(START);
    assertThat(time.read().state()).isEqualTo(Reading.State.CLOCK_SUSPECT);
    Instant issued = START.minus(Duration.ofDays(1));
    assertThat(time.reset(issued, issued)).isTrue();
    assertThat(time.read().now()).isEqualTo(START);
    assertThat(time.read().state()).isEqualTo(Reading.State.OK);
    assertThat(time.mark().epoch()).isEqualTo(issued.toEpochMilli());
  }

  @Test
  void t22_wordOfTheVendorHeardBefore_changesNothing() {
    Instant issued = START.minus(Duration.ofDays(1));
    assertThat(time.reset(issued, issued)).isTrue();
    clock.set(Instant.parse("2099-01-01T00:00:00Z"));
    time.read();
    clock.set(START);
    assertThat(time.reset(issued, issued)).isFalse();
    assertThat(time.reset(issued.minusSeconds(1), issued)).isFalse();
    assertThat(time.read().state()).isEqualTo(Reading.State.CLOCK_SUSPECT);
  }

  @Test
  void t22_clockStillBehindTheVendorsWord_goesOnFromIt() {
    Instant issued = START.plus(Duration.ofDays(3));
    assertThat(time.reset(issued, issued)).isTrue();
    assertThat(time.read().now()).isEqualTo(issued);
    assertThat(time.read().suspect()).isTrue();
  }

  @Test
  void t23_instantsOnly_zonesAndYear2038AndLeapSecondsMakeNoDifference() {
    for (String at :
        new String[] {
          "2038-01-19T03:14:07Z",
          "2038-01-19T03:14:08Z",
          "2106-02-07T06:28:16Z",
          "2028-02-29T23:59:59.999Z",
          "2016-12-31T23:59:59Z"
        }) {
      SettableClock there = new SettableClock(Instant.parse(at));
      LicenceTime one = new LicenceTime(there, () -> 0);
      assertThat(one.read().now()).isEqualTo(Instant.parse(at));
      there.advance(Duration.ofSeconds(1));
      assertThat(one.read().now()).isEqualTo(Instant.parse(at).plusSeconds(1));
      assertThat(one.read().state()).isEqualTo(Reading.State.OK);
    }
  }

  @Test
  void follow_markOfALaterEpoch_isTakenEvenBackwards() {
    clock.set(Instant.parse("2099-01-01T00:00:00Z"));
    time.read();
    clock.set(START);
    time.follow(new Mark(START, 1));
    assertThat(time.read().now()).isEqualTo(START);
    time.follow(new Mark(Instant.parse("2099-01-01T00:00:00Z"), 0));
    assertThat(time.read().now()).as("a mark from before the vendor's word").isEqualTo(START);
  }
}
