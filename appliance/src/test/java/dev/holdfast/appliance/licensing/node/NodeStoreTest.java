package dev.holdfast.appliance.licensing.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** T27: at most as many nodes live as are granted, whatever happens to them. */
class NodeStoreTest {
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final OptionalLong TWO = OptionalLong.of(2);

  private static Run run(String node, String id) {
    return new Run(node, id, "boot-of-" + node);
  }

  /** The node's lease runs out, as it does when nobody renews it. */
  private static void expire(Database database, String run) {
    database.inPlatform(
        handle ->
            handle
                .createUpdate(
                    "update licence_node set expires_at = started_at - interval '1' second"
                        + " where run = :run")
                .bind("run", run)
                .execute());
  }

  @BothDatabases
  void t27_thirdNode_waitsAndNamesTheTwoThatLive(TestDatabase database) {
    NodeStore store = new NodeStore(database);
    assertThat(store.claim(run("a", "a1"), TWO, LEASE)).isInstanceOf(Place.Held.class);
    assertThat(store.claim(run("b", "b1"), TWO, LEASE)).isInstanceOf(Place.Held.class);
    Place third = store.claim(run("c", "c1"), TWO, LEASE);
    assertThat(third).isEqualTo(new Place.Waiting(2, List.of("a", "b")));
    assertThat(third.sentence()).contains("grants 2 nodes, and 2 live: a, b.");
    assertThat(store.live()).hasSize(2);
  }

  @BothDatabases
  void t27_nodeDiedWithoutARelease_itsPlaceIsFreeWhenTheLeaseEnds(TestDatabase database) {
    NodeStore store = new NodeStore(database);
    store.claim(run("a", "a1"), TWO, LEASE);
    store.claim(run("b", "b1"), TWO, LEASE);
    expire(database, "a1");
    assertThat(store.claim(run("c", "c1"), TWO, LEASE))
        .isEqualTo(new Place.Held(List.of("b", "c"), false));
    assertThat(store.claim(run("a", "a2"), TWO, LEASE)).isInstanceOf(Place.Waiting.class);
  }

  @BothDatabases
  void t27_releasedPlace_isFreeAtOnce(TestDatabase database) {
    NodeStore store = new NodeStore(database);
    store.claim(run("a", "a1"), TWO, LEASE);
    store.claim(run("b", "b1"), TWO, LEASE);
    store.release(run("b", "b1"));
    assertThat(store.claim(run("c", "c1"), TWO, LEASE)).isInstanceOf(Place.Held.class);
  }

  @BothDatabases
  void t27_renewal_isNeverRefused_evenWhereFewerAreGrantedNow(TestDatabase database) {
    NodeStore store = new NodeStore(database);
    store.claim(run("a", "a1"), TWO, LEASE);
    store.claim(run("b", "b1"), TWO, LEASE);
    OptionalLong one = OptionalLong.of(1);
    assertThat(store.claim(run("a", "a1"), one, LEASE)).isInstanceOf(Place.Held.class);
    assertThat(store.claim(run("b", "b1"), one, LEASE)).isInstanceOf(Place.Held.class);
    assertThat(store.live()).allSatisfy(row -> assertThat(row.beats()).isEqualTo(2));
  }

  @BothDatabases
  void t27_restartAfterAKill_takesItsOwnPlaceAtOnce(TestDatabase database) {
    NodeStore store = new NodeStore(database);
    store.claim(run("a", "a1"), OptionalLong.of(1), LEASE);
    assertThat(store.claim(run("a", "a2"), OptionalLong.of(1), LEASE))
        .isEqualTo(new Place.Held(List.of("a"), false));
    assertThat(store.live()).singleElement().extracting(row -> row.run().id()).isEqualTo("a2");
  }

  @BothDatabases
  void t26_cloneOnAnotherMachine_needsAPlaceOfItsOwnAndIsSeen(TestDatabase database) {
    NodeStore store = new NodeStore(database);
    store.claim(run("a", "a1"), TWO, LEASE);
    Run clone = new Run("a", "a9", "another boot");
    assertThat(store.claim(clone, TWO, LEASE))
        .isEqualTo(new Place.Held(List.of("a", "a~a9"), true));
    Place original = store.claim(run("a", "a1"), TWO, LEASE);
    assertThat(original).isEqualTo(new Place.Held(List.of("a", "a~a9"), true));
    assertThat(original.sentence()).contains("its home was copied");
  }

  @BothDatabases
  void t26_cloneWhereAllPlacesAreTaken_waits_andTheOriginalGoesOn(TestDatabase database) {
    NodeStore store = new NodeStore(database);
    store.claim(run("a", "a1"), OptionalLong.of(1), LEASE);
    assertThat(store.claim(new Run("a", "a9", "another boot"), OptionalLong.of(1), LEASE))
        .isInstanceOf(Place.Waiting.class);
    assertThat(store.isOusted(run("a", "a1"))).isFalse();
    assertThat(store.claim(run("a", "a1"), OptionalLong.of(1), LEASE))
        .isInstanceOf(Place.Held.class);
  }

  @BothDatabases
  void t26_copyOnTheSameMachine_stopsNothingThatWorks(TestDatabase database) {
    NodeStore store = new NodeStore(database);
    Run original = run("a", "a1");
    store.claim(original, OptionalLong.of(1), LEASE);
    store.claim(run("a", "a2"), OptionalLong.of(1), LEASE);
    assertThat(store.isOusted(original)).isTrue();
    assertThat(store.claimBeside(original, LEASE))
        .isEqualTo(new Place.Held(List.of("a", "a~a1"), true));
    assertThat(store.isOusted(original)).isFalse();
  }

  @BothDatabases
  void t27_unlimited_boundsNothing(TestDatabase database) {
    NodeStore store = new NodeStore(database);
    for (int i = 0; i < 20; i++) {
      assertThat(store.claim(run("n" + i, "r" + i), OptionalLong.empty(), LEASE))
          .isInstanceOf(Place.Held.class);
    }
    assertThat(store.live()).hasSize(20);
  }

  @BothDatabases
  void t27_manyAtOnce_exactlyTheGrantedNumberGetAPlace(TestDatabase database) throws Exception {
    List<Callable<Place>> claims = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Run run = run("n" + i, "r" + i);
      claims.add(() -> new NodeStore(database).claim(run, OptionalLong.of(3), LEASE));
    }
    long held = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (Future<Place> claim : threads.invokeAll(claims)) {
        held += claim.get() instanceof Place.Held ? 1 : 0;
      }
    }
    assertThat(held).isEqualTo(3);
    assertThat(new NodeStore(database).live()).hasSize(3);
  }

  @BothDatabases
  void t27_placesRestoredFromABackup_runOutLikeAllOthers(TestDatabase database) {
    NodeStore store = new NodeStore(database);
    store.claim(run("a", "a1"), TWO, LEASE);
    store.claim(run("b", "b1"), TWO, LEASE);
    // What a backup brings back is as old as the backup.
    expire(database, "a1");
    expire(database, "b1");
    assertThat(store.live()).isEmpty();
    assertThat(store.claim(run("c", "c1"), TWO, LEASE)).isInstanceOf(Place.Held.class);
    assertThat(store.claim(run("d", "d1"), TWO, LEASE)).isInstanceOf(Place.Held.class);
    assertThat(store.claim(run("a", "a1"), TWO, LEASE)).isInstanceOf(Place.Waiting.class);
  }
}
