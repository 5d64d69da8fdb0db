package dev.holdfast.appliance.audit.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cursor goes out as text and comes back as anything at all. */
final class CursorTest {
  @Property(tries = 300)
  void parse_whatWentOut_isTheSamePlace(
      @ForAll @LongRange(min = 0, max = 253_370_764_799_000_000L) long micros,
      @ForAll long high,
      @ForAll long low) {
    Instant at = Instant.EPOCH.plusNanos(0).plus(micros, java.time.temporal.ChronoUnit.MICROS);
    Cursor cursor = new Cursor(at, new UUID(high, low));

    assertThat(Cursor.parse(cursor.text())).isEqualTo(cursor);
  }

  @Test
  void text_isSafeInAUrl() {
    for (int i = 0; i < 64; i++) {
      String text = new Cursor(Instant.ofEpochSecond(i * 99_991L), UUID.randomUUID()).text();
      assertThat(text).matches("[A-Za-z0-9_-]{32}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "A",
        "AAAA",
        "not base64 at all",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "////////////////////////////////",
        "++++++++++++++++++++++++++++++++",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "\u0000\u0000",
        "ääääääääääääääääääääääääääääääää",
      })
  void parse_textThatIsNone_isTheCallersMistake(String text) {
    assertThatThrownBy(() -> Cursor.parse(text))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ErrorCode.REQUEST_INVALID);
              assertThat(e.problem().detail()).startsWith("cursor:");
            });
  }

  @Property(tries = 500)
  void parse_anyTwentyFourBytes_areAPlaceOrTheCallersMistake(@ForAll byte[] bytes) {
    byte[] exactly = java.util.Arrays.copyOf(bytes, 24);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(exactly);
    try {
      assertThat(Cursor.parse(text).text()).isEqualTo(text);
    } catch (ProblemException e) {
      assertThat(e.problem().code()).isEqualTo(ErrorCode.REQUEST_INVALID);
    }
  }
}
