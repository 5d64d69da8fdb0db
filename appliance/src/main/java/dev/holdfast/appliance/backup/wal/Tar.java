package dev.holdfast.appliance.backup.wal;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Takes a tar apart as it comes, in pieces of any length. Files and folders only; no links. */
public final class Tar {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE = 12;
  private static final int TYPE_AT = 156;

  private final Taker taker;
  private final byte[] header = new byte[BLOCK];
  private int headerBytes;
  private long left;
  private int padding;
  private boolean inFile;

  Tar(Taker taker) {
    this.taker = taker;
  }

  /** Is told what is in it, in order. */
  public interface Taker {
    void folder(String path) throws IOException;

    void file(String path) throws IOException;

    /** Some bytes of the file that was named last. */
    void bytes(byte[] from, int at, int length) throws IOException;

    void fileEnd() throws IOException;
  }

  void bytes(byte[] from, int at, int length) throws IOException {
    int position = at;
    int end = at + length;
    while (position < end) {
      if (inFile) {
        int piece = (int) Math.min(left, end - position);
        taker.bytes(from, position, piece);
        left -= piece;
        position += piece;
        endFile();
      } else if (padding > 0) {
        int piece = Math.min(padding, end - position);
        padding -= piece;
        position += piece;
      } else {
        int piece = Math.min(BLOCK - headerBytes, end - position);
        System.arraycopy(from, position, header, headerBytes, piece);
        headerBytes += piece;
        position += piece;
        if (headerBytes == BLOCK) {
          headerBytes = 0;
          begin();
        }
      }
    }
  }

  private void begin() throws IOException {
    if (header[0] == 0) {
      return;
    }
    String path = text(0, NAME);
    path = path.startsWith("./") ? path.substring(2) : path;
    left = size();
    switch (header[TYPE_AT]) {
      case '5' -> taker.folder(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
      case '0', 0 -> {
        taker.file(path);
        inFile = true;
        padding = (int) ((BLOCK - left % BLOCK) % BLOCK);
        endFile();
      }
      default ->
          throw new BackupException(
              Reason.REFUSED, "The cluster has a link where a file belongs: " + path + ".");
    }
  }

  private void endFile() throws IOException {
    if (inFile && left == 0) {
      inFile = false;
      taker.fileEnd();
    }
  }

  /** Octal, as every writer writes what is smaller than 8 GiB. */
  private long size() throws IOException {
    try {
      String octal = text(SIZE_AT, SIZE).strip();
      return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
    } catch (NumberFormatException e) {
      throw new IOException("a file's length in the tar cannot be read", e);
    }
  }

  private String text(int at, int most) {
    int end = at;
    while (end < at + most && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }

  /** Looks that nothing was cut off. */
  void end() throws IOException {
    if (inFile || headerBytes != 0) {
      throw new IOException("the copy was cut off");
    }
  }
}
