package dev.holdfast.license.bundle;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the archives that {@link TarWriter} writes, files only, and refuses every other form:
 * links, devices, extensions, numbers in other bases, names after a terminator.
 */
final class TarReader {
  private static final int BLOCK = TarWriter.BLOCK;

  private final InputStream in;
  private long left;
  private int padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /** The next file's header. */
  record Member(String path, long size, int mode) {}

  /**
   * The next file, or null at the end of the archive; what is left of the one before is passed
   * over.
   *
   * @throws RefusedException {@code archive_malformed}, {@code entry_type}
   */
  @Nullable Member next() throws IOException {
    byte[] sink = new byte[BLOCK];
    while (left > 0) {
      read(sink, 0, sink.length);
    }
    if (in.readNBytes(padding).length != padding) {
      throw malformed("it ends too early");
    }
    byte[] block = block();
    if (isEmpty(block)) {
      if (!isEmpty(block()) || in.read() >= 0) {
        throw malformed("something follows its end");
      }
      return null;
    }
    Member member = member(block);
    left = member.size();
    padding = (int) (-member.size() & (BLOCK - 1));
    return member;
  }

  /** Reads of the current file; -1 at its end. */
  int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int read = in.read(buffer, offset, (int) Math.min(length, left));
    if (read <= 0) {
      throw malformed("it ends too early");
    }
    left -= read;
    return read;
  }

  static Member member(byte[] block) {
    if (!field(block, 257, 6, false).equals("ustar") || block[263] != '0' || block[264] != '0') {
      throw malformed("a header is not POSIX ustar");
    }
    long sum = octal(block, 148, 6);
    if (sum != TarWriter.checksum(block)) {
      throw malformed("a header's sum is wrong");
    }
    String prefix = field(block, 345, 155, true);
    String name = field(block, 0, 100, true);
    String path = prefix.isEmpty() ? name : prefix + "/" + name;
    if (block[156] != '0' || block[157] != 0) {
      throw new RefusedException(
          Refusal.ENTRY_TYPE,
          EntryRules.shown(path) + " has the type '" + printable(block[156]) + "'");
    }
    EntryRules.requirePath(path);
    return new Member(path, octal(block, 124, 11), (int) octal(block, 100, 7));
  }

  private byte[] block() throws IOException {
    byte[] block = in.readNBytes(BLOCK);
    if (block.length != BLOCK) {
      throw malformed("it ends too early");
    }
    return block;
  }

  private static boolean isEmpty(byte[] block) {
    return Arrays.equals(block, new byte[BLOCK]);
  }

  private static char printable(byte type) {
    return type > ' ' && type < 0x7F ? (char) type : '?';
  }

  /** A text up to its first zero byte, after which there may only be zero bytes. */
  private static String field(byte[] block, int at, int length, boolean strict) {
    int end = at;
    while (end < at + length && block[end] != 0) {
      end++;
    }
    for (int i = end; strict && i < at + length; i++) {
      if (block[i] != 0) {
        throw new RefusedException(Refusal.ENTRY_PATH, "a name goes on after its end");
      }
    }
    return new String(block, at, end - at, StandardCharsets.ISO_8859_1);
  }

  private static long octal(byte[] block, int at, int digits) {
    long value = 0;
    for (int i = at; i < at + digits; i++) {
      if (block[i] < '0' || block[i] > '7') {
        throw malformed("a number is not octal");
      }
      value = value * 8 + (block[i] - '0');
    }
    if (block[at + digits] != 0) {
      throw malformed("a number is too long");
    }
    return value;
  }

  private static RefusedException malformed(String how) {
    return new RefusedException(Refusal.ARCHIVE_MALFORMED, how);
  }
}
