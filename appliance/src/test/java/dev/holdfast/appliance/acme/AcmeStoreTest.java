package dev.holdfast.appliance.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.BothDatabases;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

final class AcmeStoreTest {
  private static final Duration TERM = Duration.ofMinutes(5);

  @BothDatabases
  void turn_isOneNodes_untilItGivesItBack(Database database) {
    AcmeStore store = new AcmeStore(database);
    assertThat(store.claim("a", TERM)).isTrue();
    assertThat(store.claim("a", TERM)).as("the same node again, after a crash").isTrue();
    assertThat(store.claim("b", TERM)).isFalse();
    store.release("b");
    assertThat(store.claim("b", TERM)).isFalse();
    store.release("a");
    assertThat(store.claim("b", TERM)).isTrue();
  }

  @BothDatabases
  void turn_thatHasRunOut_isAnothers(Database database) {
    AcmeStore store = new AcmeStore(database);
    assertThat(store.claim("a", Duration.ofSeconds(-1))).isTrue();
    assertThat(store.claim("b", TERM)).isTrue();
    assertThat(store.claim("a", TERM)).isFalse();
  }

  @BothDatabases
  void turn_askedForByManyAtOnce_isGivenToOne(Database database) throws Exception {
    AcmeStore store = new AcmeStore(database);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> claims =
          IntStream.range(0, 8)
              .mapToObj(i -> threads.submit(() -> store.claim("node_" + i, TERM)))
              .toList();
      int won = 0;
      for (Future<Boolean> claim : claims) {
        won += claim.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    }
  }

  @BothDatabases
  void challenge_isSeenByTheOthers_untilItIsWithdrawn(Database database) {
    AcmeStore store = new AcmeStore(database);
    store.publish("a", "t1", "t1.x", TERM);
    store.publish("a", "t1", "t1.x", TERM);
    store.publish("b", "t2", "t2.x", TERM);
    assertThat(store.others("a")).containsOnlyKeys("t2");
    assertThat(store.others("c")).containsEntry("t1", "t1.x").containsKey("t2");
    store.withdraw("a");
    assertThat(store.others("c")).containsOnlyKeys("t2");
  }

  @BothDatabases
  void challenge_thatHasRunOut_isSeenByNobody(Database database) {
    AcmeStore store = new AcmeStore(database);
    store.publish("a", "t1", "t1.x", Duration.ofSeconds(-1));
    assertThat(store.others("b")).isEmpty();
  }

  @BothDatabases
  void shared_isPostgresql(Database database) {
    assertThat(new AcmeStore(database).isShared())
        .isEqualTo(database.kind() == Database.Kind.POSTGRESQL);
  }
}
