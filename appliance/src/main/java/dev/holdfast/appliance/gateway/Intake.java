package dev.holdfast.appliance.gateway;

import dev.holdfast.appliance.gateway.route.CallReader;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes in the body of one request, within the bounds, and reads it once it is whole. */
final class Intake {
  /** From here on a body is read on a thread of its own: 1 MiB takes a few milliseconds. */
  private static final int READ_ASIDE = 1024 * 1024;

  private static final FastThreadLocal<byte[]> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[BodyBudget.FREE];
        }
      };

  private final GatewayConfig config;
  private final BodyBudget budget;
  private @Nullable ByteBuf body;
  private long taken;
  private boolean whole;

  Intake(GatewayConfig config, BodyBudget budget) {
    this.config = config;
    this.budget = budget;
  }

  /** Looks at the headers: null where a body may come. */
  @Nullable Problem refusal(HttpHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
    if (type != null && !json(type)) {
      return Problem.of(ErrorCode.CONTENT_TYPE_UNSUPPORTED, "The body must be application/json.");
    }
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    if (encoding != null && !HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(encoding)) {
      return Problem.of(
          ErrorCode.CONTENT_TYPE_UNSUPPORTED, "The body must be sent without content encoding.");
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length != null && tooLong(length) ? tooLarge() : null;
  }

  private static boolean json(String type) {
    String wanted = "application/json";
    return type.regionMatches(true, 0, wanted, 0, wanted.length())
        && (type.length() == wanted.length() || " ;\t".indexOf(type.charAt(wanted.length())) >= 0);
  }

  private boolean tooLong(String contentLength) {
    try {
      return Long.parseLong(contentLength) > config.maxBodyBytes();
    } catch (NumberFormatException longerThanLong) {
      return true;
    }
  }

  private Problem tooLarge() {
    return Problem.of(
        ErrorCode.BODY_TOO_LARGE,
        "The body is larger than "
            + config.maxBodyBytes()
            + " bytes (holdfast.gateway.max-body-bytes).");
  }

  boolean whole() {
    return whole;
  }

  /** How many bytes are there. */
  int size() {
    return body == null ? 0 : body.readableBytes();
  }

  /** Takes a piece and owns it; tells why not where it breaks a bound. */
  @Nullable Problem take(ChannelHandlerContext ctx, HttpContent content) {
    whole |= content instanceof LastHttpContent;
    ByteBuf piece = content.content();
    if (!piece.isReadable()) {
      content.release();
      return null;
    }
    long size = (long) size() + piece.readableBytes();
    if (size > config.maxBodyBytes()) {
      content.release();
      return tooLarge();
    }
    if (size > BodyBudget.FREE && size > taken) {
      if (!budget.take(size - taken)) {
        content.release();
        return Problem.retryable(
            ErrorCode.OVERLOADED,
            "Too many large bodies are being received.",
            Duration.ofSeconds(1));
      }
      taken = size;
    }
    append(ctx, piece);
    return null;
  }

  private void append(ChannelHandlerContext ctx, ByteBuf piece) {
    if (body == null) {
      body = piece;
    } else if (body instanceof CompositeByteBuf pieces) {
      pieces.addComponent(true, piece);
    } else {
      body =
          ctx.alloc()
              .compositeBuffer(Integer.MAX_VALUE)
              .addComponent(true, body)
              .addComponent(true, piece);
    }
  }

  /** Reads the body; {@code then} is called on the event loop, at once for a small body. */
  void read(ChannelHandlerContext ctx, Consumer<CallReader.Result> then) {
    ByteBuf bytes = body == null ? Unpooled.EMPTY_BUFFER : body;
    int size = bytes.readableBytes();
    if (size <= BodyBudget.FREE) {
      byte[] scratch = SCRATCH.get();
      bytes.getBytes(bytes.readerIndex(), scratch, 0, size);
      then.accept(readAndWipe(scratch, size));
    } else if (size < READ_ASIDE) {
      then.accept(readCopy(bytes));
    } else {
      ByteBuf retained = bytes.retainedDuplicate();
      Thread.ofVirtual()
          .name("read-body")
          .start(
              () -> {
                try {
                  CallReader.Result result = readCopy(retained);
                  ctx.executor().execute(() -> then.accept(result));
                } finally {
                  retained.release();
                }
              });
    }
  }

  /** The thread keeps the array for its next body; this one is not its business by then. */
  private static CallReader.Result readAndWipe(byte[] scratch, int size) {
    try {
      return CallReader.read(scratch, size);
    } finally {
      Arrays.fill(scratch, 0, size, (byte) 0);
    }
  }

  private static CallReader.Result readCopy(ByteBuf bytes) {
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.getBytes(bytes.readerIndex(), copy);
    return CallReader.read(copy, copy.length);
  }

  /** The body, which the caller owns from here on. */
  ByteBuf hand() {
    ByteBuf bytes = body;
    body = null;
    return bytes == null ? Unpooled.EMPTY_BUFFER : bytes;
  }

  /** Lets go of the body if it was not handed on. */
  void discard() {
    hand().release();
  }

  /** The room that the body took is free again. */
  void giveBack() {
    if (taken > 0) {
      budget.giveBack(taken);
      taken = 0;
    }
  }
}
