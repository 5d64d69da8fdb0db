package dev.holdfast.appliance.quota.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.quota.lease.LeaseStore.Account;
import dev.holdfast.appliance.quota.lease.LeaseStore.Settled;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The rows of accounts and leases, on both databases. */
class LeaseStoreTest {
  @BothDatabases
  void lock_accountThatIsNew_isMadeWithNothingInIt(TestDatabase database) {
    assertThat(new Books(database, 10).account()).isEqualTo(new Account(0, 0, 0));
    assertThat(new Books(database, 10).account()).isEqualTo(new Account(0, 0, 0));
  }

  @BothDatabases
  void lock_sameNewAccountManyAtOnce_isOneRow(TestDatabase database) throws Exception {
    Books books = new Books(database, 10);
    List<Callable<Account>> lockers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lockers.add(books::account);
    }
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Account> each : pool.invokeAll(lockers)) {
        assertThat(each.get()).isEqualTo(new Account(0, 0, 0));
      }
    }

    assertThat(rows(database, "quota_account")).isEqualTo(1);
  }

  @BothDatabases
  void settle_ofManyAccounts_countsEachAndMakesThoseThatAreMissing(TestDatabase database) {
    Books books = new Books(database, 10);
    books.process("a", "a-1");
    books.caps.put(Books.KEY, 1_000L);
    books.lease("a-1", 100, 0, false, 1);
    AccountKey fresh = AccountKey.budget(Books.TENANT, new UUID(9, 9));

    settle(
        database,
        List.of(
            new Settled(Books.KEY, books.period(), 30, 5, Map.of("a-1", 35L)),
            new Settled(fresh, books.period(), 7, 0, Map.of("a-1", 7L, "gone", 9L))));

    assertThat(books.account()).isEqualTo(new Account(30, 5, 0));
    assertThat(books.leases()).containsEntry("a-1", 65L);
    assertThat(
            database.inPlatform(handle -> LeaseStore.lock(handle, fresh, books.period())).spent())
        .isEqualTo(7);
  }

  @BothDatabases
  void settle_manyAtOnce_losesNoCount(TestDatabase database) throws Exception {
    Books books = new Books(database, 1_000_000);
    List<Callable<Integer>> settlers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      settlers.add(
          () -> {
            settle(database, List.of(new Settled(Books.KEY, books.period(), 3, 1, Map.of())));
            return 1;
          });
    }
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : pool.invokeAll(settlers)) {
        each.get();
      }
    }

    assertThat(books.account()).isEqualTo(new Account(120, 40, 0));
  }

  @BothDatabases
  void periods_areCountedApart(TestDatabase database) {
    Books books = new Books(database, 1_000);
    settle(database, List.of(new Settled(Books.KEY, books.period(), 10, 0, Map.of())));

    books.clock.advance(Duration.ofDays(31));

    assertThat(books.account().spent()).isZero();
    assertThat(rows(database, "quota_account")).isEqualTo(2);
  }

  @BothDatabases
  void kinds_ofTheSameOwner_areCountedApart(TestDatabase database) {
    Books books = new Books(database, 1_000);
    Period day = Period.day(books.now());
    database.inPlatform(
        handle -> {
          LeaseStore.count(handle, AccountKey.DAY, day, 5, 0);
          LeaseStore.count(handle, AccountKey.MONTH, books.period(), 6, 0);
          return day;
        });

    assertThat(database.inPlatform(h -> LeaseStore.lock(h, AccountKey.DAY, day)).spent())
        .isEqualTo(5);
    assertThat(
            database.inPlatform(h -> LeaseStore.lock(h, AccountKey.MONTH, books.period())).spent())
        .isEqualTo(6);
  }

  @BothDatabases
  void change_ofALeaseThatIsGone_isNothing(TestDatabase database) {
    Books books = new Books(database, 1_000);
    database.inPlatform(
        handle -> {
          LeaseStore.change(handle, Books.KEY, books.period(), "never was", 5);
          LeaseStore.answer(handle, Books.KEY, books.period(), "never was", 5);
          return handle;
        });

    assertThat(books.leases()).isEmpty();
  }

  @BothDatabases
  void leases_ofProcessesUnseen_areNotAlive(TestDatabase database) {
    Books books = new Books(database, 1_000);
    books.process("a", "a-1");
    books.lease("a-1", 10, 0, false, 1);
    books.lease("nobody's", 10, 0, false, 1);
    books.clock.advance(Duration.ofSeconds(5));
    books.process("b", "b-1");
    books.lease("b-1", 10, 0, false, 1);

    List<LeaseStore.Lease> leases =
        database.inPlatform(
            handle ->
                LeaseStore.leases(handle, Books.KEY, books.period(), books.now().minusSeconds(3)));

    assertThat(leases)
        .filteredOn(LeaseStore.Lease::alive)
        .extracting(LeaseStore.Lease::lease)
        .containsExactly("b-1");
  }

  @BothDatabases
  void counted_ofAnOverdrawnLease_isNothing(TestDatabase database) {
    Books books = new Books(database, 1_000);
    books.process("a", "a-1");
    books.lease("a-1", 10, 0, false, 1);
    books.used("a-1", 30);

    assertThat(books.leases()).containsEntry("a-1", -20L);
    assertThat(new LeaseStore.Lease("a-1", -20, 0, true).counted()).isZero();
  }

  @BothDatabases
  void seen_saysWhatEverybodyTook(TestDatabase database) {
    Books books = new Books(database, 1_000);
    books.process("a", "a-1");
    books.process("b", "b-1");
    books.lease("a-1", 100, 0, false, 2);
    books.lease("b-1", 50, 0, false, 2);
    books.used("a-1", 40);
    books.used("b-1", 70);

    List<LeaseStore.Seen> seen = database.inPlatform(handle -> LeaseStore.seen(handle, "a-1"));

    assertThat(seen)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.key()).isEqualTo(Books.KEY);
              // 110 spent, 60 still held by a, and b's overdraft takes nothing more.
              assertThat(one.taken()).isEqualTo(170);
            });
    List<LeaseStore.Seen> nobodys =
        database.inPlatform(handle -> LeaseStore.seen(handle, "nobody"));
    assertThat(nobodys).isEmpty();
  }

  @BothDatabases
  void note_isReadBack(TestDatabase database) {
    Books books = new Books(database, 1_000);
    books.process("a", "a-1");
    books.lease("a-1", 100, 0, false, 1);
    database.inPlatform(
        handle -> {
          LeaseStore.note(
              handle, "a-1", List.of(new LeaseStore.Free(Books.KEY, books.period().start(), 33)));
          return handle;
        });

    assertThat(database.inPlatform(handle -> LeaseStore.seen(handle, "a-1")).getFirst().freeSeen())
        .isEqualTo(33);
  }

  private static void settle(TestDatabase database, List<Settled> settled) {
    database.inPlatform(
        handle -> {
          LeaseStore.settle(handle, settled);
          return settled;
        });
  }

  private static long rows(TestDatabase database, String table) {
    return database.inPlatform(
        handle -> handle.createQuery("select count(*) from " + table).mapTo(Long.class).one());
  }
}
