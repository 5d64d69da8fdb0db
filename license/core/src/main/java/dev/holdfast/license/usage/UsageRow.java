package dev.holdfast.license.usage;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * One line of the record of use: what was used of one quota on one day, or a mark. Rows are written
 * once; what turns up late for a day is a further row of that day. No value can be taken for a
 * formula by a spreadsheet, nor needs a quotation mark in a CSV file.
 *
 * @param number 1 and up, without a gap
 * @param day the day in UTC that it is about
 * @param name the quota's name, or the mark's
 * @param amount what was used, 0 to 2^53 - 1; 0 for a mark
 * @param at when the row was written, to the second
 * @param note for people; may be empty
 */
public record UsageRow(
    long number, LocalDate day, Kind kind, String name, long amount, Instant at, String note) {
  /** The largest amount. */
  public static final long MAX_AMOUNT = 9_007_199_254_740_991L;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0,63}");
  private static final Pattern NOTE = Pattern.compile("([A-Za-z][A-Za-z0-9 .:/_()#-]{0,199})?");

  public UsageRow {
    at = at.truncatedTo(ChronoUnit.SECONDS);
    if (number < 1
        || amount < 0
        || amount > MAX_AMOUNT
        || !NAME.matcher(name).matches()
        || !NOTE.matcher(note).matches()
        || day.getYear() < 2000
        || day.getYear() > 9999) {
      throw new IllegalArgumentException("not a row of usage: " + number + " " + name);
    }
  }

  /** What a row is. */
  public enum Kind {
    /** An amount of the day; the rows of a day add up. */
    USED,
    /** The most that there was at once on the day; the highest row counts. */
    PEAK,
    /** Something that a reader of the amounts should know; see {@link Mark}. */
    MARK
  }

  /** The marks, each a name of a row. */
  public enum Mark {
    /** The installation began to count. */
    INSTALLED,
    /** The service started again. */
    STARTED,
    /** A backup was restored; what followed it before is gone. */
    RESTORED,
    /** The machine's clock was set back or far ahead. */
    CLOCK_SUSPECT,
    /** The time kept was corrected. */
    CLOCK_CORRECTED,
    /** Another licence is in force. */
    LICENCE_CHANGED
  }
}
