package dev.holdfast.appliance.platform.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the first message of a TLS connection, in front of the listener's own TLS, and takes
 * over those that an ACME server makes to see a certificate (RFC 8737): they end with the
 * handshake. Every other connection goes on as if nobody had looked.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed close closes the channel anyway
final class ChallengeHandshake extends SslClientHelloHandler<Optional<SslContext>> {
  private static final String PROTOCOL = "acme-tls/1";
  private static final int LONGEST_HELLO = 1 << 16;
  private static final int VERSION_AND_RANDOM = 34;
  private static final int SERVER_NAME = 0;
  private static final int PROTOCOLS = 16;

  private final TlsChallenges challenges;

  ChallengeHandshake(TlsChallenges challenges) {
    super(LONGEST_HELLO);
    this.challenges = challenges;
  }

  /** What matters of a ClientHello (RFC 8446, 4.1.2). */
  record Hello(String serverName, List<String> protocols) {
    static final Hello NOTHING = new Hello("", List.of());

    /** Reads one; what is not as it should be says nothing, and the TLS behind will refuse it. */
    static Hello read(ByteBuf message) {
      try {
        ByteBuf hello = message.duplicate();
        hello.skipBytes(VERSION_AND_RANDOM);
        hello.skipBytes(hello.readUnsignedByte());
        hello.skipBytes(hello.readUnsignedShort());
        hello.skipBytes(hello.readUnsignedByte());
        return extensions(hello.readSlice(hello.readUnsignedShort()));
      } catch (IndexOutOfBoundsException cutShort) {
        return NOTHING;
      }
    }

    private static Hello extensions(ByteBuf extensions) {
      String name = "";
      List<String> protocols = new ArrayList<>();
      while (extensions.isReadable()) {
        int type = extensions.readUnsignedShort();
        ByteBuf data = extensions.readSlice(extensions.readUnsignedShort());
        if (type == SERVER_NAME && data.readUnsignedShort() > 0 && data.readByte() == 0) {
          name = text(data, data.readUnsignedShort()).toLowerCase(Locale.ROOT);
        } else if (type == PROTOCOLS) {
          ByteBuf list = data.readSlice(data.readUnsignedShort());
          while (list.isReadable()) {
            protocols.add(text(list, list.readUnsignedByte()));
          }
        }
      }
      return new Hello(name, protocols);
    }

    private static String text(ByteBuf from, int length) {
      return from.readCharSequence(length, StandardCharsets.US_ASCII).toString();
    }
  }

  @Override
  protected Future<Optional<SslContext>> lookup(
      ChannelHandlerContext context, @Nullable ByteBuf message) {
    Hello hello = message == null ? Hello.NOTHING : Hello.read(message);
    return context
        .executor()
        .newSucceededFuture(
            hello.protocols().equals(List.of(PROTOCOL))
                ? challenges.forName(hello.serverName())
                : Optional.empty());
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext context, Future<Optional<SslContext>> found) {
    ChannelPipeline pipeline = context.pipeline();
    found.getNow().ifPresent(tls -> takeOver(context, pipeline, tls));
    pipeline.remove(this); // what was read goes on to the TLS behind
  }

  private static void takeOver(
      ChannelHandlerContext context, ChannelPipeline pipeline, SslContext tls) {
    SslHandler handshake = tls.newHandler(context.alloc());
    pipeline.replace(SslHandler.class, "holdfast-challenge-tls", handshake);
    pipeline.addAfter("holdfast-challenge-tls", "holdfast-challenge-end", new End());
  }

  /** Closes when the handshake is over; nothing is said on such a connection. */
  private static final class End extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent) {
        context.close();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      context.close();
    }
  }
}
