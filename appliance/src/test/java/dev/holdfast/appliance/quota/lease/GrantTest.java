package dev.holdfast.appliance.quota.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one look into the database grants: up to the cap, to the last unit, and never beyond. */
class GrantTest {
  @BothDatabases
  void lease_wellBelowTheCap_isTheNeedAndThePartAhead(TestDatabase database) {
    Books books = new Books(database, 1_000);
    books.process("a", "a-1");

    Grant grant = books.lease("a-1", 100, 50, false, 1);

    assertThat(grant.amount()).isEqualTo(150);
    assertThat(grant.ahead()).isEqualTo(50);
    assertThat(grant.dry()).isFalse();
    assertThat(grant.cap()).isEqualTo(1_000);
    assertThat(books.leases()).containsEntry("a-1", 150L);
  }

  @BothDatabases
  void lease_nearTheCap_takesAheadOnlyAFractionOfWhatIsLeft(TestDatabase database) {
    Books books = new Books(database, 100);
    books.process("a", "a-1");

    assertThat(books.lease("a-1", 0, 1_000, false, 1).amount()).isEqualTo(25);
    assertThat(books.lease("a-1", 0, 1_000, false, 5).amount()).isEqualTo(3);
  }

  @BothDatabases
  void lease_exactlyTheCap_isGrantedAndOneMoreIsNot(TestDatabase database) {
    Books books = new Books(database, 100);
    books.process("a", "a-1");

    assertThat(books.lease("a-1", 100, 0, false, 1).amount()).isEqualTo(100);
    Grant more = books.lease("a-1", 1, 0, false, 1);

    assertThat(more.amount()).isZero();
    assertThat(more.dry()).isTrue();
    assertThat(more.standing().leased()).isEqualTo(100);
  }

  @BothDatabases
  void lease_withoutACap_leasesNothingAndCountsAllTheSame(TestDatabase database) {
    Books books = new Books(database, Slice.UNLIMITED);
    books.process("a", "a-1");

    Grant grant = books.lease("a-1", 500, 500, false, 1);

    assertThat(grant.amount()).isZero();
    assertThat(grant.dry()).isFalse();
    assertThat(books.leases()).containsEntry("a-1", 0L);
  }

  @BothDatabases
  void lease_ofWhatDoesNotExist_isDry(TestDatabase database) {
    Books books = new Books(database, 100);
    books.caps.clear();
    books.process("a", "a-1");

    Grant grant = books.lease("a-1", 1, 1, false, 1);

    assertThat(grant.cap()).isZero();
    assertThat(grant.amount()).isZero();
    assertThat(grant.dry()).isTrue();
  }

  @BothDatabases
  void lease_capLoweredBelowWhatWasSpent_grantsNothingAndTakesNothing(TestDatabase database) {
    Books books = new Books(database, 1_000);
    books.process("a", "a-1");
    books.lease("a-1", 400, 0, false, 1);
    books.used("a-1", 400);
    books.caps.put(Books.KEY, 10L);

    Grant grant = books.lease("a-1", 5, 5, false, 1);

    assertThat(grant.amount()).isZero();
    assertThat(grant.dry()).isTrue();
    assertThat(grant.standing().spent()).isEqualTo(400);
    assertThat(books.leases()).containsEntry("a-1", 0L);
  }

  @BothDatabases
  void lease_overdrawn_isFilledUpWithoutTakingRoomTwice(TestDatabase database) {
    Books books = new Books(database, 1_000);
    books.process("a", "a-1");
    books.lease("a-1", 100, 0, false, 1);
    books.used("a-1", 300);
    assertThat(books.leases()).containsEntry("a-1", -200L);

    Grant grant = books.lease("a-1", 200 + 700, 0, false, 1);

    assertThat(grant.amount()).isEqualTo(900);
    assertThat(books.leases()).containsEntry("a-1", 700L);
    assertThat(books.account().spent() + books.leases().getOrDefault("a-1", 0L)).isEqualTo(1_000);
  }

  @BothDatabases
  void recall_whenAnotherLivingProcessHoldsTheRest_isMadeOnceAndAwaited(TestDatabase database) {
    Books books = new Books(database, 100);
    books.process("a", "a-1");
    books.process("b", "b-1");
    books.lease("a-1", 90, 0, false, 2);

    Grant first = books.lease("b-1", 50, 0, false, 2);
    Grant again = books.lease("b-1", 40, 0, true, 2);

    assertThat(first.amount()).isEqualTo(10);
    assertThat(first.recall()).isEqualTo(1);
    assertThat(first.answered(first.recall())).isFalse();
    assertThat(again.recall()).isEqualTo(1);
    assertThat(books.account().recall()).isEqualTo(1);
  }

  @BothDatabases
  void recall_whenTheHolderIsDead_isNotMade(TestDatabase database) {
    Books books = new Books(database, 100);
    books.process("a", "a-1");
    books.lease("a-1", 90, 0, false, 1);
    books.clock.advance(Books.CONFIG.silence().plusSeconds(1));
    books.process("b", "b-1");

    Grant grant = books.lease("b-1", 50, 0, false, 1);

    // What the dead one held is still held: it may have been used before it died.
    assertThat(grant.amount()).isEqualTo(10);
    assertThat(grant.recall()).isZero();
    assertThat(grant.answered(0)).isTrue();
  }

  @BothDatabases
  void recall_answered_isSeenByWhoWaits(TestDatabase database) {
    Books books = new Books(database, 100);
    books.process("a", "a-1");
    books.process("b", "b-1");
    books.lease("a-1", 90, 0, false, 2);
    Grant asked = books.lease("b-1", 50, 0, false, 2);

    database.inPlatform(
        handle -> {
          LeaseStore.change(handle, Books.KEY, books.period(), "a-1", -20);
          LeaseStore.answer(handle, Books.KEY, books.period(), "a-1", asked.recall());
          return asked;
        });
    Grant after = books.lease("b-1", 40, 0, true, 2);

    assertThat(after.amount()).isEqualTo(20);
    assertThat(after.dry()).isTrue();
    assertThat(after.answered(asked.recall())).isTrue();
  }

  @BothDatabases
  void lease_manyProcessesAtOnce_togetherNeverPassTheCapAndReachIt(TestDatabase database)
      throws Exception {
    Books books = new Books(database, 1_000);
    try (Database other = database.secondNode();
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Books there = new Books(other, 1_000);
      List<Callable<Long>> rounds = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        Books node = i % 2 == 0 ? books : there;
        String lease = "p-" + i % 5;
        rounds.add(() -> node.lease(lease, 70, 10, false, 5).amount());
      }
      for (int i = 0; i < 5; i++) {
        books.process("n" + i, "p-" + i);
        books.lease("p-" + i, 0, 0, false, 5);
      }
      long granted = 0;
      for (Future<Long> round : pool.invokeAll(rounds)) {
        granted += round.get();
      }
      assertThat(granted).isEqualTo(1_000);
    }
    assertThat(books.leases().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 1, 25",
    "100, 2, 12",
    "100, 0, 25",
    "100, -3, 25",
    "3, 1, 0",
    "0, 1, 0",
    "-50, 1, 0"
  })
  void part_ofTheRoom_isSharedByTheNodes(long room, int nodes, long part) {
    assertThat(Grant.part(room, nodes)).isEqualTo(part);
  }

  @Property(tries = 8)
  void leasesAndUse_inAnyOrder_neverPassTheCap(
      @ForAll @LongRange(min = 0, max = 500) long cap,
      @ForAll @Size(max = 20) List<@IntRange(min = -60, max = 90) Integer> steps) {
    try (TestDatabase database = TestDatabases.h2()) {
      Books books = new Books(database, cap);
      books.process("a", "l-0");
      books.process("b", "l-1");
      int at = 0;
      for (int step : steps) {
        String lease = "l-" + (at++ % 2);
        if (step >= 0) {
          books.lease(lease, step, step, false, 2);
        } else {
          long held = books.leases().getOrDefault(lease, 0L);
          books.used(lease, Math.min(held, -step));
        }
        long leased = books.leases().values().stream().mapToLong(Long::longValue).sum();
        assertThat(books.account().spent() + leased).isLessThanOrEqualTo(cap);
      }
    }
  }
}
