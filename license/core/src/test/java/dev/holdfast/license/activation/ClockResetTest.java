package dev.holdfast.license.activation;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reset goes back, for one installation and one false mark, and not for long. */
class ClockResetTest {
  private static final String HERE = "ins_" + "a".repeat(26);
  private static final Instant NOW = Instant.parse("2026-11-21T05:30:00Z");
  private static final Instant MARK = Instant.parse("2099-01-01T00:00:00Z");
  private static final Standing ASKED_NOTHING = new Standing(HERE, 0, new byte[0], 0);

  private final ClockReset byHand = reset(null, NOW, Duration.ofDays(7));

  @Test
  void read_whatWasWritten_isTheSame() {
    assertThat(read(payload(byHand))).isEqualTo(byHand);
    ClockReset answer =
        reset(new ClockReset.Asked(4, new byte[32]), NOW.minusSeconds(60), Duration.ofDays(30));
    ClockReset again = read(payload(answer));
    assertThat(again.request()).isEqualTo(4);
    assertThat(again.to()).isEqualTo(answer.to());
    assertThat(payload(again)).isEqualTo(payload(answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format\" : 1 | \"format\" : 2 | FORMAT_UNKNOWN",
        "2099-01-01T00:00:00Z | 2020-01-01T00:00:00Z | FIELD_VALUE",
        "\"expires\" : \"2026-11-28 | \"expires\" : \"2026-12-28 | FIELD_VALUE",
        "\"expires\" : \"2026-11-28 | \"expires\" : \"2026-11-20 | FIELD_VALUE",
        "\"mark\" | \"Mark\" | AMBIGUOUS_NAME",
        "\"mark\" | \"marks\" | FIELD_MISSING",
        "\"format\" : 1 | \"format\" : 1, \"nonce\" : \"AA==\" | FIELD_MISSING",
        "\"format\" : 1 | \"format\" : 1, \"request\" : 3 | FIELD_MISSING",
        "\"format\" : 1 | \"format\" : 1, \"x\" : 1, \"critical\" : [\"x\"] | CRITICAL_UNKNOWN",
      })
  void read_unsoundField_isRefused(String part, String other, Refusal expected) {
    assertThat(payload(byHand)).contains(part);
    assertRefused(() -> read(payload(byHand).replace(part, other)), expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {-24, 0, 1, 24, 24 * 30})
  void require_markRunsOnWhileTheAnswerTravels_isTaken(long hours) {
    assertThatCode(() -> byHand.require(ASKED_NOTHING, MARK.plus(Duration.ofHours(hours)), NOW))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(longs = {-25, 24 * 31 + 1, -24 * 365 * 60})
  void require_anotherMark_isRefused(long hours) {
    assertRefused(
        () -> byHand.require(ASKED_NOTHING, MARK.plus(Duration.ofHours(hours)), NOW),
        Refusal.ANSWER_NOT_ASKED,
        "it corrects 1 January 2099, 00:00 UTC");
  }

  @ParameterizedTest
  @CsvSource({"0, ", "604799, ", "604800, ANSWER_EXPIRED", "-86400, ", "-86401, ISSUED_IN_FUTURE"})
  void require_machinesClock_isJudgedToTheSecond(long seconds, Refusal expected) {
    Instant wall = NOW.plusSeconds(seconds);
    if (expected == null) {
      assertThatCode(() -> byHand.require(ASKED_NOTHING, MARK, wall)).doesNotThrowAnyException();
    } else {
      assertRefused(() -> byHand.require(ASKED_NOTHING, MARK, wall), expected);
    }
  }

  @Test
  void require_requestThatWasNeverMade_isRefused() {
    ClockReset answer = reset(new ClockReset.Asked(1, new byte[32]), NOW, Duration.ofDays(7));
    assertRefused(() -> answer.require(ASKED_NOTHING, MARK, NOW), Refusal.ANSWER_NOT_ASKED);
    Standing other = new Standing(HERE, 1, filled(), 0);
    assertRefused(() -> answer.require(other, MARK, NOW), Refusal.ANSWER_NOT_ASKED);
    Standing newer = new Standing(HERE, 2, new byte[32], 0);
    assertRefused(() -> answer.require(newer, MARK, NOW), Refusal.ANSWER_STALE);
  }

  @Test
  void reset_forwardOrTooLong_cannotBeMade() {
    assertThatThrownBy(() -> reset(null, MARK, Duration.ofDays(7)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reset(null, NOW, Duration.ofDays(31)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reset(null, NOW, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ClockReset reset(
      ClockReset.@org.jspecify.annotations.Nullable Asked asked, Instant to, Duration good) {
    return new ClockReset("holdfast", HERE, asked, MARK, to, NOW, NOW.plus(good));
  }

  private static byte[] filled() {
    byte[] nonce = new byte[32];
    java.util.Arrays.fill(nonce, (byte) 7);
    return nonce;
  }

  private static String payload(ClockReset reset) {
    return new String(reset.payload(), StandardCharsets.UTF_8);
  }

  private static ClockReset read(String payload) {
    return ClockReset.read(StrictJson.parse(payload.getBytes(StandardCharsets.UTF_8), 4096, 200));
  }
}
