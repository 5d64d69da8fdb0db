package dev.holdfast.license.statement;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times for people, and days and digests as statements spell them. */
class TimesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-12-21T05:30:00Z | 21 December 2026, 05:30 UTC",
        "2026-12-21T05:30:09Z | 21 December 2026, 05:30:09 UTC",
        "2026-01-01T00:00:00Z | 1 January 2026, 00:00 UTC",
        "2038-01-19T03:14:07Z | 19 January 2038, 03:14:07 UTC",
        "1969-12-31T23:59:00Z | 31 December 1969, 23:59 UTC",
        "1969-12-31T23:59:59Z | 31 December 1969, 23:59:59 UTC",
      })
  void readable_instant_isInUtcAndSaysSo(Instant instant, String expected) {
    assertThat(Times.readable(instant)).isEqualTo(expected);
  }

  @Test
  void readable_day_namesItsMonth() {
    assertThat(Times.readable(LocalDate.of(2026, 9, 3))).isEqualTo("3 September 2026");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-2-1",
        "2026-02-29",
        "2026-13-01",
        "26-01-01",
        "2026-01-01T00:00:00Z",
        "",
        "1999-01-01"
      })
  void day_writtenAnotherWay_isRefused(String text) {
    JsonFields fields = StrictJson.parse(("{\"d\":\"" + text + "\"}").getBytes(UTF_8), 99, 99);
    assertRefused(() -> fields.day("d"), Refusal.FIELD_VALUE, "d");
  }

  @Test
  void day_leapDay_isRead() {
    JsonFields fields = StrictJson.parse("{\"d\":\"2028-02-29\",\"n\":1}".getBytes(UTF_8), 99, 99);
    assertThat(fields.day("d")).isEqualTo(LocalDate.of(2028, 2, 29));
    assertRefused(() -> fields.day("n"), Refusal.FIELD_TYPE);
    assertRefused(() -> fields.day("x"), Refusal.FIELD_MISSING);
  }

  @Test
  void sha384_knownAnswer_isTheStandards() {
    // FIPS 180-4's example for "abc".
    assertThat(Sha384.hex("abc".getBytes(UTF_8)))
        .isEqualTo(
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163"
                + "1a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "", "AB", "zz"})
  void require_noDigest_isRefused(String text) {
    JsonFields fields = StrictJson.parse(("{\"h\":\"" + text + "\"}").getBytes(UTF_8), 300, 300);
    assertRefused(() -> Sha384.require(fields, "h"), Refusal.FIELD_VALUE, "h");
  }

  @Test
  void selfSigned_types_areTheInstallationsThree() {
    assertThat(PayloadType.values())
        .filteredOn(PayloadType::selfSigned)
        .containsExactly(
            PayloadType.USAGE_REPORT, PayloadType.ACTIVATION_REQUEST, PayloadType.SUPPORT_RECEIPT);
    assertThat(PayloadType.values())
        .allMatch(type -> type.mediaType().contains("." + type.title() + "+json;version=1"));
  }
}
