package dev.holdfast.appliance.gateway.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets an event stream pass in whole events: bytes go out as they came in, sliced, never rewritten.
 * An event is held until its blank line, so that what is dropped (the usage that the client did not
 * ask for, the end mark, anything after it) is dropped whole, and a broken stream is cut between
 * two events. An event longer than {@link #MAX_HELD} goes out unheld.
 *
 * <p>Framing follows the WHATWG event stream: lines end with LF, CR or CRLF, and a pair may be torn
 * apart; comments, other fields, a byte order mark and a missing space after the colon are fine.
 */
public final class SseRelay implements Relay {
  /** The end mark of OpenAI's streams. */
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE_EVENT = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BLANK_LINE = "\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEW_LINE = {'\n'};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  static final int MAX_HELD = 1024 * 1024;

  /** Where in a line the scanner stands. */
  private enum At {
    LINE_START,
    FIELD_NAME,
    VALUE_START,
    DATA_VALUE,
    OTHER
  }

  private final ByteBufAllocator allocator;
  private final boolean hideUsage;
  private final JsonSpotter spotter = new JsonSpotter();

  private At at = At.LINE_START;
  private boolean afterCarriageReturn;
  private int matched;
  private int marked;
  private boolean notMark;
  private long position;
  private boolean eventHasData;

  private @Nullable ByteBuf held;
  private boolean unheld;

  private @Nullable TokenUsage usage;
  private @Nullable String id;
  private boolean failed;
  private boolean finished;
  private boolean done;
  private long textBytes;
  private long texts;

  /**
   * @param hideUsage whether an event that only tells usage stays here
   */
  public SseRelay(ByteBufAllocator allocator, boolean hideUsage) {
    this.allocator = allocator;
    this.hideUsage = hideUsage;
  }

  @Override
  public void accept(ByteBuf piece, Consumer<ByteBuf> out) {
    try {
      int end = piece.writerIndex();
      for (int from = piece.readerIndex(); from < end; from += Scratch.SIZE) {
        int length = Math.min(Scratch.SIZE, end - from);
        try {
          scan(piece, from, length, out);
        } finally {
          Scratch.wipe(length);
        }
      }
    } finally {
      piece.release();
    }
  }

  /** Scans one stretch and lets out what is complete in it, in as few slices as possible. */
  private void scan(ByteBuf piece, int base, int length, Consumer<ByteBuf> out) {
    byte[] in = Scratch.copy(piece, base, length);
    int runStart = 0;
    int eventStart = 0;
    int i = 0;
    while (i < length) {
      int next = step(in, i, length);
      i = Math.abs(next);
      if (next >= 0) {
        continue;
      }
      if (i < length && in[i - 1] == '\r' && in[i] == '\n') {
        i++;
        position++;
        afterCarriageReturn = false;
      }
      if (passes() || unheld) {
        releaseHeld(out);
      } else {
        emit(piece, base + runStart, eventStart - runStart, out);
        dropHeld();
        runStart = i;
      }
      eventStart = i;
      startEvent();
    }
    emit(piece, base + runStart, eventStart - runStart, out);
    hold(piece, base + eventStart, length - eventStart, out);
  }

  /**
   * Reads one line's rest or a part of it.
   *
   * @return the index to go on at; negative where an event ended just before it
   */
  private int step(byte[] in, int from, int to) {
    byte b = in[from];
    if (at == At.DATA_VALUE || at == At.OTHER) {
      return passLine(in, from, to);
    }
    position++;
    if (b == '\n' && afterCarriageReturn) {
      afterCarriageReturn = false;
      return from + 1;
    }
    afterCarriageReturn = false;
    if (b == '\n' || b == '\r') {
      afterCarriageReturn = b == '\r';
      boolean blank = at == At.LINE_START;
      at = At.LINE_START;
      return blank ? -(from + 1) : from + 1;
    }
    switch (at) {
      case LINE_START -> startLine(b);
      case FIELD_NAME -> matchField(b);
      case VALUE_START -> {
        at = At.DATA_VALUE;
        if (b != ' ') {
          position--;
          return from;
        }
      }
      default -> throw new IllegalStateException();
    }
    return from + 1;
  }

  private void startLine(byte b) {
    if (position <= BYTE_ORDER_MARK.length && b == BYTE_ORDER_MARK[(int) position - 1]) {
      return;
    }
    matched = 0;
    at = At.FIELD_NAME;
    matchField(b);
  }

  private void matchField(byte b) {
    if (matched == DATA.length && b == ':') {
      at = At.VALUE_START;
      if (eventHasData) {
        spotter.feed(NEW_LINE, 0, 1);
        notMark = true;
      }
      eventHasData = true;
    } else if (matched < DATA.length && b == DATA[matched]) {
      matched++;
    } else {
      at = At.OTHER;
    }
  }

  /** Goes on to the end of the line, or of the stretch. */
  private int passLine(byte[] in, int from, int to) {
    int i = from;
    while (i < to && in[i] != '\n' && in[i] != '\r') {
      i++;
    }
    if (at == At.DATA_VALUE && i > from) {
      matchMark(in, from, i);
      if (!done) {
        spotter.feed(in, from, i);
      }
    }
    position += i - from;
    if (i < to) {
      afterCarriageReturn = in[i] == '\r';
      at = At.LINE_START;
      position++;
      return i + 1;
    }
    return i;
  }

  private void matchMark(byte[] in, int from, int to) {
    for (int k = from; k < to && !notMark; k++) {
      if (marked < DONE.length && in[k] == DONE[marked]) {
        marked++;
      } else {
        notMark = true;
      }
    }
  }

  /** Decides on the event that has just ended, and takes from it what it says. */
  private boolean passes() {
    if (done) {
      return false;
    }
    if (!notMark && marked == DONE.length) {
      done = true;
      return false;
    }
    if (!eventHasData) {
      return true;
    }
    TokenUsage found = spotter.usage();
    if (found != null) {
      usage = found;
    }
    if (id == null) {
      id = spotter.id();
    }
    failed |= spotter.error();
    finished |= spotter.finished();
    if (spotter.textBytes() > 0) {
      textBytes += spotter.textBytes();
      texts++;
    }
    return found == null || !hideUsage || spotter.choices() || spotter.error();
  }

  private void startEvent() {
    eventHasData = false;
    marked = 0;
    notMark = false;
    unheld = false;
    spotter.reset();
  }

  private static void emit(ByteBuf piece, int index, int length, Consumer<ByteBuf> out) {
    if (length > 0) {
      out.accept(piece.retainedSlice(index, length));
    }
  }

  private void hold(ByteBuf piece, int index, int length, Consumer<ByteBuf> out) {
    if (length == 0 || done) {
      return;
    }
    if (unheld) {
      emit(piece, index, length, out);
      return;
    }
    // A copy, so that a few bytes do not keep a whole receive buffer alive.
    ByteBuf bytes = held == null ? allocator.buffer(length) : held;
    held = bytes.writeBytes(piece, index, length);
    if (bytes.readableBytes() > MAX_HELD) {
      unheld = true;
      releaseHeld(out);
    }
  }

  private void releaseHeld(Consumer<ByteBuf> out) {
    ByteBuf bytes = held;
    held = null;
    if (bytes != null) {
      out.accept(bytes);
    }
  }

  private void dropHeld() {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  /** An event without its blank line counts where the provider ended the stream properly. */
  @Override
  public void finish(Consumer<ByteBuf> out) {
    boolean torn = !eventHasData || !spotter.balanced();
    if (!torn && passes()) {
      releaseHeld(out);
      out.accept(Unpooled.wrappedBuffer(BLANK_LINE));
    } else {
      dropHeld();
    }
    startEvent();
  }

  @Override
  public Findings findings() {
    return new Findings(usage, id, failed, done || finished, done, textBytes, texts);
  }

  @Override
  public boolean endMark() {
    return done;
  }

  /** The end mark, where the provider sent one. */
  @Override
  public ByteBuf end() {
    return done ? Unpooled.wrappedBuffer(DONE_EVENT) : Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void close() {
    dropHeld();
  }
}
