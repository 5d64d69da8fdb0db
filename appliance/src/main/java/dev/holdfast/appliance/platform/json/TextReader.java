package dev.holdfast.appliance.platform.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of many documents with few new objects: ids and times straight from the parser's
 * characters, and what stands in nearly every one (an action, a model, a lease) is made once and
 * shared. Used by one thread at a time.
 */
public final class TextReader {
  private static final int KEPT = 256;
  private static final int LONGEST_KEPT = 80;
  private static final int UUID_LENGTH = 36;
  private static final int HEX = 16;
  private static final int HEX_BITS = 4;
  private static final int DECIMAL = 10;
  private static final int SECONDS_LENGTH = "2026-11-21T10:11:12".length();
  private static final int NANO_DIGITS = 9;

  private final @Nullable String[] kept = new String[KEPT];

  /** A text that other documents are likely to have too. */
  public String shared(JsonParser json) throws IOException {
    int length = json.getTextLength();
    if (length > LONGEST_KEPT) {
      return json.getText();
    }
    char[] chars = json.getTextCharacters();
    int from = json.getTextOffset();
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + chars[i];
    }
    int slot = (hash ^ (hash >>> HEX)) & (KEPT - 1);
    String before = kept[slot];
    if (before != null && same(before, chars, from, length)) {
      return before;
    }
    String fresh = new String(chars, from, length);
    kept[slot] = fresh;
    return fresh;
  }

  private static boolean same(String text, char[] chars, int from, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != chars[from + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * An id in the usual form.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static UUID uuid(JsonParser json) throws IOException {
    char[] chars = json.getTextCharacters();
    int from = json.getTextOffset();
    if (json.getTextLength() != UUID_LENGTH) {
      return UUID.fromString(json.getText());
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = chars[from + i];
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (c != '-') {
          return UUID.fromString(json.getText());
        }
        continue;
      }
      int digit = Character.digit(c, HEX);
      if (digit < 0) {
        return UUID.fromString(json.getText());
      }
      high = (high << HEX_BITS) | (low >>> (Long.SIZE - HEX_BITS));
      low = (low << HEX_BITS) | digit;
    }
    return new UUID(high, low);
  }

  /**
   * A time as {@link Instant#toString} writes it.
   *
   * @throws java.time.DateTimeException where it is none
   */
  public static Instant instant(JsonParser json) throws IOException {
    char[] chars = json.getTextCharacters();
    int from = json.getTextOffset();
    int end = from + json.getTextLength() - 1;
    int fraction = end - from - SECONDS_LENGTH - 1;
    boolean usual =
        (fraction == -1 || (fraction > 0 && fraction <= NANO_DIGITS))
            && chars[end] == 'Z'
            && chars[from + 4] == '-'
            && chars[from + 7] == '-'
            && chars[from + 10] == 'T'
            && chars[from + 13] == ':'
            && chars[from + 16] == ':'
            && (fraction < 0 || chars[from + SECONDS_LENGTH] == '.');
    if (!usual) {
      return Instant.parse(json.getText());
    }
    int year = number(chars, from, 4);
    int month = number(chars, from + 5, 2);
    int day = number(chars, from + 8, 2);
    int hour = number(chars, from + 11, 2);
    int minute = number(chars, from + 14, 2);
    int second = number(chars, from + 17, 2);
    int nanos = fraction < 0 ? 0 : number(chars, from + SECONDS_LENGTH + 1, fraction);
    if ((year | month | day | hour | minute | second | nanos) < 0) {
      return Instant.parse(json.getText());
    }
    for (int digits = Math.max(fraction, 0); digits < NANO_DIGITS; digits++) {
      nanos *= DECIMAL;
    }
    long seconds =
        IsoChronology.INSTANCE.epochSecond(year, month, day, hour, minute, second, ZoneOffset.UTC);
    return Instant.ofEpochSecond(seconds, nanos);
  }

  /** So many decimal digits as a number; -1 where one is none. */
  private static int number(char[] chars, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = chars[i] - '0';
      if (digit < 0 || digit >= DECIMAL) {
        return -1;
      }
      number = number * DECIMAL + digit;
    }
    return number;
  }
}
