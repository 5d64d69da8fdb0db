package dev.holdfast.appliance.quota.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The look around, and the rounds that fill slices: two processes on one budget. */
class LeaseWatchTest {
  /** A process with its slices. */
  private static final class Node {
    final Books books;
    final ProcessRun run;
    final Slices slices = new Slices();
    final LeaseKeeper keeper;
    final LeaseWatch watch;
    volatile boolean broken;

    Node(Books books, String name) {
      this.books = books;
      run = books.process(name, name + "-1");
      Caps caps =
          (handle, keys) -> {
            if (broken) {
              throw new IllegalStateException("caps cannot be read");
            }
            return Map.copyOf(books.caps);
          };
      keeper =
          new LeaseKeeper(
              books.database,
              caps,
              books.clock,
              System::nanoTime,
              Books.CONFIG,
              run,
              Thread::startVirtualThread);
      watch = new LeaseWatch(books.database, caps, books.clock, slices, run);
    }

    Slice slice() {
      return slices.budget(Books.TENANT, Books.PROJECT, books.now());
    }

    Slice.Answer take(long amount) {
      CompletionStage<Slice.Answer> answer = keeper.take(slice(), amount);
      return answer.toCompletableFuture().join();
    }

    boolean takes(long amount) {
      return take(amount) instanceof Slice.Answer.Taken;
    }
  }

  @BothDatabases
  void take_fromAFreshSlice_leasesAndTakes(TestDatabase database) {
    Node node = new Node(new Books(database, 1_000), "a");

    assertThat(node.takes(100)).isTrue();

    assertThat(node.slice().free()).isGreaterThanOrEqualTo(0);
    assertThat(node.books.leases().get("a-1")).isEqualTo(100 + node.slice().free());
  }

  @BothDatabases
  void take_beyondTheCap_isExhaustedWithHowItStands(TestDatabase database) {
    Node node = new Node(new Books(database, 100), "a");

    Slice.Answer answer = node.take(101);

    assertThat(answer)
        .isInstanceOfSatisfying(
            Slice.Answer.Exhausted.class,
            exhausted -> assertThat(exhausted.standing().cap()).isEqualTo(100));
    assertThat(node.takes(100)).isTrue();
    assertThat(node.takes(1)).isFalse();
  }

  @BothDatabases
  void take_databaseAway_failsWithItsProblemAndTheNextWorks(TestDatabase database) {
    Books books = new Books(database, 100);
    Node node = new Node(books, "a");
    node.broken = true;

    assertThat(node.take(1)).isInstanceOf(Slice.Answer.Failed.class);

    node.broken = false;
    assertThat(node.takes(1)).isTrue();
  }

  @BothDatabases
  void look_capRaised_isFollowed(TestDatabase database) {
    Books books = new Books(database, 100);
    Node node = new Node(books, "a");
    assertThat(node.takes(100)).isTrue();
    assertThat(node.takes(1)).isFalse();
    books.caps.put(Books.KEY, 200L);

    node.watch.look();

    assertThat(node.slice().cap()).isEqualTo(200);
    assertThat(node.takes(50)).isTrue();
  }

  @BothDatabases
  void look_capLowered_givesBackWhatIsOver(TestDatabase database) {
    Books books = new Books(database, 1_000_000);
    Node node = new Node(books, "a");
    node.takes(1_000);
    assertThat(node.slice().free()).isPositive();
    books.caps.put(Books.KEY, 1_000L);

    node.watch.look();

    assertThat(node.slice().free()).isZero();
    assertThat(books.leases()).containsEntry("a-1", 1_000L);
  }

  @BothDatabases
  void look_idleForAMinute_givesEverythingBack(TestDatabase database) {
    Books books = new Books(database, 1_000_000);
    Node node = new Node(books, "a");
    node.takes(10);
    long free = node.slice().free();
    assertThat(free).isPositive();

    node.watch.look();
    books.clock.advance(Duration.ofSeconds(60));
    node.watch.look();
    assertThat(node.slice().free()).isEqualTo(free);
    books.clock.advance(Duration.ofMillis(1));
    node.watch.look();

    assertThat(node.slice().free()).isZero();
    assertThat(books.leases()).containsEntry("a-1", 10L);
  }

  @BothDatabases
  void look_usedWithinTheMinute_keepsWhatItHas(TestDatabase database) {
    Books books = new Books(database, 1_000_000);
    Node node = new Node(books, "a");
    node.takes(10);
    node.watch.look();
    books.clock.advance(Duration.ofSeconds(50));
    node.slice().take(1);
    node.watch.look();
    books.clock.advance(Duration.ofSeconds(50));

    node.watch.look();

    assertThat(node.slice().free()).isPositive();
  }

  @BothDatabases
  void look_monthTurned_givesTheOldMonthsRestBack(TestDatabase database) {
    Books books = new Books(database, 1_000_000);
    Node node = new Node(books, "a");
    node.takes(10);
    Map<String, Long> before = books.leases();
    assertThat(before.get("a-1")).isGreaterThan(10);
    books.clock.advance(Duration.ofDays(31));
    node.slice();

    node.watch.look();

    books.clock.advance(Duration.ofDays(-31));
    assertThat(books.leases()).containsEntry("a-1", 10L);
  }

  @BothDatabases
  void recall_byAnother_isAnsweredAtTheNextLookAndServesTheOther(TestDatabase database)
      throws Exception {
    Books books = new Books(database, 1_000);
    Node rich = new Node(books, "a");
    Node poor = new Node(books, "b");
    rich.run.show();
    rich.takes(1);
    rich.takes(100);
    rich.slice().give(100);
    long free = rich.slice().free();
    assertThat(free).isPositive();

    CompletionStage<Slice.Answer> waiting = poor.keeper.take(poor.slice(), 1_000 - 1);
    Patience.until(
        "the poor one has its share",
        () -> {
          rich.watch.look();
          return waiting.toCompletableFuture().isDone();
        });

    assertThat(waiting.toCompletableFuture().join()).isInstanceOf(Slice.Answer.Taken.class);
    assertThat(rich.slice().free()).isZero();
  }

  @BothDatabases
  void close_givesBackAllThatIsFreeAndKeepsWhatIsReserved(TestDatabase database) {
    Books books = new Books(database, 1_000_000);
    Node node = new Node(books, "a");
    node.takes(25);

    node.watch.close();

    assertThat(books.leases()).containsEntry("a-1", 25L);
  }

  @BothDatabases
  void unlimited_isCountedAndNeverLeased(TestDatabase database) {
    Books books = new Books(database, Slice.UNLIMITED);
    Node node = new Node(books, "a");

    assertThat(node.takes(1_000_000_000)).isTrue();
    node.watch.look();

    assertThat(node.slice().free()).isEqualTo(-1_000_000_000);
    assertThat(books.leases()).containsEntry("a-1", 0L);
  }
}
