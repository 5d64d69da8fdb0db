package dev.holdfast.appliance.quota;

import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.licensing.QuotaUse;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.quota.lease.AccountKey;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/** How many tokens of a period are used, those of interrupted calls included. */
record TokenUse(QuotaName name, AccountKey key, Database database, Clock clock)
    implements QuotaUse {
  @Override
  public long used() {
    return used(clock.instant());
  }

  @Override
  public OptionalLong usedOn(LocalDate day) {
    return name == QuotaName.TOKENS_PER_DAY
        ? OptionalLong.of(used(day.atStartOfDay(ZoneOffset.UTC).toInstant()))
        : OptionalLong.empty();
  }

  private long used(Instant within) {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(
                    "select spent + held from quota_account where kind = :kind"
                        + " and owner_id = :owner and period_start = :start")
                .bind("kind", key.kind().code())
                .bind("owner", key.owner())
                .bind("start", key.kind().period(within).start())
                .mapTo(Long.class)
                .findFirst()
                .orElse(0L));
  }
}
