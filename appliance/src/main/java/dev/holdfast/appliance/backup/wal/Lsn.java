package dev.holdfast.appliance.backup.wal;

/** A position in the write-ahead log, in bytes from its very beginning. */
public final class Lsn {
  private static final int HALF = 32;
  private static final long LOW = 0xFFFF_FFFFL;
  private static final int HEX = 16;

  private Lsn() {}

  /**
   * Reads what the server writes, such as {@code 0/16B3748}.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static long parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a position in the log: " + text);
    }
    long high = Long.parseUnsignedLong(text.substring(0, slash), HEX);
    long low = Long.parseUnsignedLong(text.substring(slash + 1), HEX);
    return (high << HALF) | low;
  }

  /** As the server writes it. */
  public static String text(long lsn) {
    return Long.toHexString(lsn >>> HALF).toUpperCase(java.util.Locale.ROOT)
        + "/"
        + Long.toHexString(lsn & LOW).toUpperCase(java.util.Locale.ROOT);
  }

  /** Where the segment begins that holds a position. */
  public static long segment(long lsn, int segmentBytes) {
    return lsn - Long.remainderUnsigned(lsn, segmentBytes);
  }

  /** The name of the file of the segment that holds a position. */
  public static String file(int timeline, long lsn, int segmentBytes) {
    long number = Long.divideUnsigned(lsn, segmentBytes);
    long each = (LOW + 1) / segmentBytes;
    return String.format(
        java.util.Locale.ROOT, "%08X%08X%08X", timeline, number / each, number % each);
  }
}
