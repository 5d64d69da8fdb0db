package dev.holdfast.appliance.gateway.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a JSON answer pass, always one piece behind, so that its last bytes can wait until the call
 * is accounted for.
 */
public final class PlainRelay implements Relay {
  private final JsonSpotter spotter = new JsonSpotter();
  private @Nullable ByteBuf last;
  private boolean whole;

  @Override
  public void accept(ByteBuf piece, Consumer<ByteBuf> out) {
    if (!piece.isReadable()) {
      piece.release();
      return;
    }
    int end = piece.writerIndex();
    for (int at = piece.readerIndex(); at < end; at += Scratch.SIZE) {
      int length = Math.min(Scratch.SIZE, end - at);
      try {
        spotter.feed(Scratch.copy(piece, at, length), 0, length);
      } finally {
        Scratch.wipe(length);
      }
    }
    ByteBuf before = last;
    last = piece;
    if (before != null) {
      out.accept(before);
    }
  }

  @Override
  public void finish(Consumer<ByteBuf> out) {
    whole = true;
  }

  @Override
  public Findings findings() {
    return new Findings(
        spotter.usage(),
        spotter.id(),
        spotter.error(),
        whole && spotter.balanced(),
        false,
        spotter.textBytes(),
        spotter.textBytes() > 0 ? 1 : 0);
  }

  @Override
  public boolean endMark() {
    return false;
  }

  @Override
  public ByteBuf end() {
    ByteBuf end = last;
    last = null;
    return end == null ? Unpooled.EMPTY_BUFFER : end;
  }

  @Override
  public void close() {
    end().release();
  }
}
