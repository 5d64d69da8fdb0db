package dev.holdfast.appliance.licensing.meter;

import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.licensing.QuotaUse;
import dev.holdfast.appliance.licensing.clock.TrustedClock;
import dev.holdfast.license.statement.Times;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Use, day by day, and where it leads. */
@Singleton
final class UsageViews {
  private static final int DAYS = 90;
  private static final int PACE_DAYS = 14;

  private final UsageMeter meter;
  private final Collection<QuotaUse> uses;
  private final Licensing licensing;
  private final TrustedClock clock;

  UsageViews(UsageMeter meter, Collection<QuotaUse> uses, Licensing licensing, TrustedClock clock) {
    this.meter = meter;
    this.uses = uses;
    this.licensing = licensing;
    this.clock = clock;
  }

  /**
   * The record of use.
   *
   * @param rows how many rows there are; a customer who notes number and hash can prove them later
   * @param head the hash of the last one; null before the first
   */
  @Serdeable
  record UsageView(long rows, @Nullable String head, List<QuotaView> items) {
    UsageView {
      items = List.copyOf(items);
    }
  }

  /**
   * One quota.
   *
   * @param ceiling where use is refused; null for never
   * @param days the last ninety days that are written down, oldest first
   * @param reachedAt the day on which the ceiling is reached if things go on as they did; null
   *     where it is not
   * @param forecast the same as a sentence; null where nothing can be said yet
   */
  @Serdeable
  record QuotaView(
      String code,
      String sentence,
      long used,
      @Nullable Long ceiling,
      List<DayView> days,
      @Nullable LocalDate reachedAt,
      @Nullable String forecast) {
    QuotaView {
      days = List.copyOf(days);
    }
  }

  /** One day. */
  @Serdeable
  record DayView(LocalDate day, long amount) {}

  UsageView view() {
    LocalDate today = UsageMeter.day(clock.read().now());
    Map<String, List<Forecast.Day>> days = new HashMap<>();
    meter
        .store()
        .since(today.minusDays(DAYS))
        .forEach(
            one ->
                days.computeIfAbsent(one.name(), name -> new ArrayList<>())
                    .add(new Forecast.Day(one.day(), one.amount())));
    return new UsageView(
        meter.store().head().map(head -> head.row().number()).orElse(0L),
        meter.store().head().map(head -> head.hash()).orElse(null),
        uses.stream()
            .sorted(Comparator.comparing(QuotaUse::name))
            .map(use -> quota(use, days, today))
            .toList());
  }

  private QuotaView quota(QuotaUse use, Map<String, List<Forecast.Day>> all, LocalDate today) {
    QuotaName name = use.name();
    // The tokens of a month are those of its days.
    String written =
        name == QuotaName.TOKENS_PER_MONTH ? QuotaName.TOKENS_PER_DAY.code() : name.code();
    List<Forecast.Day> days = all.getOrDefault(written, List.of());
    OptionalLong ceiling = licensing.current().quota(name);
    long used = use.used();
    Optional<LocalDate> reached =
        ceiling.isEmpty()
            ? Optional.empty()
            : reached(name, days, used, ceiling.getAsLong(), today);
    return new QuotaView(
        name.code(),
        name.sentence(),
        used,
        ceiling.isEmpty() ? null : ceiling.getAsLong(),
        days.stream().map(day -> new DayView(day.day(), day.amount())).toList(),
        reached.orElse(null),
        sentence(days, ceiling, used, reached.orElse(null)));
  }

  private static Optional<LocalDate> reached(
      QuotaName name, List<Forecast.Day> days, long used, long ceiling, LocalDate today) {
    if (name.isLevel()) {
      return Forecast.reached(days, ceiling);
    }
    LocalDate last =
        name == QuotaName.TOKENS_PER_DAY ? today : today.withDayOfMonth(today.lengthOfMonth());
    List<Forecast.Day> pace =
        days.stream().filter(day -> day.day().isAfter(today.minusDays(PACE_DAYS))).toList();
    return Forecast.usedUp(pace, used, ceiling, today, last);
  }

  private static @Nullable String sentence(
      List<Forecast.Day> days, OptionalLong ceiling, long used, @Nullable LocalDate reached) {
    if (ceiling.isEmpty()) {
      return null;
    }
    if (used >= ceiling.getAsLong()) {
      return "All of it is used.";
    }
    if (reached != null) {
      return "If things go on as they did, all of it is used on " + Times.readable(reached) + ".";
    }
    return days.size() < 3 ? null : "If things go on as they did, it is enough.";
  }
}
