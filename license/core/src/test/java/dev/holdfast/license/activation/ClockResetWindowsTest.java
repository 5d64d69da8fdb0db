package dev.holdfast.license.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a reset of the time is taken, hour by hour, beside the rule in three lines. */
class ClockResetWindowsTest {
  private static final String HERE = "ins_" + "1".repeat(26);
  private static final Instant MARK = Instant.parse("2099-05-05T10:00:00Z");
  private static final Instant ISSUED = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration DAY = Duration.ofHours(24);

  private static ClockReset reset(int days) {
    return new ClockReset(
        "holdfast", HERE, null, MARK, ISSUED, ISSUED, ISSUED.plus(Duration.ofDays(days)));
  }

  private static Optional<Refusal> refused(ClockReset reset, Instant kept, Instant wall) {
    try {
      reset.require(new Standing(HERE, 0, null, 0), kept, wall);
      return Optional.empty();
    } catch (RefusedException e) {
      return Optional.of(e.refusal());
    }
  }

  @Property(tries = 500)
  void require_anyTimes_isTakenWithinItsWindowsOnly(
      @ForAll @IntRange(min = -60, max = 800) int keptHours,
      @ForAll @IntRange(min = -60, max = 800) int wallHours,
      @ForAll @IntRange(min = 1, max = 30) int days) {
    Instant kept = MARK.plus(Duration.ofHours(keptHours));
    Instant wall = ISSUED.plus(Duration.ofHours(wallHours));
    Optional<Refusal> expected;
    if (keptHours < -24 || keptHours > 31 * 24) {
      expected = Optional.of(Refusal.ANSWER_NOT_ASKED);
    } else if (wallHours < -24) {
      expected = Optional.of(Refusal.ISSUED_IN_FUTURE);
    } else if (wallHours >= days * 24) {
      expected = Optional.of(Refusal.ANSWER_EXPIRED);
    } else {
      expected = Optional.empty();
    }
    assertThat(refused(reset(days), kept, wall)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"-86401, true", "-86400, false", "2678400, false", "2678401, true"})
  void require_markOfAnotherSecond_isJudgedToTheSecond(long seconds, boolean refused) {
    assertThat(refused(reset(7), MARK.plusSeconds(seconds), ISSUED).isPresent()).isEqualTo(refused);
  }

  /** One that cannot be read again cannot be made either, and the other way round. */
  @Property(tries = 200)
  void reset_ofAnyTimes_isMadeAndReadAlike(
      @ForAll @IntRange(min = -3, max = 40) int days,
      @ForAll @IntRange(min = -3, max = 3) int toHours) {
    Instant expires = ISSUED.plus(Duration.ofDays(days));
    Instant to = MARK.plus(Duration.ofHours(toHours));
    boolean sound = days > 0 && days <= 30 && toHours < 0;
    if (!sound) {
      assertThatThrownBy(() -> new ClockReset("holdfast", HERE, null, MARK, to, ISSUED, expires))
          .isInstanceOf(IllegalArgumentException.class);
      return;
    }
    ClockReset made = new ClockReset("holdfast", HERE, null, MARK, to, ISSUED, expires);
    ClockReset read = ClockReset.read(StrictJson.parse(made.payload(), Envelope.MAX_PAYLOAD, 8192));
    assertThat(read).isEqualTo(made);
    assertThat(read.request()).isZero();
    assertThat(refused(read, MARK, ISSUED.plus(DAY).minusSeconds(1))).isEmpty();
  }
}
