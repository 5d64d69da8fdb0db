package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.acme.RenewalPlan.Advice;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RenewalPlanTest {
  private static final Instant BEGIN = Instant.parse("2026-06-15T12:00:00Z");
  private static final FakeAuthority AUTHORITY = new FakeAuthority();
  private static final java.security.KeyPair KEYS = FakeAuthority.newKeys();

  private static X509Certificate of(Duration life) {
    return AUTHORITY
        .issue(List.of("a.example.com"), KEYS.getPublic(), BEGIN, BEGIN.plus(life))
        .getFirst();
  }

  @ParameterizedTest
  @CsvSource({"P90D, P60D", "P1D, PT16H", "PT1H, PT40M", "PT30S, PT20S"})
  void due_withoutAdvice_isAfterTwoThirdsOfTheLife(Duration life, Duration after) {
    assertThat(RenewalPlan.due(of(life), null, "node_a")).isEqualTo(BEGIN.plus(after));
  }

  @Test
  void due_withAdvice_isInTheWindow_theSameAtEachAsking_andScattered() {
    X509Certificate certificate = of(Duration.ofDays(90));
    Advice advice =
        new Advice(
            BEGIN.plus(Duration.ofDays(50)), BEGIN.plus(Duration.ofDays(52)), Optional.empty());
    List<Instant> dues =
        IntStream.range(0, 20)
            .mapToObj(i -> RenewalPlan.due(certificate, advice, "node_" + i))
            .toList();
    assertThat(dues)
        .allSatisfy(due -> assertThat(due).isBetween(advice.start(), advice.end()))
        .isEqualTo(
            IntStream.range(0, 20)
                .mapToObj(i -> RenewalPlan.due(certificate, advice, "node_" + i))
                .toList());
    assertThat(dues.stream().distinct().count()).isGreaterThan(10);
  }

  @Test
  void due_withAdviceInThePast_isInThePast() {
    Advice revoked = new Advice(BEGIN.minusSeconds(100), BEGIN.minusSeconds(50), Optional.empty());
    assertThat(RenewalPlan.due(of(Duration.ofDays(90)), revoked, "n")).isBefore(BEGIN);
  }

  @Test
  void due_withAdviceAfterTheEnd_isBeforeTheLastTwentieth() {
    Advice late =
        new Advice(
            BEGIN.plus(Duration.ofDays(200)), BEGIN.plus(Duration.ofDays(300)), Optional.empty());
    assertThat(RenewalPlan.due(of(Duration.ofDays(100)), late, "n"))
        .isEqualTo(BEGIN.plus(Duration.ofDays(95)));
  }

  @Test
  void due_withAWindowTheWrongWayRound_isAsWithoutAdvice() {
    Advice wrong = new Advice(BEGIN.plusSeconds(10), BEGIN, Optional.empty());
    assertThat(RenewalPlan.due(of(Duration.ofHours(3)), wrong, "n"))
        .isEqualTo(BEGIN.plus(Duration.ofHours(2)));
  }

  @ParameterizedTest
  @CsvSource({
    "P90D, , PT6H",
    "P90D, PT1H, PT1H",
    "P90D, P30D, PT24H",
    "PT1H, , PT6M",
    "PT5S, , PT1S"
  })
  void advice_isAskedAgain_soonerForShortLives(
      Duration life, @org.jspecify.annotations.Nullable Duration wish, Duration after) {
    Advice advice = new Advice(BEGIN, BEGIN.plusSeconds(1), Optional.ofNullable(wish));
    assertThat(RenewalPlan.adviceAgain(of(life), advice)).isEqualTo(after);
  }

  @Test
  void retry_growsToABound_andIsScattered() {
    RenewalPlan low = new RenewalPlan(() -> 0);
    RenewalPlan high = new RenewalPlan(() -> 1);
    Duration left = Duration.ofDays(30);
    assertThat(low.retry(1, left, Optional.empty())).isEqualTo(Duration.ofSeconds(45));
    assertThat(high.retry(1, left, Optional.empty())).isEqualTo(Duration.ofSeconds(75));
    assertThat(low.retry(4, left, Optional.empty())).isEqualTo(Duration.ofMinutes(6));
    assertThat(high.retry(40, left, Optional.empty()))
        .isEqualTo(Duration.ofMinutes(450)); // a quarter more than six hours
  }

  @Test
  void retry_withLittleLeft_triesOftenEnough() {
    RenewalPlan plan = new RenewalPlan(() -> 0.5);
    assertThat(plan.retry(30, Duration.ofMinutes(20), Optional.empty()))
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(plan.retry(1, Duration.ofMinutes(20), Optional.empty()))
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(plan.retry(1, Duration.ofSeconds(5), Optional.empty()))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void retry_withoutACertificate_isAtLeastOnceAnHour() {
    assertThat(new RenewalPlan(() -> 0.5).retry(50, Duration.ZERO, Optional.empty()))
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void retry_withAWishOfTheServer_waitsAsLong_forADayAtMost() {
    RenewalPlan plan = new RenewalPlan(() -> 0.5);
    Duration left = Duration.ofDays(30);
    assertThat(plan.retry(1, left, Optional.of(Duration.ofHours(3))))
        .isEqualTo(Duration.ofHours(3));
    assertThat(plan.retry(1, left, Optional.of(Duration.ofDays(300))))
        .isEqualTo(Duration.ofDays(1));
  }
}
