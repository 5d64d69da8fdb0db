package dev.holdfast.appliance.backup.table;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Cuts rows into chunks where the rows themselves say so: after a row whose check sum ends in
 * certain bits. A row that is added or changed therefore changes the chunk that it stands in and
 * leaves those behind it as they were, so that the next backup finds them again.
 */
final class RowChunks {
  private static final int LEAST = 1 << 19;
  private static final int MOST = 2 << 20;
  private static final long CUT_BITS = 0x3FF;

  private final Out out;
  private final CRC32C crc = new CRC32C();
  private byte[] buffer = new byte[MOST];
  private int filled;
  private long rows;

  RowChunks(Out out) {
    this.out = out;
  }

  /** Takes chunks; the array is the taker's. */
  @FunctionalInterface
  interface Out {
    void chunk(byte[] bytes) throws IOException;
  }

  void row(byte[] bytes, int from, int length) throws IOException {
    if (filled > 0 && filled + length > MOST) {
      flush();
    }
    if (length > buffer.length) {
      out.chunk(Arrays.copyOfRange(bytes, from, from + length));
      rows++;
      return;
    }
    System.arraycopy(bytes, from, buffer, filled, length);
    filled += length;
    rows++;
    if (filled >= LEAST) {
      crc.reset();
      crc.update(bytes, from, length);
      if ((crc.getValue() & CUT_BITS) == 0) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    out.chunk(Arrays.copyOf(buffer, filled));
    filled = 0;
  }

  /** The last chunk; how many rows there were. */
  long end() throws IOException {
    if (filled > 0) {
      flush();
    }
    return rows;
  }
}
