package dev.holdfast.license.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.testkit.Refusals;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bound at its last allowed value and one beyond; each value in all its other spellings. */
class JsonFieldsTest {
  private enum Colour {
    RED,
    DARK_GREEN
  }

  private static JsonFields of(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return StrictJson.parse(bytes, 1 << 20, 1 << 16);
  }

  private static JsonFields value(String value) {
    return of("{\"a\":" + value + "}");
  }

  private static JsonFields text(String text) {
    return value('"' + text + '"');
  }

  @ParameterizedTest
  @CsvSource({
    "9007199254740991, true",
    "9007199254740992, false",
    "-9007199254740991, true",
    "-9007199254740992, false",
    "9223372036854775807, false",
    "9223372036854775808, false",
    "-9223372036854775808, false",
    "99999999999999999999, false",
    "0, true",
    "-1, true"
  })
  void number_atTheEdgesOfWhatReadersShare_isReadOrRefused(String number, boolean read) {
    if (read) {
      assertThat(value(number).number("a", Long.MIN_VALUE, Long.MAX_VALUE))
          .isEqualTo(Long.parseLong(number));
    } else {
      Refusals.assertRefused(() -> value(number), Refusal.BAD_NUMBER);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1e3", "1E0", "-0", "0.0", "1e-1", "-0.0", "1e400", "1.5"})
  void number_writtenAnotherWay_isRefused(String number) {
    Refusals.assertRefused(() -> value(number), Refusal.BAD_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "+1",
        ".5",
        "1.",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        "-Infinity",
        "--1",
        "-",
        "1e",
        "\u0661",
        "\uff11",
        "1 000",
        "1,000"
      })
  void number_thatIsNoneInJson_isRefused(String number) {
    Refusals.assertRefused(() -> value(number), Refusal.NOT_JSON);
  }

  @Property(tries = 100)
  void number_withinItsBounds_isReadAndNoOther(
      @ForAll @LongRange(min = -20, max = 20) long number,
      @ForAll @LongRange(min = -20, max = 0) long min,
      @ForAll @LongRange(max = 20) long max) {
    JsonFields fields = value(Long.toString(number));
    if (number >= min && number <= max) {
      assertThat(fields.number("a", min, max)).isEqualTo(number);
    } else {
      Refusals.assertRefused(() -> fields.number("a", min, max), Refusal.FIELD_VALUE, "a");
    }
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "8, true", "9, false"})
  void text_ofSomeLength_isReadUpToItsBound(int length, boolean read) {
    JsonFields fields = text("x".repeat(length));
    if (read) {
      assertThat(fields.text("a", 8)).hasSize(length);
      assertThat(fields.optionalText("a", 8)).isPresent();
    } else {
      Refusals.assertRefused(() -> fields.text("a", 8), Refusal.FIELD_VALUE);
      Refusals.assertRefused(() -> fields.optionalText("a", 8), Refusal.FIELD_VALUE);
    }
  }

  /**
   * What is not seen, or turns the rest around, could show a reader another text than the signed.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\u0000",
        "\\u0007",
        "\\n",
        "\\t",
        "\\r",
        "\\b",
        "\\u001b",
        "\\u007f",
        "\\u0085",
        "\\u009b",
        "\\u00ad",
        "\\u200b",
        "\\u200d",
        "\\u200e",
        "\\u202a",
        "\\u202e",
        "\\u2066",
        "\\u2069",
        "\\u2028",
        "\\u2029",
        "\\ufeff",
        "\\ufff9",
        "\\ud800",
        "\\udc00",
        "\\ud800x",
        "\\udc00\\ud800",
        "\\u061c",
        "\\ud834\\udd73",
        "\\udb40\\udc41"
      })
  void text_withWhatIsNotSeen_isRefusedEscapedOrNot(String escaped) {
    Refusals.assertRefused(() -> text("a" + escaped + "b"), Refusal.BAD_TEXT, "a");
    Refusals.assertRefused(() -> value("[\"" + escaped + "\"]"), Refusal.BAD_TEXT, "a[0]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00e4\u00f6\u00fc",
        "\u6771\u4eac",
        "\u05d0\u05d1",
        "\ud83d\ude00",
        "e\u0301",
        "a b",
        "'\\\"\\\\",
        "</script>"
      })
  void text_ofAnyLanguage_isReadAsItStands(String text) {
    String expected = text.replace("\\\"", "\"").replace("\\\\", "\\");
    assertThat(text(text).text("a", 100)).isEqualTo(expected);
  }

  /** A name is ASCII: no second spelling, no letter of another alphabet that looks the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0430",
        "ex\u0440ires",
        "kind\u200b",
        "\u212aind",
        "e\u0301",
        "",
        " ",
        "a ",
        " a",
        "a b",
        "-a",
        ".a",
        "_a",
        "a/b",
        "a\\u0000",
        "$ref",
        "@type",
        "a:b",
        "\\u0061\\u0062\\u00e7"
      })
  void name_ofOtherCharacters_isRefused(String name) {
    Refusals.assertRefused(() -> of("{\"" + name + "\":1}"), Refusal.BAD_NAME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":1}", "{\"b\":{\"a\":1,\"a\":2}}"})
  void name_thatStandsTwice_isRefusedHoweverItIsWritten(String json) {
    Refusals.assertRefused(() -> of(json), Refusal.DUPLICATE_NAME);
  }

  @ParameterizedTest
  @CsvSource({
    "2000-01-01T00:00:00Z, true",
    "9999-12-31T23:59:59Z, true",
    "2038-01-19T03:14:08Z, true",
    "2024-02-29T00:00:00Z, true",
    "1999-12-31T23:59:59Z, false",
    "2023-02-29T00:00:00Z, false",
    "2026-13-01T00:00:00Z, false",
    "2026-00-01T00:00:00Z, false",
    "2026-01-32T00:00:00Z, false",
    "2026-01-01T24:00:00Z, false",
    "2026-01-01T29:00:00Z, false",
    "2026-06-30T23:59:60Z, false",
    "2026-01-01T00:60:00Z, false",
    "2026-01-01t00:00:00z, false",
    "2026-01-01 00:00:00Z, false",
    "2026-01-01T00:00Z, false",
    "2026-01-01T00:00:00, false",
    "2026-01-01T00:00:00+00:00, false",
    "2026-01-01T00:00:00.0Z, false",
    "+2026-01-01T00:00:00Z, false",
    "+12026-01-01T00:00:00Z, false",
    "2026-01-01T00:00:00ZZ, false",
    "\u0662026-01-01T00:00:00Z, false",
    "20260101T000000Z, false",
    "1767225600, false"
  })
  void instant_inAnySpelling_isReadInOneOnly(String spelled, boolean read) {
    if (read) {
      assertThat(text(spelled).instant("a")).isEqualTo(Instant.parse(spelled));
      assertThat(Wire.of(text(spelled).instant("a"))).isEqualTo(spelled);
    } else {
      Refusals.assertRefused(() -> text(spelled).instant("a"), Refusal.FIELD_VALUE, "a");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2000-01-01, true", "9999-12-31, true", "2024-02-29, true", "2023-02-29, false",
    "1999-12-31, false", "2026-1-1, false", "2026-01-01T00:00:00Z, false", "01.01.2026, false",
    "2026-W01-1, false", "2026-001, false"
  })
  void day_inAnySpelling_isReadInOneOnly(String spelled, boolean read) {
    if (read) {
      assertThat(text(spelled).day("a")).isEqualTo(LocalDate.parse(spelled));
    } else {
      Refusals.assertRefused(() -> text(spelled).day("a"), Refusal.FIELD_VALUE, "a");
    }
  }

  @Property(tries = 100)
  void bytes_ofAnyContent_areReadBackAndFromNoOtherText(@ForAll @Size(max = 40) byte[] content) {
    String text = Base64.getEncoder().encodeToString(content);
    assertThat(text(text).bytes("a", 40)).isEqualTo(content);
    for (String other :
        List.of(
            text + "=",
            text + "====",
            " " + text,
            text + " ",
            "=" + text,
            text + "A",
            Base64.getEncoder().withoutPadding().encodeToString(content) + "*")) {
      if (!other.equals(text)) {
        Refusals.assertRefused(() -> text(other).bytes("a", 43), Refusal.FIELD_VALUE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"QQ", "QQ=", "QR==", "QQ==QQ==", "QUI", "QUJ=", "-_-_", "Q Q=", "Q\u00e4==", "="})
  void bytes_inAnotherSpelling_areRefused(String spelled) {
    Refusals.assertRefused(() -> text(spelled).bytes("a", 10), Refusal.FIELD_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"red, RED", "dark-green, DARK_GREEN"})
  void constant_inItsSpelling_isRead(String spelled, String constant) {
    assertThat(text(spelled).constant("a", Colour.class)).isEqualTo(Colour.valueOf(constant));
    assertThat(Wire.of(Colour.valueOf(constant))).isEqualTo(spelled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RED",
        "Red",
        "dark_green",
        "darkgreen",
        "dark-green ",
        "r\u0435d",
        "0",
        "red,dark-green"
      })
  void constant_inAnotherSpelling_isRefused(String spelled) {
    Refusals.assertRefused(() -> text(spelled).constant("a", Colour.class), Refusal.FIELD_VALUE);
  }

  @Test
  void texts_listAtItsBounds_isReadOrRefused() {
    assertThat(value("[]").texts("a", 0, 1)).isEmpty();
    assertThat(value("[\"x\",\"y\"]").texts("a", 2, 1)).containsExactly("x", "y");
    Refusals.assertRefused(() -> value("[\"x\",\"y\"]").texts("a", 1, 1), Refusal.TOO_MANY);
    Refusals.assertRefused(() -> value("[\"xy\"]").texts("a", 1, 1), Refusal.FIELD_VALUE);
    Refusals.assertRefused(() -> value("[\"\"]").texts("a", 1, 1), Refusal.FIELD_VALUE);
    Refusals.assertRefused(() -> value("[\"x\",\"x\"]").texts("a", 2, 1), Refusal.FIELD_VALUE);
    // Case makes another element, as it makes another capability.
    assertThat(value("[\"x\",\"X\"]").texts("a", 2, 1)).hasSize(2);
    Refusals.assertRefused(() -> text("x").texts("a", 2, 1), Refusal.FIELD_TYPE);
    Refusals.assertRefused(() -> value("{}").texts("a", 2, 1), Refusal.FIELD_TYPE);
  }

  @Test
  void objects_ofAList_areNamedByTheirPlace() {
    JsonFields fields = value("[{\"b\":1},{\"b\":\"x\"}]");
    List<JsonFields> objects = fields.objects("a", 2);
    assertThat(objects.get(0).number("b", 0, 9)).isEqualTo(1);
    Refusals.assertRefused(() -> objects.get(1).number("b", 0, 9), Refusal.FIELD_TYPE, "a[1].b");
    Refusals.assertRefused(() -> fields.objects("a", 1), Refusal.TOO_MANY, "a");
    Refusals.assertRefused(() -> value("[[]]").objects("a", 1), Refusal.FIELD_TYPE);
  }

  /** Members that a newer version adds, and what they must not be. */
  @ParameterizedTest
  @CsvSource({
    "'{\"a\":1,\"b\":2}', ''",
    "'{\"a\":1,\"A\":2}', AMBIGUOUS_NAME",
    "'{\"A\":1}', AMBIGUOUS_NAME",
    "'{\"a\":1,\"Critical\":[]}', AMBIGUOUS_NAME",
    "'{\"a\":1,\"critical\":[]}', ''",
    "'{\"a\":1,\"critical\":[\"a\"]}', ''",
    "'{\"a\":1,\"critical\":[\"b\"]}', CRITICAL_UNKNOWN",
    "'{\"a\":1,\"b\":1,\"critical\":[\"a\",\"b\"]}', CRITICAL_UNKNOWN",
    "'{\"a\":1,\"critical\":[\"critical\"]}', CRITICAL_UNKNOWN",
    "'{\"a\":1,\"critical\":[\"A\"]}', CRITICAL_UNKNOWN",
    "'{\"a\":1,\"critical\":[\"a\",\"a\"]}', FIELD_VALUE",
    "'{\"a\":1,\"critical\":[\"\"]}', FIELD_VALUE",
    "'{\"a\":1,\"critical\":\"a\"}', FIELD_TYPE",
    "'{\"a\":1,\"critical\":[1]}', FIELD_TYPE"
  })
  void unknownBesides_membersOfANewerVersion_areKeptOrRefused(String json, String refusal) {
    if (refusal.isEmpty()) {
      assertThat(of(json).unknownBesides(Set.of("a"))).isSubsetOf("b");
    } else {
      Refusals.assertRefused(() -> of(json).unknownBesides(Set.of("a")), Refusal.valueOf(refusal));
    }
  }

  @ParameterizedTest
  @EnumSource(PayloadType.class)
  void payloadType_inAnotherSpelling_isUnknown(PayloadType type) {
    String media = type.mediaType();
    assertThat(PayloadType.require(media)).isEqualTo(type);
    for (String other :
        List.of(
            media.toUpperCase(java.util.Locale.ROOT),
            media + " ",
            media + ";suite=x",
            media.replace("version=1", "version=2"),
            media.replace(";", "; "),
            type.title())) {
      Refusals.assertRefused(() -> PayloadType.require(other), Refusal.PAYLOAD_TYPE_UNKNOWN);
    }
  }
}
