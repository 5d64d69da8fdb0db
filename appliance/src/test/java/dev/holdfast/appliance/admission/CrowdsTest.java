package dev.holdfast.appliance.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The first of many alike, and how many more: nobody is lost, and memory is bounded. */
class CrowdsTest {
  private final SettableClock clock = new SettableClock();
  private final Crowds<String> crowds = new Crowds<>(clock, 3, "others");

  @Test
  void first_ofAKind_isTrueOnceInAWindow() {
    assertThat(crowds.first("a")).isTrue();
    assertThat(crowds.first("a")).isFalse();
    assertThat(crowds.first("b")).isTrue();
    clock.advance(Crowds.WINDOW.minusMillis(1));
    assertThat(crowds.over()).isEmpty();
    assertThat(crowds.first("a")).isFalse();
  }

  @Test
  void over_afterTheWindow_saysHowManyMoreAndSinceWhen() {
    crowds.first("a");
    crowds.first("a");
    crowds.first("a");
    crowds.first("alone");
    var since = clock.instant();
    clock.advance(Crowds.WINDOW);

    assertThat(crowds.over()).containsExactly(new Crowds.Crowd<>("a", since, 2));
    assertThat(crowds.over()).isEmpty();
    assertThat(crowds.first("a")).isTrue();
  }

  @Test
  void first_beyondTheBound_isOneCrowdOfOthers() {
    crowds.first("a");
    crowds.first("b");
    crowds.first("c");

    assertThat(crowds.first("d")).isTrue();
    assertThat(crowds.first("e")).isFalse();
    assertThat(crowds.first("a")).isFalse();
    clock.advance(Crowds.WINDOW);

    assertThat(crowds.over())
        .extracting(Crowds.Crowd::kind, Crowds.Crowd::more)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("a", 1L),
            org.assertj.core.groups.Tuple.tuple("others", 1L));
  }

  @Test
  void all_atTheEnd_takesOutWindowsThatStillRun() {
    crowds.first("a");
    crowds.first("a");

    assertThat(crowds.all()).extracting(Crowds.Crowd::more).containsExactly(1L);
    assertThat(crowds.all()).isEmpty();
  }

  @Test
  void first_manyAtOnce_isTrueForOneAndTheRestIsCounted() throws Exception {
    List<Callable<Boolean>> comers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      comers.add(() -> crowds.first("a"));
    }
    int firsts = 0;
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> each : pool.invokeAll(comers)) {
        firsts += each.get() ? 1 : 0;
      }
    }

    assertThat(firsts).isEqualTo(1);
    assertThat(crowds.all()).extracting(Crowds.Crowd::more).containsExactly(199L);
  }

  @Property(tries = 300)
  void everyComer_isAFirstOrIsCounted(
      @ForAll @Size(max = 200) List<@IntRange(max = 9) Integer> comers) {
    Crowds<Integer> some = new Crowds<>(clock, 4, -1);
    long accounted = 0;
    for (int comer : comers) {
      accounted += some.first(comer) ? 1 : 0;
      if (comer == 9) {
        clock.advance(Duration.ofMinutes(4));
        accounted += some.over().stream().mapToLong(Crowds.Crowd::more).sum();
      }
    }
    accounted += some.all().stream().mapToLong(Crowds.Crowd::more).sum();

    assertThat(accounted).isEqualTo(comers.size());
  }
}
