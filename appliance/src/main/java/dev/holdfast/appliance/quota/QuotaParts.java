package dev.holdfast.appliance.quota;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.quota.lease.Caps;
import dev.holdfast.appliance.quota.lease.LeaseKeeper;
import dev.holdfast.appliance.quota.lease.LeaseWatch;
import dev.holdfast.appliance.quota.lease.ProcessRun;
import dev.holdfast.appliance.quota.lease.QuotaConfig;
import dev.holdfast.appliance.quota.lease.Slices;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** The parts of one node's quotas, as they belong together. */
record QuotaParts(
    Slices slices, RateBuckets rates, LeaseWatch watch, ProcessRun run, LeasedQuotas quotas) {

  static QuotaParts make(
      Database database,
      Caps caps,
      Clock clock,
      LongSupplier nanoTime,
      QuotaConfig config,
      ProcessRun run,
      Executor background) {
    Slices slices = new Slices();
    RateBuckets rates = new RateBuckets(nanoTime, run::living);
    LeaseKeeper keeper = new LeaseKeeper(database, caps, clock, nanoTime, config, run, background);
    return new QuotaParts(
        slices,
        rates,
        new LeaseWatch(database, caps, clock, slices, run),
        run,
        new LeasedQuotas(slices, rates, keeper, clock, run.lease()));
  }

  /** One round of upkeep. Blocks on the database. */
  void upkeep() {
    run.show();
    watch.look();
    rates.forgetIdle();
  }

  /** The orderly end of this run. */
  void close() {
    watch.close();
    run.leave();
  }
}
