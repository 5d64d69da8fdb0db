package dev.holdfast.appliance.quota.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What one process holds of an amount: never taken twice, never given away. */
class SliceTest {
  private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

  private final Slice slice =
      new Slice(AccountKey.budget(new UUID(1, 1), new UUID(2, 2)), Period.month(NOW));

  private Slice holding(long amount) {
    slice.cap(1_000_000);
    slice.give(amount);
    return slice;
  }

  @Test
  void take_beforeTheCapIsKnown_takesNothing() {
    slice.give(100);

    assertThat(slice.take(0)).isFalse();
    assertThat(slice.take(1)).isFalse();
    assertThat(slice.free()).isEqualTo(100);
  }

  @Test
  void take_exactlyWhatIsFree_leavesNothing() {
    holding(100);

    assertThat(slice.take(100)).isTrue();
    assertThat(slice.free()).isZero();
    assertThat(slice.take(1)).isFalse();
    assertThat(slice.free()).isZero();
  }

  @Test
  void take_oneMoreThanFree_takesNothingAtAll() {
    holding(99);

    assertThat(slice.take(100)).isFalse();
    assertThat(slice.free()).isEqualTo(99);
  }

  @Test
  void take_nothing_fromAnOverdrawnSlice_mayStillRun() {
    holding(10);
    slice.give(-50);

    assertThat(slice.free()).isEqualTo(-40);
    assertThat(slice.take(0)).isTrue();
    assertThat(slice.take(1)).isFalse();
  }

  @Test
  void take_withoutACap_countsBelowZero() {
    slice.cap(Slice.UNLIMITED);

    assertThat(slice.take(1_000)).isTrue();
    assertThat(slice.take(Long.MAX_VALUE / 4)).isTrue();
    assertThat(slice.free()).isNegative();
    assertThat(slice.limited()).isFalse();
    assertThat(slice.isLow()).isFalse();
  }

  @Test
  void cap_givenAfterUnlimitedUse_countsWhatWasUsed() {
    slice.cap(Slice.UNLIMITED);
    slice.take(1_000);

    slice.cap(5_000);

    assertThat(slice.take(1)).isFalse();
    slice.give(1_000);
    assertThat(slice.take(1)).isFalse();
    slice.give(1);
    assertThat(slice.take(1)).isTrue();
  }

  @Test
  void isLow_onlyBelowTheMark() {
    holding(10);
    assertThat(slice.isLow()).isFalse();
    assertThat(slice.isDry()).isTrue();

    slice.lowWater(10);
    assertThat(slice.isLow()).isFalse();
    slice.take(1);
    assertThat(slice.isLow()).isTrue();
    slice.lowWater(Slice.NEVER_LOW);
    assertThat(slice.isLow()).isFalse();
  }

  @Test
  void isSoonLow_belowHalfAsMuchAgainAsTheMark() {
    holding(16);
    assertThat(slice.isSoonLow()).as("without a mark").isFalse();

    slice.lowWater(10);
    assertThat(slice.isSoonLow()).isFalse();
    slice.take(1);
    assertThat(slice.isSoonLow()).as("not at one and a half").isFalse();
    slice.take(1);
    assertThat(slice.isSoonLow()).isTrue();
    assertThat(slice.isLow()).isFalse();
    slice.take(14);
    assertThat(slice.isLow() && slice.isSoonLow()).isTrue();
    slice.cap(Slice.UNLIMITED);
    assertThat(slice.isSoonLow()).isFalse();
    slice.lowWater(Slice.NEVER_LOW);
    assertThat(slice.isSoonLow()).isFalse();
  }

  @Test
  void takeUpTo_whatIsFree_andNeverBelowZero() {
    holding(10);

    assertThat(slice.takeUpTo(4)).isEqualTo(4);
    assertThat(slice.takeUpTo(0)).isZero();
    assertThat(slice.takeUpTo(-5)).isZero();
    assertThat(slice.takeUpTo(Long.MAX_VALUE)).isEqualTo(6);
    assertThat(slice.takeUpTo(1)).isZero();
    slice.give(-3);
    assertThat(slice.takeUpTo(Long.MAX_VALUE)).isZero();
    assertThat(slice.free()).isEqualTo(-3);
  }

  @Test
  void wantRound_manyAtOnce_isTrueForOne() throws Exception {
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      callers.add(slice::wantRound);
    }
    for (int round = 0; round < 20; round++) {
      int first = 0;
      try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Boolean> each : pool.invokeAll(callers)) {
          first += each.get() ? 1 : 0;
        }
      }
      assertThat(first).isEqualTo(1);
      slice.endRound();
    }
  }

  @Test
  void waiters_drained_areGivenOutOnce() {
    Slice.Waiter waiter = new Slice.Waiter(5, new CompletableFuture<>(), 0, 0);
    assertThat(slice.hasWaiters()).isFalse();

    slice.await(waiter);

    assertThat(slice.hasWaiters()).isTrue();
    assertThat(slice.drain()).containsExactly(waiter);
    assertThat(slice.drain()).isEmpty();
    assertThat(waiter.awaiting(7).recall()).isEqualTo(7);
    assertThat(waiter.awaiting(7).answer()).isSameAs(waiter.answer());
  }

  @Test
  void rest_isOverByItself() {
    assertThat(slice.restNanos()).isZero();
    slice.rest(Duration.ofHours(1));
    assertThat(slice.restNanos()).isPositive();
    slice.rest(Duration.ofSeconds(-1));
    assertThat(slice.restNanos()).isZero();
  }

  @Test
  void take_manyThreads_neverTakeMoreThanThereIs() throws Exception {
    holding(10_000);
    AtomicLong taken = new AtomicLong();
    List<Callable<Void>> takers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      long amount = 1L + i % 7;
      takers.add(
          () -> {
            while (slice.take(amount)) {
              taken.addAndGet(amount);
              if (taken.get() % 11 == 0) {
                slice.give(amount);
                taken.addAndGet(-amount);
              }
            }
            return null;
          });
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      for (Future<Void> each : pool.invokeAll(takers)) {
        each.get();
      }
    }

    assertThat(taken.get() + slice.free()).isEqualTo(10_000);
    assertThat(slice.free()).isBetween(0L, 7L);
  }

  @Property(tries = 500)
  void takesAndGifts_inAnyOrder_addUp(
      @ForAll @LongRange(max = 1_000_000) long start,
      @ForAll @Size(max = 60) List<@LongRange(min = -5_000, max = 50_000) Long> steps) {
    Slice fresh = new Slice(AccountKey.DAY, Period.day(NOW));
    fresh.cap(Long.MAX_VALUE - 1);
    fresh.give(start);
    long model = start;
    for (long step : steps) {
      if (step < 0) {
        fresh.give(-step);
        model -= step;
      } else {
        boolean taken = fresh.take(step);
        assertThat(taken).isEqualTo(step <= model);
        model -= taken ? step : 0;
      }
      assertThat(fresh.free()).isEqualTo(model);
    }
  }
}
