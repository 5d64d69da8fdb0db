package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.platform.config.Told;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast.backup}: where backups go, when they are taken, and which are kept.
 *
 * @param directory where they lie; without one, the folder backups in the home. Use another disk,
 *     or a mounted one
 * @param at the time of day in UTC, 02:30, at which one is taken; without one, only those that are
 *     asked for
 * @param drillEvery how often the newest is restored into a scratch database, to see that it can
 *     be, and the latest moment, where the database's log is stored; 0 is never
 * @param keepLast how many of the newest are kept, 1 or more
 * @param keepDays of how many days, before those, the newest of each is kept
 * @param keepWeeks of how many weeks, before those, the newest of each is kept
 * @param compression zstd's level, 1 to 19
 */
@ConfigurationProperties("holdfast.backup")
public record BackupConfig(
    @Told(Told.As.TOKEN) @Nullable String directory,
    @Told(value = Told.As.AS_IT_IS, where = "[0-2][0-9]:[0-5][0-9]") @Nullable String at,
    @Bindable(defaultValue = "0s") Duration drillEvery,
    @Bindable(defaultValue = "7") int keepLast,
    @Bindable(defaultValue = "14") int keepDays,
    @Bindable(defaultValue = "8") int keepWeeks,
    @Bindable(defaultValue = "3") int compression) {
  private static final int HIGHEST_LEVEL = 19;

  public BackupConfig {
    if (at != null && !at.isBlank()) {
      try {
        LocalTime.parse(at);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException("holdfast.backup.at must be a time such as 02:30", e);
      }
    }
    if (keepLast < 1 || keepDays < 0 || keepWeeks < 0) {
      throw new IllegalArgumentException(
          "holdfast.backup.keep-last must be 1 or more, keep-days and keep-weeks 0 or more");
    }
    if (compression < 1 || compression > HIGHEST_LEVEL) {
      throw new IllegalArgumentException("holdfast.backup.compression must be 1 to 19");
    }
    if (drillEvery.isNegative()) {
      throw new IllegalArgumentException("holdfast.backup.drill-every must be 0 or more");
    }
  }

  /** The time of day at which a backup is due, if one is. */
  Optional<LocalTime> due() {
    return Optional.ofNullable(at).filter(text -> !text.isBlank()).map(LocalTime::parse);
  }
}
