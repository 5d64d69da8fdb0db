package dev.holdfast.license.threat;

import static dev.holdfast.license.testkit.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.LicenceVerifier;
import dev.holdfast.license.LicenceVerifier.Reader;
import dev.holdfast.license.LicenceVerifier.Result;
import dev.holdfast.license.licence.Ladder;
import dev.holdfast.license.licence.Ladder.Stage;
import dev.holdfast.license.licence.Licence;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.Times;
import dev.holdfast.license.testkit.Licences;
import dev.holdfast.license.testkit.TestVendor;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageRow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T23 and T24: a licence knows instants in UTC and nothing else. */
class TimeThreatsTest {
  private static final TestVendor VENDOR = TestVendor.named("acme");
  private static final Instant MIDNIGHT = Instant.parse("2027-03-28T00:00:00Z");

  /** {@code sha384sum} of the row as compact JSON: reports of today must verify for ever. */
  private static final String HASH =
      "664635ec815a2ad969e82b22ae537479594eafb7a1de7988"
          + "e4e7935a91d6a2c43e18a84197607a58b3d4b762965f7c89";

  private final TimeZone zone = TimeZone.getDefault();
  private final Locale locale = Locale.getDefault();

  @AfterEach
  void putBack() {
    TimeZone.setDefault(zone);
    Locale.setDefault(locale);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2038-01-19T03:14:07Z",
        "2038-01-19T03:14:08Z",
        "2106-02-07T06:28:16Z",
        "2999-12-31T23:59:59Z"
      })
  void t23_endBeyond32Bits_isReadAndWalkedLikeAnyOther(Instant expires) {
    Licence licence = ending(expires);
    assertThat(verified(licence).term().expires()).isEqualTo(expires);
    Ladder ladder = Ladder.of(licence.term());
    assertThat(ladder.stageAt(expires.minusSeconds(1))).isEqualTo(Stage.NOTICE);
    assertThat(ladder.stageAt(expires)).isEqualTo(Stage.GRACE);
    assertThat(ladder.stageAt(expires.plus(Duration.ofDays(30)))).isEqualTo(Stage.NO_NEW);
    assertThat(ladder.stageAt(expires.plus(Duration.ofDays(60)))).isEqualTo(Stage.READ_ONLY);
  }

  @ParameterizedTest
  @CsvSource({
    "2027-06-30T23:59:60Z, a leap second",
    "2027-06-01T24:00:00Z, the end of a day",
    "2027-06-01T00:00:00+00:00, an offset",
    "2027-06-01T02:00:00+02:00, an offset",
    "2027-06-01T00:00:00.5Z, a fraction",
    "2027-06-01T00:00Z, no seconds",
    "2027-6-1T00:00:00Z, short fields",
    "2027-02-29T00:00:00Z, a day that there is not",
    "12027-06-01T00:00:00Z, five digits",
    "1827-06-01T00:00:00Z, another century"
  })
  void t23_timeWrittenAnotherWay_isRefused(String text, String why) {
    String payload =
        Licences.payload(
            "\"expires\" : \"2027-06-01T00:00:00Z\"", "\"expires\" : \"" + text + "\"");
    assertRefused(
        LicenceVerifier.verify(VENDOR.file(payload), VENDOR.anchors(), reader(Licences.ISSUED)),
        Refusal.FIELD_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Etc/GMT+12",
        "America/New_York",
        "UTC",
        "Europe/Berlin",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Kiritimati"
      })
  void t23_machinesZone_changesNothing(String id) {
    Ladder inUtc = Ladder.of(ending(MIDNIGHT).term());
    TimeZone.setDefault(TimeZone.getTimeZone(id));
    Locale.setDefault(Locale.forLanguageTag("ar-SA-u-ca-islamic-nu-arab"));
    Licence licence = verified(ending(MIDNIGHT));
    assertThat(Ladder.of(licence.term())).isEqualTo(inUtc);
    assertThat(Times.readable(MIDNIGHT)).isEqualTo("28 March 2027, 00:00 UTC");
    assertThat(Times.readable(LocalDate.of(2027, 3, 28))).isEqualTo("28 March 2027");
    UsageRow row =
        new UsageRow(
            1, LocalDate.of(2027, 3, 28), UsageRow.Kind.USED, "users", 1_000_000, MIDNIGHT, "");
    assertThat(UsageChain.hash("", row)).isEqualTo(HASH);
  }

  @Test
  void t23_midnight_belongsToTheNextDay() {
    Ladder ladder = Ladder.of(ending(MIDNIGHT).term());
    assertThat(ladder.stageAt(MIDNIGHT.minusNanos(1))).isEqualTo(Stage.NOTICE);
    assertThat(ladder.stageAt(MIDNIGHT)).isEqualTo(Stage.GRACE);
  }

  @Test
  void t23_daysOfGrace_areTwentyFourHoursEachThroughSummerTime() {
    // Between 28 March and 27 April 2027 clocks in Berlin lose an hour; the grace days do not.
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    assertThat(ending(MIDNIGHT).term().graceEnds())
        .isEqualTo(Instant.parse("2027-04-27T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 3_600, 86_400})
  void t24_issuedUpToADayAhead_isTaken(long seconds) {
    Result result = verify(Licences.ISSUED.minusSeconds(seconds));
    assertThat(result).isInstanceOf(Result.Verified.class);
    assertThat(((Result.Verified) result).notices()).hasSize(seconds == 0 ? 0 : 1);
  }

  @Test
  void t24_issuedFurtherAhead_isRefusedWithBothTimes() {
    Result result = verify(Licences.ISSUED.minusSeconds(86_401));
    assertRefused(result, Refusal.ISSUED_IN_FUTURE);
    assertThat(((Result.Refused) result).detail())
        .contains("1 June 2026, 00:00 UTC", "30 May 2026, 23:59:59 UTC", "set the clock");
  }

  private static Result verify(Instant now) {
    return LicenceVerifier.verify(VENDOR.file(Licences.standard()), VENDOR.anchors(), reader(now));
  }

  private static Licence verified(Licence licence) {
    Result result =
        LicenceVerifier.verify(VENDOR.file(licence), VENDOR.anchors(), reader(Licences.ISSUED));
    assertThat(result).isInstanceOf(Result.Verified.class);
    return ((Result.Verified) result).licence();
  }

  private static Reader reader(Instant now) {
    return new Reader("holdfast", null, null, now);
  }

  private static Licence ending(Instant expires) {
    return Licences.with(Licences.term(Licences.ISSUED, Licences.ISSUED, expires));
  }
}
