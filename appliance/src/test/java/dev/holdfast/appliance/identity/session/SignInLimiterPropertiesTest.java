package dev.holdfast.appliance.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** However somebody spaces their guesses, they get no more of them than the limit says. */
class SignInLimiterPropertiesTest {
  private static final int TRIES = 10;

  @Property(tries = 500)
  void guesses_atAnySpacing_areBoundedByTheTriesAndOneAMinute(
      @ForAll @Size(max = 200) List<@IntRange(max = 90) Integer> pausesInSeconds) {
    SettableClock clock = new SettableClock();
    SignInLimiter limiter = new SignInLimiter(clock);
    long elapsed = 0;
    int granted = 0;
    for (int pause : pausesInSeconds) {
      clock.advance(Duration.ofSeconds(pause));
      elapsed += pause;
      if (limiter.takeOfAccount("ada").isEmpty()) {
        granted++;
      }
      assertThat(granted).isLessThanOrEqualTo(TRIES + (int) (elapsed / 60));
    }
  }

  @Property(tries = 300)
  void wait_thatIsSaid_isEnoughAndNotMoreThanAStep(@ForAll @IntRange(max = 59_999) int millis) {
    SettableClock clock = new SettableClock();
    SignInLimiter limiter = new SignInLimiter(clock);
    for (int i = 0; i < TRIES; i++) {
      assertThat(limiter.takeOfAccount("ada")).isEmpty();
    }
    clock.advance(Duration.ofMillis(millis));
    Optional<Duration> wait = limiter.takeOfAccount("ada");

    assertThat(wait).isPresent();
    assertThat(wait.orElseThrow()).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1));
    clock.advance(wait.orElseThrow().minusMillis(1));
    assertThat(limiter.takeOfAccount("ada")).isPresent();
    clock.advance(Duration.ofMillis(1));
    assertThat(limiter.takeOfAccount("ada")).isEmpty();
  }

  @Property(tries = 300)
  void network_ofAnyText_isStableAndNoFault(@ForAll String address) {
    String network = SignInLimiter.network(address);

    assertThat(SignInLimiter.network(network)).isEqualTo(network);
  }
}
