package dev.holdfast.appliance.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks that every body's fields go through. */
class FieldsTest {
  private static void assertInvalid(ThrowingCallable call, String... says) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ErrorCode.REQUEST_INVALID);
              assertThat(e.problem().detail()).contains(says);
            });
  }

  @ParameterizedTest
  @CsvSource({"a, a", "' a ', a", "'\u2003a\u2003', a", "a b, a b", "'\u200da', '\u200da'"})
  void text_plain_isStrippedAndTaken(String value, String taken) {
    assertThat(Fields.text("name", value, 5)).isEqualTo(taken);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\u2003", "\t", "123456"})
  void text_emptyOrTooLong_isRefusedByName(@Nullable String value) {
    assertInvalid(() -> Fields.text("name", value, 5), "name", "1 to 5 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\0b",
        "a\nb",
        "a\rb",
        "a\tb",
        "a\u001bb",
        "a\u007fb",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\u202ab",
        "a\u202eb",
        "a\u2066b",
        "a\u2069b",
        "a\ud800b",
        "a\udc00b",
        "a\udc00\ud800b"
      })
  void text_thatDoesNotShowAsItIs_isRefused(String value) {
    assertInvalid(() -> Fields.text("name", value, 50), "name", "control characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u05e9\u05dc\u05d5\u05dd",
        "\u0645\u0631\u062d\u0628\u0627",
        "\u7530\u4e2d",
        "\ud83d\udc69\u200d\ud83d\udcbb",
        "e\u0301",
        "a\u00a0b",
        "\u200e",
        "O'Brien"
      })
  void text_ofAnyScript_isTaken(String value) {
    assertThat(Fields.text("name", value, 50)).isEqualTo(value);
  }

  @Property(tries = 2_000)
  void text_anyAtAll_isPlainOrRefusedAndNeverLongerThanItsColumn(
      @ForAll @StringLength(max = 40) String value) {
    try {
      String taken = Fields.text("name", value, 20);
      assertThat(taken.length()).isBetween(1, 20);
      assertThat(Fields.plain(taken)).isTrue();
      assertThat(Fields.text("name", taken, 20)).isEqualTo(taken);
    } catch (ProblemException e) {
      assertThat(e.problem().code()).isEqualTo(ErrorCode.REQUEST_INVALID);
    }
  }

  @Property(tries = 500)
  void refusal_neverRepeatsTheValue(@ForAll @StringLength(min = 30, max = 60) String value) {
    try {
      String unused = Fields.text("name", value, 3);
      assertThat(unused.length()).isLessThanOrEqualTo(3);
    } catch (ProblemException e) {
      assertThat(e.problem().detail()).doesNotContain(value).hasSizeLessThan(60);
    }
  }

  @Property(tries = 500)
  void number_withinItsBounds_isTakenAndElseRefused(
      @ForAll long value, @ForAll @LongRange(max = 1_000) long most) {
    if (value >= 0 && value <= most) {
      assertThat(Fields.number("n", value, 0, most, 7)).isEqualTo(value);
    } else {
      assertInvalid(() -> Fields.number("n", value, 0, most, 7), "from 0 to " + most);
    }
  }

  @Test
  void number_missing_isTheDefault() {
    assertThat(Fields.number("n", null, 1, 5, 99)).isEqualTo(99);
  }

  @Test
  void parsed_missingOrUnknown_saysWhatItTakes() {
    String parsed = Fields.parsed("n", "x", text -> Optional.of(text + "!"), "an x");
    assertThat(parsed).isEqualTo("x!");
    assertInvalid(
        () -> Fields.parsed("n", null, text -> Optional.of(text), "an x"),
        "The field n takes an x");
    assertInvalid(() -> Fields.parsed("n", "y", text -> Optional.empty(), "an x"), "an x");
  }

  @Test
  void listing_isACopyAndHasNoNextPage() {
    List<String> items = new ArrayList<>(List.of("a"));
    Listing<String> listing = Listing.whole(items);

    items.add("b");

    assertThat(listing.items()).containsExactly("a");
    assertThat(listing.nextCursor()).isNull();
  }
}
