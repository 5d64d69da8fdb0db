package dev.holdfast.appliance.gateway.provider.http;

import dev.holdfast.appliance.platform.egress.Egress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One attempt to reach an origin: look-up, then its addresses one after the other, then TLS. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed close or connect is told by its listener
final class Connecting {
  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_HEADERS = 64 * 1024;
  private static final int MAX_CHUNK = 64 * 1024;

  /** One read at most is kept for a client that does not read, of a thousand clients at once. */
  private static final RecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(256, 2 * 1024, 16 * 1024);

  private final LoopPool pool;
  private final Site site;
  private final Channel client;
  private final Ask ask;
  private boolean cancelled;
  private boolean counted;
  private @Nullable Channel channel;

  Connecting(LoopPool pool, Site site, Channel client, Ask ask) {
    this.pool = pool;
    this.site = site;
    this.client = client;
    this.ask = ask;
  }

  void start() {
    UpstreamClient upstreams = pool.client();
    if (!upstreams.admit(site.origin())) {
      ask.overloaded();
      return;
    }
    counted = true;
    CompletableFuture<@Nullable SslContext> tls =
        site.tls()
            ? CompletableFuture.supplyAsync(upstreams::tls, Thread::startVirtualThread)
            : CompletableFuture.completedFuture(null);
    CompletableFuture<InetAddress[]> addresses = upstreams.addresses().of(site.host());
    if (tls.isDone() && addresses.isDone()) {
      begin(tls, addresses);
      return;
    }
    Executor loop = client.eventLoop();
    var unused =
        CompletableFuture.allOf(tls, addresses)
            .whenCompleteAsync((done, failed) -> begin(tls, addresses), loop);
  }

  private void begin(
      CompletableFuture<@Nullable SslContext> tls, CompletableFuture<InetAddress[]> addresses) {
    if (tls.isCompletedExceptionally() || addresses.isCompletedExceptionally()) {
      failed(addresses.isCompletedExceptionally() ? addresses.exceptionNow() : tls.exceptionNow());
    } else {
      connect(tls.join(), addresses.join(), 0);
    }
  }

  private void connect(@Nullable SslContext tls, InetAddress[] addresses, int index) {
    if (cancelled) {
      uncount();
      return;
    }
    if (!Egress.allows(addresses[index], site.port())) {
      failed(new UnknownHostException(site.host() + " is not listed in holdfast.egress.allow"));
      return;
    }
    ChannelFuture attempt =
        new Bootstrap()
            .group(client.eventLoop())
            .channel(client.getClass())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, READS)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(pool.client().config().connectTimeout().toMillis()))
            .handler(new Pipeline(tls))
            .connect(new InetSocketAddress(addresses[index], site.port()));
    channel = attempt.channel();
    attempt.addListener(
        done -> {
          if (done.isSuccess()) {
            secure(attempt.channel());
          } else if (index + 1 < addresses.length && !cancelled) {
            connect(tls, addresses, index + 1);
          } else {
            failed(done.cause());
          }
        });
  }

  /** Waits for TLS before the question goes out, so that its failure is known for what it is. */
  private void secure(Channel connected) {
    SslHandler handler = connected.pipeline().get(SslHandler.class);
    if (handler == null) {
      connected(connected);
      return;
    }
    handler
        .handshakeFuture()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                connected(connected);
              } else {
                connected.close();
                failed(done.cause());
              }
            });
  }

  private void connected(Channel connected) {
    if (cancelled) {
      connected.close();
      uncount();
      return;
    }
    if (!connected.isActive()) {
      failed(null);
      return;
    }
    counted = false;
    Connection connection = new Connection(pool, site.origin(), connected);
    connected.pipeline().addLast(connection);
    ask.use(connection);
  }

  private void failed(@Nullable Throwable cause) {
    uncount();
    if (!cancelled) {
      cancelled = true;
      ask.unreachable(cause);
    }
  }

  private void uncount() {
    if (counted) {
      counted = false;
      pool.client().dismiss(site.origin());
    }
  }

  void cancel() {
    cancelled = true;
    if (channel != null) {
      channel.close();
    }
  }

  static boolean isTls(@Nullable Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  /** What a person can do something with; addresses and certificates stay in the log. */
  static String explain(@Nullable Throwable cause) {
    if (isTls(cause)) {
      return "The provider's certificate is not trusted, or it does not speak TLS.";
    }
    if (cause instanceof UnknownHostException) {
      return "The provider's host name is not known.";
    }
    return "No connection to the provider came about.";
  }

  /** What stands between the socket and the questions. */
  private final class Pipeline extends ChannelInitializer<Channel> {
    private final @Nullable SslContext tls;

    Pipeline(@Nullable SslContext tls) {
      this.tls = tls;
    }

    @Override
    protected void initChannel(Channel connecting) {
      if (tls != null) {
        SslHandler handler = tls.newHandler(connecting.alloc(), site.host(), site.port());
        handler.setHandshakeTimeoutMillis(pool.client().config().connectTimeout().toMillis());
        connecting.pipeline().addLast(handler);
      }
      HttpDecoderConfig decoder =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(MAX_LINE)
              .setMaxHeaderSize(MAX_HEADERS)
              .setMaxChunkSize(MAX_CHUNK)
              .setInitialBufferSize(HttpObjectDecoder.DEFAULT_INITIAL_BUFFER_SIZE);
      connecting.pipeline().addLast(Ask.CODEC, new HttpClientCodec(decoder, false, false));
    }
  }
}
