package dev.holdfast.license.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes POSIX ustar archives of which two with the same contents have the same bytes: owner, group
 * and time are given once, and there are no extensions.
 */
public final class TarWriter implements AutoCloseable {
  static final int BLOCK = 512;

  private static final int NAME = 100;
  private static final int PREFIX = 155;

  private final OutputStream out;
  private final long seconds;

  /**
   * @param time the modification time of all members
   */
  public TarWriter(OutputStream out, Instant time) {
    this.out = out;
    this.seconds = time.getEpochSecond();
  }

  /** Adds a file, whose bytes are read to their end. */
  public void file(String path, int mode, long size, InputStream bytes) throws IOException {
    out.write(header(path, '0', mode, size, ""));
    if (bytes.transferTo(out) != size) {
      throw new IOException(path + " changed while it was read");
    }
    out.write(new byte[(int) (-size & (BLOCK - 1))]);
  }

  /** Adds a folder. */
  public void folder(String path, int mode) throws IOException {
    out.write(header(path + "/", '5', mode, 0, ""));
  }

  /** Adds a folder that is not root's; images have one, bundles do not. */
  public void folder(String path, int mode, int owner) throws IOException {
    byte[] block = header(path + "/", '5', mode, 0, "");
    octal(block, 108, 7, owner);
    octal(block, 116, 7, owner);
    Arrays.fill(block, 265, 329, (byte) 0);
    octal(block, 148, 6, checksum(block));
    out.write(block);
  }

  /** Adds a symbolic link; images have them, bundles do not. */
  public void link(String path, String target) throws IOException {
    out.write(header(path, '2', 0777, 0, target));
  }

  /** Adds a member that stands by itself in the archive, such as the bundle's own parts. */
  byte[] header(String path, char type, int mode, long size, String link) throws IOException {
    byte[] block = new byte[BLOCK];
    byte[] name = ascii(path);
    int split = split(name);
    if (split > 0) {
      put(block, 345, Arrays.copyOfRange(name, 0, split), PREFIX);
      put(block, 0, Arrays.copyOfRange(name, split + 1, name.length), NAME);
    } else {
      put(block, 0, name, NAME);
    }
    octal(block, 100, 7, mode);
    octal(block, 108, 7, 0);
    octal(block, 116, 7, 0);
    octal(block, 124, 11, size);
    octal(block, 136, 11, seconds);
    block[156] = (byte) type;
    put(block, 157, ascii(link), NAME);
    put(block, 257, "ustar\0".getBytes(StandardCharsets.US_ASCII), 6);
    put(block, 263, "00".getBytes(StandardCharsets.US_ASCII), 2);
    put(block, 265, "root".getBytes(StandardCharsets.US_ASCII), 32);
    put(block, 297, "root".getBytes(StandardCharsets.US_ASCII), 32);
    octal(block, 148, 6, checksum(block));
    block[155] = ' ';
    return block;
  }

  /** What is not ASCII would be written as another name, and nobody would notice. */
  private static byte[] ascii(String text) throws IOException {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
      throw new IOException("not ASCII, and so not for this archive: " + text);
    }
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The sum of a header's bytes, its own field counted as blanks. */
  static int checksum(byte[] block) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xFF;
    }
    return sum;
  }

  /** Where a long name is cut: at the first slash that leaves no more than a name's room. */
  private static int split(byte[] name) throws IOException {
    if (name.length <= NAME) {
      return -1;
    }
    for (int i = name.length - NAME - 1; i <= PREFIX && i < name.length - 1; i++) {
      if (i > 0 && name[i] == '/') {
        return i;
      }
    }
    throw new IOException(
        "too long for an archive: " + new String(name, StandardCharsets.US_ASCII));
  }

  private static void put(byte[] block, int at, byte[] bytes, int room) throws IOException {
    if (bytes.length > room) {
      throw new IOException("too long for an archive");
    }
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private static void octal(byte[] block, int at, int digits, long value) throws IOException {
    String text = Long.toOctalString(value);
    if (text.length() > digits) {
      throw new IOException("too large for an archive: " + value);
    }
    put(
        block,
        at,
        ("0".repeat(digits - text.length()) + text).getBytes(StandardCharsets.US_ASCII),
        digits);
  }

  /** Ends the archive: two empty blocks. The stream below stays open. */
  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.flush();
  }
}
