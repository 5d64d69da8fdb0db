package dev.holdfast.appliance.quota.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The slices of the periods that run: one of each, whoever asks and when the period turns. */
class SlicesTest {
  private static final Instant NOW = Instant.parse("2026-06-30T23:59:59Z");
  private static final Instant NEXT = NOW.plusSeconds(1);
  private static final UUID TENANT = new UUID(1, 1);
  private static final UUID PROJECT = new UUID(2, 2);

  private final Slices slices = new Slices();

  @Test
  void sameSlice_withinThePeriod() {
    assertThat(slices.day(NOW)).isSameAs(slices.day(NOW.minus(Duration.ofHours(3))));
    assertThat(slices.month(NOW)).isSameAs(slices.month(NOW.minus(Duration.ofDays(20))));
    assertThat(slices.budget(TENANT, PROJECT, NOW)).isSameAs(slices.budget(TENANT, PROJECT, NOW));
  }

  @Test
  void newSlice_whenThePeriodTurns_andTheOldOneIsPastOnce() {
    Slice day = slices.day(NOW);
    Slice month = slices.month(NOW);
    Slice budget = slices.budget(TENANT, PROJECT, NOW);

    assertThat(slices.day(NEXT)).isNotSameAs(day);
    assertThat(slices.month(NEXT)).isNotSameAs(month);
    assertThat(slices.budget(TENANT, PROJECT, NEXT)).isNotSameAs(budget);

    assertThat(slices.drainPast()).containsExactlyInAnyOrder(day, month, budget);
    assertThat(slices.drainPast()).isEmpty();
  }

  @Test
  void newSlice_startsWithNothingAndWithTheSizeThatWasLearnt() {
    Slice day = slices.day(NOW);
    day.cap(1_000);
    day.give(500);
    day.ahead.startAt(77);

    Slice next = slices.day(NEXT);

    assertThat(next.free()).isZero();
    assertThat(next.loaded()).isFalse();
    assertThat(next.ahead.target()).isEqualTo(77);
  }

  @Test
  void clockSetBack_isThePeriodThatHoldsItAndLosesNoSlice() {
    Slice later = slices.day(NEXT);

    Slice earlier = slices.day(NOW);

    assertThat(earlier.period.contains(NOW)).isTrue();
    assertThat(slices.drainPast()).containsExactly(later);
  }

  @Test
  void current_isEverySliceThatRuns() {
    assertThat(slices.current()).isEmpty();
    slices.day(NOW);
    slices.month(NOW);
    slices.budget(TENANT, PROJECT, NOW);
    slices.budget(TENANT, new UUID(3, 3), NOW);

    assertThat(slices.current()).hasSize(4);
  }

  @Test
  void keys_ofTheAppliance_areNoTenants() {
    assertThat(slices.day(NOW).key).isEqualTo(AccountKey.DAY);
    assertThat(slices.month(NOW).key.tenant()).isEqualTo(AccountKey.APPLIANCE);
    assertThat(slices.budget(TENANT, PROJECT, NOW).key.owner()).isEqualTo(PROJECT);
  }

  @Test
  void manyAtOnce_acrossMidnight_getOneSlicePerPeriod() throws Exception {
    List<Callable<Slice>> askers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Instant at = i % 2 == 0 ? NEXT : NEXT.plusSeconds(i);
      askers.add(() -> slices.budget(TENANT, PROJECT, at));
      askers.add(() -> slices.day(at));
    }
    slices.day(NOW);
    slices.budget(TENANT, PROJECT, NOW);
    Set<Slice> seen = new HashSet<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Slice> each : pool.invokeAll(askers)) {
        seen.add(each.get());
      }
    }

    assertThat(seen).hasSize(2);
    assertThat(slices.drainPast()).hasSize(2);
  }
}
