package dev.holdfast.appliance.audit.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** One file of the journal and how far it is written. Appends come from one thread at a time. */
final class Segment {
  private static final String SUFFIX = ".journal";
  private static final int NUMBER_DIGITS = 12;
  private static final int HEX = 16;

  private final long number;
  private final Path path;
  private final SegmentFile file;
  private final int capacity;
  private volatile int end;
  private volatile int forced;

  Segment(long number, Path path, SegmentFile file, int capacity, int end) {
    this.number = number;
    this.path = path;
    this.file = file;
    this.capacity = capacity;
    this.end = end;
  }

  static Path pathOf(Path directory, long number) {
    return directory.resolve(nameOf(number));
  }

  private static String nameOf(long number) {
    return String.format(Locale.ROOT, "%0" + NUMBER_DIGITS + "x", number) + SUFFIX;
  }

  /** The number in a segment's file name; empty for any other name. */
  static Optional<Long> numberOf(Path path) {
    String name = String.valueOf(path.getFileName());
    if (name.length() != NUMBER_DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
      return Optional.empty();
    }
    try {
      long number = Long.parseLong(name, 0, NUMBER_DIGITS, HEX);
      // Parsing also takes a sign and capitals; only the name that is given to a number bears it.
      return name.equals(nameOf(number)) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  void append(byte[] frame, int size) throws IOException {
    file.write(frame, size, end);
    end += size;
  }

  /** Puts everything written so far on disk; nothing to do where it already is. */
  void force() throws IOException {
    int written = end;
    if (forced < written) {
      file.force();
      forced = written;
    }
  }

  /** Bytes left for frames; the room for the frame that closes the segment is kept back. */
  int free() {
    return capacity - end - Frame.END_SIZE;
  }

  long number() {
    return number;
  }

  Path path() {
    return path;
  }

  int capacity() {
    return capacity;
  }

  int end() {
    return end;
  }

  void close() throws IOException {
    file.close();
  }
}
