package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.backup.point-in-time}: whether the log of the PostgreSQL in use is kept, so that
 * a restore can go to any moment. The role needs the right to replicate, and the server a bound on
 * the log that it keeps for a reader (max_slot_wal_keep_size).
 *
 * @param enabled whether it is; the installer turns it on where PostgreSQL is its own
 * @param every how often the log is stored: the most that a loss of the machine can cost; no less
 *     than a millisecond
 * @param baseEvery how often the cluster is copied; a restore replays at most the log of so long
 * @param keep how far back each moment can be reached
 * @param programs the folder of a PostgreSQL of the same major version, which a restore replays the
 *     log with
 * @param scratch where a restore lays the cluster down for that; without one, in the home's cache
 */
@ConfigurationProperties("holdfast.backup.point-in-time")
public record PointInTimeConfig(
    @Bindable(defaultValue = "false") boolean enabled,
    @Bindable(defaultValue = "60s") Duration every,
    @Bindable(defaultValue = "24h") Duration baseEvery,
    @Bindable(defaultValue = "7d") Duration keep,
    @Told(Told.As.TOKEN) @Bindable(defaultValue = "/opt/holdfast/postgresql") String programs,
    @Told(Told.As.TOKEN) @Nullable String scratch) {
  public PointInTimeConfig {
    if (every.toMillis() < 1 || baseEvery.compareTo(every) < 0 || keep.isNegative()) {
      throw new IllegalArgumentException(
          "holdfast.backup.point-in-time.every must be more than nothing, base-every no less than"
              + " it, and keep 0 or more");
    }
  }
}
