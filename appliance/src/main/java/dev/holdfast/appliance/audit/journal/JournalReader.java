package dev.holdfast.appliance.audit.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames in order, with a bounded buffer. One thread uses it; nobody may release the segments
 * that it has yet to read.
 */
public final class JournalReader implements Closeable {
  private static final int BUFFER = 1 << 18;
  private static final long NOWHERE = -1;

  /** Compared in pieces: few calls over much are interpreted, many over little soon compiled. */
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(1 << 11).asReadOnlyBuffer();

  private final NavigableMap<Long, Path> segments;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private @Nullable FileChannel channel;
  private long open = NOWHERE;
  private int bufferFrom;
  private int bufferTo;
  private long next;
  private int frameAt;
  private long damagedBytes;

  JournalReader(NavigableMap<Long, Path> segments, long from) {
    this.segments = segments;
    this.next = from;
  }

  /**
   * Goes to the next frame that ends at or before {@code limit}, a position up to which the journal
   * is known to be written. What is damaged below it is stepped over, and counted.
   */
  public boolean next(long limit) throws IOException {
    while (next < limit) {
      if (!readAt(next) && !readAgain(next)) {
        long found = find(next + Frame.ALIGNMENT, limit);
        long resumed = found == NOWHERE ? limit : found;
        damagedBytes += distance(next, resumed);
        next = resumed;
        continue;
      }
      next = after(next);
      if (kind() != Frame.END_OF_SEGMENT) {
        return true;
      }
    }
    return false;
  }

  /** Where the frame after this one starts. */
  public long position() {
    return next;
  }

  public int kind() {
    return Frame.kind(buffer, frameAt);
  }

  /** This frame's body; the view holds until the next frame is read. */
  public ByteBuffer body() {
    return buffer.slice(frameAt + Frame.HEADER, Frame.bodyLength(buffer, frameAt));
  }

  /** How many bytes were stepped over because no valid frame stood there. */
  public long damagedBytes() {
    return damagedBytes;
  }

  @Override
  public void close() throws IOException {
    open = NOWHERE;
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  long durable() {
    return Frame.durable(buffer, frameAt);
  }

  /** Reads the frame that starts at {@code position}; false where none does. */
  boolean readAt(long position) throws IOException {
    long segment = Position.segment(position);
    int offset = Position.offset(position);
    if (!openSegment(segment) || !load(offset, Frame.HEADER)) {
      return false;
    }
    int size = Frame.claimedSize(buffer, offset - bufferFrom, buffer.limit(), segment);
    if (size == 0 || !load(offset, size)) {
      return false;
    }
    frameAt = offset - bufferFrom;
    return Frame.validSize(buffer, frameAt, buffer.limit(), segment) > 0;
  }

  /** What the buffer holds may be older than the frame; so look at the file itself. */
  private boolean readAgain(long position) throws IOException {
    bufferTo = bufferFrom;
    return readAt(position);
  }

  /** The bytes from one position to another; across segments only that it is not nothing. */
  static long distance(long from, long to) {
    return Position.segment(from) == Position.segment(to) ? to - from : Frame.ALIGNMENT;
  }

  /** The position behind the frame just read at {@code position}. */
  long after(long position) {
    if (kind() != Frame.END_OF_SEGMENT) {
      return position + Frame.sizeOf(Frame.bodyLength(buffer, frameAt));
    }
    return startAfter(Position.segment(position));
  }

  /** The first position from {@code from} on, below {@code limit}, with a valid frame; or -1. */
  long find(long from, long limit) throws IOException {
    long position = from;
    while (position < limit) {
      if (!openSegment(Position.segment(position))
          || !load(Position.offset(position), Frame.HEADER)) {
        position = startAfter(Position.segment(position));
        if (!segments.containsKey(Position.segment(position))) {
          return NOWHERE;
        }
      } else if (readAt(position)) {
        return position;
      } else {
        position = behindZeros(position + Frame.ALIGNMENT);
      }
    }
    return NOWHERE;
  }

  /**
   * The first place from {@code position} on, in what is loaded, that does not lie in zeros: a
   * frame starts with its magic, so none starts there. Room that was made ahead is megabytes of
   * them, and every start reads them.
   */
  private long behindZeros(long position) {
    int at = Position.offset(position) - bufferFrom;
    int length = (buffer.limit() - at) & -Frame.ALIGNMENT;
    if (length <= 0) {
      return position;
    }
    for (int from = 0; from < length; from += ZEROS.capacity()) {
      int piece = Math.min(ZEROS.capacity(), length - from);
      int zeros = buffer.slice(at + from, piece).mismatch(ZEROS.slice(0, piece));
      if (zeros >= 0) {
        return position + from + (zeros & -Frame.ALIGNMENT);
      }
    }
    return position + length;
  }

  private long startAfter(long segment) {
    Long higher = segments.higherKey(segment);
    return Position.of(higher == null ? segment + 1 : higher, 0);
  }

  private boolean openSegment(long segment) throws IOException {
    if (segment == open) {
      return true;
    }
    close();
    Path path = segments.get(segment);
    if (path == null) {
      return false;
    }
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return false;
    }
    open = segment;
    bufferFrom = 0;
    bufferTo = 0;
    buffer.clear().limit(0);
    return true;
  }

  /** Makes {@code size} bytes from {@code offset} on readable; false where the file is shorter. */
  private boolean load(int offset, int size) throws IOException {
    if (offset >= bufferFrom && offset + size <= bufferTo) {
      return true;
    }
    if (channel == null) {
      return false;
    }
    buffer.clear();
    while (buffer.hasRemaining() && buffer.position() < size) {
      if (channel.read(buffer, (long) offset + buffer.position()) < 0) {
        break;
      }
    }
    bufferFrom = offset;
    bufferTo = offset + buffer.position();
    buffer.flip();
    return offset + size <= bufferTo;
  }
}
