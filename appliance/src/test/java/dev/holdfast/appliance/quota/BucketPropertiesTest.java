package dev.holdfast.appliance.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rates and bounds under any sequence of calls: never more than the limit, never stuck. */
class BucketPropertiesTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** A step: wait so long, then ask. */
  @Property(tries = 500)
  void requests_atAnySpacing_areNeverMoreThanTheLimitInAnyMinute(
      @ForAll @LongRange(min = 1, max = 50) long limit,
      @ForAll @Size(max = 300) List<@LongRange(max = 3_000) Long> pausesInMillis) {
    AtomicLong now = new AtomicLong();
    RateBuckets rates = new RateBuckets(now::get, () -> 1);
    UUID key = new UUID(1, 1);
    long passed = 0;
    for (long pause : pausesInMillis) {
      now.addAndGet(pause * 1_000_000);
      passed += rates.take(key, new RateLimit(limit, 0), 0).refused() ? 0 : 1;
      // A full bucket, and what has flowed in since; one more for rounding at the edge.
      assertThat(passed).isLessThanOrEqualTo(limit + now.get() * limit / MINUTE + 1);
    }
  }

  @Property(tries = 500)
  void wait_thatIsSaid_isEnough(
      @ForAll @LongRange(min = 1, max = 1_000_000) long limit,
      @ForAll @LongRange(min = 1, max = 2_000_000) long tokens) {
    AtomicLong now = new AtomicLong();
    RateBuckets rates = new RateBuckets(now::get, () -> 1);
    UUID key = new UUID(1, 1);
    rates.take(key, new RateLimit(0, limit), limit);
    RateBuckets.Pass refused = rates.take(key, new RateLimit(0, limit), tokens);
    if (refused.refused()) {
      now.addAndGet(refused.waitNanos());
      assertThat(rates.take(key, new RateLimit(0, limit), tokens).refused()).isFalse();
    }
  }

  @Property(tries = 500)
  void settled_lower_givesBackExactlyThat(
      @ForAll @LongRange(min = 100, max = 100_000) long limit,
      @ForAll @IntRange(max = 100) int usedPercent) {
    AtomicLong now = new AtomicLong();
    RateBuckets rates = new RateBuckets(now::get, () -> 1);
    UUID key = new UUID(1, 1);
    RateBuckets.Pass pass = rates.take(key, new RateLimit(0, limit), limit);
    long used = limit * usedPercent / 100;
    pass.settle(used);

    assertThat(rates.take(key, new RateLimit(0, limit), limit - used).refused()).isFalse();
    assertThat(rates.take(key, new RateLimit(0, limit), Math.max(2, limit / 50)).refused())
        .isTrue();
  }

  @Property(tries = 1_000)
  void bucket_anyAmount_neverOverflows(
      @ForAll @LongRange(max = Long.MAX_VALUE / 4) long now,
      @ForAll @LongRange(max = Long.MAX_VALUE / 4) long nanos) {
    Bucket bucket = new Bucket();
    long wait = bucket.take(now, nanos, MINUTE);

    assertThat(wait).isZero();
    assertThat(bucket.untilFull(now)).isEqualTo(nanos);
    bucket.give(now, nanos);
    assertThat(bucket.untilFull(now)).isZero();
  }

  @Property(tries = 1_000)
  void plausible_anyReport_isWithinItsBounds(@ForAll long reported) {
    assertThat(Plausible.tokens(reported)).isBetween(0L, 1_000_000_000_000L);
    assertThat(Plausible.cost(reported)).isBetween(0L, 1_000_000_000_000_000L);
    if (reported >= 0 && reported <= 1_000_000) {
      assertThat(Plausible.tokens(reported)).isEqualTo(reported);
      assertThat(Plausible.cost(reported)).isEqualTo(reported);
    }
  }

  @Property(tries = 1_000)
  void dollars_anyAmount_isExactWhenReadBack(@ForAll long nanos) {
    String text = Dollars.text(nanos);

    assertThat(text).matches("-?\\$\\d+\\.\\d{2,9}");
    assertThat(new BigDecimal(text.replace("$", "")))
        .isEqualByComparingTo(BigDecimal.valueOf(nanos, 9));
  }

  @ParameterizedTest
  @CsvSource({"60, 2, 30", "60, 7, 8", "5, 9, 1", "1, 3, 1"})
  void nodes_thatShareALimit_eachLetTheirPartThrough(long limit, int nodes, long each) {
    RateBuckets rates = new RateBuckets(() -> 0, () -> nodes);
    long passed = 0;
    for (int i = 0; i < 100; i++) {
      passed += rates.take(new UUID(1, 1), new RateLimit(limit, 0), 0).refused() ? 0 : 1;
    }

    assertThat(passed).isEqualTo(each);
  }

  @Test
  void keys_ofDifferentCallers_doNotShareABucket() {
    RateBuckets rates = new RateBuckets(() -> 0, () -> 1);
    RateLimit one = new RateLimit(1, 0);

    assertThat(rates.take(new UUID(1, 1), one, 0).refused()).isFalse();
    assertThat(rates.take(new UUID(1, 1), one, 0).refused()).isTrue();
    assertThat(rates.take(new UUID(2, 2), one, 0).refused()).isFalse();
  }

  @Test
  void forgetIdle_keepsALimitThatIsUsed() {
    AtomicLong now = new AtomicLong();
    RateBuckets rates = new RateBuckets(now::get, () -> 1);
    RateLimit one = new RateLimit(1, 0);
    rates.take(new UUID(1, 1), one, 0);

    rates.forgetIdle();
    assertThat(rates.take(new UUID(1, 1), one, 0).refused()).isTrue();
    now.addAndGet(MINUTE);
    rates.forgetIdle();
    assertThat(rates.take(new UUID(1, 1), one, 0).refused()).isFalse();
  }
}
