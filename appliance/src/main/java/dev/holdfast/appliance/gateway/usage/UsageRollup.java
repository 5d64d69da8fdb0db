package dev.holdfast.appliance.gateway.usage;

import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.JournalConsumer;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.platform.id.TenantId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Adds every finished call to its hour, in the transaction that ships its audit record. */
@Singleton
final class UsageRollup implements JournalConsumer {
  /** Beyond this a report of one call is absurd; it must not overflow everybody's sums. */
  private static final long MOST = 1_000_000_000_000_000L;

  @Override
  public void apply(Handle handle, List<AuditRecord> records) {
    SortedMap<UsageKey, Amounts> sums = new TreeMap<>();
    for (AuditRecord record : records) {
      Usage usage = record.event().usage();
      TenantId tenant = record.event().tenant();
      if (usage != null && tenant != null && record.event().outcome() != Outcome.STARTED) {
        Usage.Hold hold = usage.hold();
        Instant at = hold == null ? record.at() : hold.at();
        sums.merge(
            key(tenant, at, usage.project(), usage.key(), usage.provider(), usage.model()),
            amounts(record.event().outcome(), usage),
            Amounts::plus);
      }
    }
    UsageStore.add(handle, sums);
  }

  static UsageKey key(
      TenantId tenant,
      Instant at,
      UUID project,
      @Nullable UUID key,
      String provider,
      String model) {
    return new UsageKey(
        tenant.value(),
        at.truncatedTo(ChronoUnit.HOURS),
        project,
        key == null ? UsageKey.NO_KEY : key,
        provider,
        model);
  }

  private static Amounts amounts(Outcome outcome, Usage usage) {
    boolean interrupted = outcome == Outcome.INTERRUPTED;
    boolean failed = interrupted || outcome == Outcome.FAILED;
    Long cost = usage.costNanos();
    // Where nothing was used, there is nothing whose price could be unknown.
    boolean unknown = cost == null && !interrupted && !(failed && usage.nothing());
    return new Amounts(
        1,
        failed ? 1 : 0,
        bounded(usage.inputTokens()),
        bounded(usage.cachedInputTokens()),
        bounded(usage.outputTokens()),
        cost == null ? 0 : bounded(cost),
        unknown ? 1 : 0);
  }

  static long bounded(long amount) {
    return Math.clamp(amount, 0, MOST);
  }
}
