package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.error.ErrorCode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The plain listener of {@code http-01} (RFC 8555, 8.3). It answers {@code GET} and {@code HEAD} of
 * a token that is due, everything else with 404 and no word, and each connection once.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed close or write closes the channel anyway
final class ChallengeListener implements AutoCloseable {
  private static final String PATH = "/.well-known/acme-challenge/";
  private static final int LONGEST_LINE = 1024;
  private static final int LONGEST_HEAD = 8192;
  private static final int PATIENCE_SECONDS = 10;
  private static final int MOST_CONNECTIONS = 64;

  private final EventLoopGroup loop;
  private final Channel channel;
  private final AtomicInteger open = new AtomicInteger();

  private ChallengeListener(AcmeConfig config, Challenges challenges) throws AcmeFailure {
    this.loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    var binding =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connection
                        .pipeline()
                        .addLast(new ReadTimeoutHandler(PATIENCE_SECONDS))
                        .addLast(new HttpServerCodec(LONGEST_LINE, LONGEST_HEAD, LONGEST_HEAD))
                        .addLast(new Answering(challenges, open));
                  }
                })
            .bind(config.httpHost(), config.httpPort())
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new AcmeFailure(
          ErrorCode.ACME_PORT_UNUSABLE,
          config.httpHost() + ":" + config.httpPort() + ": " + binding.cause().getMessage(),
          binding.cause());
    }
    this.channel = binding.channel();
  }

  static ChallengeListener open(AcmeConfig config, Challenges challenges) throws AcmeFailure {
    return new ChallengeListener(config, challenges);
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    // Only with its loop is the port free for sure: the JDK closes it at the selector's leisure.
    loop.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** One connection. */
  private static final class Answering extends SimpleChannelInboundHandler<HttpObject> {
    private final Challenges challenges;
    private final AtomicInteger open;

    Answering(Challenges challenges, AtomicInteger open) {
      this.challenges = challenges;
      this.open = open;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (open.incrementAndGet() > MOST_CONNECTIONS) {
        context.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      open.decrementAndGet();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
      if (message instanceof HttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        Optional<String> answer =
            request.decoderResult().isSuccess()
                    && (head || request.method().equals(HttpMethod.GET))
                    && request.uri().startsWith(PATH)
                ? challenges.answer(request.uri().substring(PATH.length()))
                : Optional.empty();
        byte[] body = answer.orElse("").getBytes(StandardCharsets.US_ASCII);
        DefaultFullHttpResponse response =
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                answer.isPresent() ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND,
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        response
            .headers()
            .set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
            .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
            .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close(); // a stranger's nonsense is no news
    }
  }
}
