package dev.holdfast.appliance.quota.lease;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.quota.lease.LeaseStore.Account;
import dev.holdfast.appliance.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A budget in a database, and processes that lease from it. */
final class Books {
  static final UUID TENANT = new UUID(1, 1);
  static final UUID PROJECT = new UUID(2, 2);
  static final AccountKey KEY = AccountKey.budget(TENANT, PROJECT);
  static final QuotaConfig CONFIG =
      new QuotaConfig(Duration.ofMillis(20), Duration.ofSeconds(3), Duration.ofHours(24));

  final Database database;
  final SettableClock clock = new SettableClock();
  final Map<AccountKey, Long> caps = new HashMap<>();

  Books(Database database, long cap) {
    this.database = database;
    caps.put(KEY, cap);
  }

  Instant now() {
    return clock.instant();
  }

  Period period() {
    return Period.month(now());
  }

  /** A process that shows that it lives. */
  ProcessRun process(String node, String lease) {
    ProcessRun run = new ProcessRun(database, clock, CONFIG, node, lease);
    run.show();
    return run;
  }

  Grant lease(String lease, long shortfall, long ahead, boolean asked, int nodes) {
    Grant.Wish wish =
        new Grant.Wish(lease, shortfall, ahead, asked, nodes, now().minus(CONFIG.silence()));
    return database
        .inPlatform(
            handle ->
                Grant.lease(
                    handle,
                    List.of(new Grant.Request(KEY, period(), wish)),
                    (at, keys) -> Map.copyOf(caps)))
        .getFirst();
  }

  Account account() {
    return database.inPlatform(handle -> LeaseStore.lock(handle, KEY, period()));
  }

  /** What every lease on the account holds. */
  Map<String, Long> leases() {
    return database.inPlatform(
        handle -> {
          Map<String, Long> amounts = new HashMap<>();
          LeaseStore.leases(handle, KEY, period(), now().minus(CONFIG.silence()))
              .forEach(lease -> amounts.put(lease.lease(), lease.amount()));
          return amounts;
        });
  }

  void used(String lease, long amount) {
    database.inPlatform(
        handle -> {
          LeaseStore.settle(
              handle,
              List.of(new LeaseStore.Settled(KEY, period(), amount, 0, Map.of(lease, amount))));
          return lease;
        });
  }
}
