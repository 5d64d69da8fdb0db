package dev.holdfast.appliance.quota;

import static dev.holdfast.appliance.quota.TestNode.claim;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.quota.Quotas.Decision;
import dev.holdfast.appliance.quota.Quotas.Reservation;
import dev.holdfast.appliance.quota.lease.AccountKey;
import dev.holdfast.appliance.quota.lease.AccountKey.Kind;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How often leases cost a transaction. */
class LeaseRateTest {
  private static final long LARGE = 1_000_000_000_000_000L;

  private final SettableClock clock = new SettableClock();
  private final SetCaps caps = new SetCaps();

  @BothDatabases
  void reserve_withoutCap_costsNothingAfterTheFirst(TestDatabase real) {
    CountingDatabase database = new CountingDatabase(real);
    TestNode node = TestNode.start("n1", database, clock, caps);
    call(node, 700, 900L);
    int before = database.transactions();

    for (int i = 0; i < 5_000; i++) {
      call(node, 700, 900L);
    }

    assertThat(database.transactions()).isEqualTo(before);
  }

  @BothDatabases
  void reserve_thousandsOfALargeCap_costsAHandfulOfTransactions(TestDatabase real) {
    CountingDatabase database = new CountingDatabase(real);
    largeCaps();
    TestNode node = TestNode.start("n1", database, clock, caps);

    for (int i = 0; i < 20_000; i++) {
      call(node, 1_000, 20_000L);
    }

    // Three accounts grow from sixteen claims eightfold each time, mostly in the same rounds.
    assertThat(database.transactions()).isLessThan(30);
  }

  @BothDatabases
  void reserve_steadily_renewsLessThanOnceASecond(TestDatabase real) {
    CountingDatabase database = new CountingDatabase(real);
    largeCaps();
    // In step: how long a renewal takes on this machine is no part of the node's clock.
    TestNode node = TestNode.startInStep("n1", database, clock, caps);
    for (int i = 0; i < 40_000; i++) {
      tick(node);
    }
    int before = database.transactions();

    // Twelve thousand calls a second for thirty seconds, as the node's clock has it.
    int seconds = 30;
    for (int i = 0; i < seconds * 2_000; i++) {
      tick(node);
    }

    assertThat(database.transactions() - before).isLessThanOrEqualTo(seconds);
  }

  @BothDatabases
  void claims_ofManyProjects_shareTransactions(TestDatabase real) {
    CountingDatabase database = new CountingDatabase(real);
    largeCaps();
    TestNode node = TestNode.start("n1", database, clock, caps);
    call(node, 1, 1L);
    CountDownLatch gate = database.heldBack();
    int before = database.transactions();

    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Claim claim = new Claim(TestNode.TENANT, project(i), TestNode.KEY, RateLimit.NONE, 0, 10L);
      decisions.add(node.parts.quotas().reserve(claim));
    }
    gate.countDown();

    assertThat(decisions).allMatch(LeaseRateTest::isReservedInTheEnd);
    // One that may be under way already, and one for all who came meanwhile.
    assertThat(database.transactions() - before).isBetween(1, 2);
  }

  @BothDatabases
  void ship_twoThousandRecordsOfTwentyProjects_costsAHandfulOfStatements(TestDatabase database) {
    TestNode node = TestNode.start("n1", database, clock, caps);
    for (int i = 0; i < 2_000; i++) {
      Claim claim =
          new Claim(TestNode.TENANT, project(i % 20), TestNode.KEY, RateLimit.NONE, 10, 30L);
      Decision decision = node.reserve(claim);
      node.finish(reservation(decision), 3, 4, 20L);
    }

    // Each call is of TestNode's project in its record; the leases are of the twenty.
    assertThat(node.statementsToShip()).isLessThanOrEqualTo(6);

    assertThat(Ledger.of(database, AccountKey.DAY, clock.instant()).spent()).isEqualTo(14_000);
    assertThat(Ledger.budget(node).spent()).isEqualTo(40_000);
  }

  private void largeCaps() {
    caps.set(Kind.BUDGET, LARGE).set(Kind.TOKENS_DAY, LARGE).set(Kind.TOKENS_MONTH, LARGE);
  }

  /** One call that stands for six, and the time in which six come. */
  private static void tick(TestNode node) {
    node.nanoTime.addAndGet(Duration.ofMillis(1).toNanos() / 2);
    call(node, 6 * 700, 6 * 900L);
  }

  private static void call(TestNode node, long tokens, long cost) {
    Decision decision = node.parts.quotas().reserve(claim(tokens, cost));
    reservation(decision).settle(tokens, cost);
  }

  private static boolean isReservedInTheEnd(Decision decision) {
    return reservation(decision).hold().tokens() == 0;
  }

  private static Reservation reservation(Decision decision) {
    Decision known =
        decision instanceof Decision.Pending(var later)
            ? later.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join()
            : decision;
    if (known instanceof Decision.Reserved(Reservation reservation)) {
      return reservation;
    }
    throw new AssertionError("was refused: " + known);
  }

  private static UUID project(int number) {
    return new UUID(7, number);
  }
}
