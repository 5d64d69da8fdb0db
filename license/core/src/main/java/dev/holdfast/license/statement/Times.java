package dev.holdfast.license.statement;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and days as people read them: always in UTC, always saying so, the month by its name. */
public final class Times {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.UK)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);

  private Times() {}

  /** For example {@code 21 December 2026, 05:30 UTC}; with seconds where there are any. */
  public static String readable(Instant instant) {
    boolean whole = Math.floorMod(instant.getEpochSecond(), 60) == 0;
    return whole ? MINUTE.format(instant) : SECOND.format(instant);
  }

  /** For example {@code 21 December 2026}. */
  public static String readable(LocalDate day) {
    return DAY.format(day);
  }
}
