package dev.holdfast.appliance.quota;

import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.licensing.QuotaUse;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.quota.lease.AccountKey;
import dev.holdfast.appliance.quota.lease.Caps;
import dev.holdfast.appliance.quota.lease.ProcessRun;
import dev.holdfast.appliance.quota.lease.QuotaConfig;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executor;

/** Puts the parts together. */
@Factory
final class QuotaFactory {
  @Singleton
  ProcessRun run(Database database, Clock clock, QuotaConfig config, Node node, IdSource ids) {
    return new ProcessRun(database, clock, config, node.name(), "run-" + ids.next());
  }

  @Singleton
  QuotaParts parts(Database database, Caps caps, Clock clock, QuotaConfig config, ProcessRun run) {
    Executor background = task -> Thread.ofVirtual().name("quota-lease").start(task);
    return QuotaParts.make(database, caps, clock, System::nanoTime, config, run, background);
  }

  @Singleton
  @Named("tokens.day")
  QuotaUse tokensToday(Database database, Clock clock) {
    return new TokenUse(QuotaName.TOKENS_PER_DAY, AccountKey.DAY, database, clock);
  }

  @Singleton
  @Named("tokens.month")
  QuotaUse tokensThisMonth(Database database, Clock clock) {
    return new TokenUse(QuotaName.TOKENS_PER_MONTH, AccountKey.MONTH, database, clock);
  }

  @Singleton
  Quotas quotas(QuotaParts parts) {
    return parts.quotas();
  }
}
