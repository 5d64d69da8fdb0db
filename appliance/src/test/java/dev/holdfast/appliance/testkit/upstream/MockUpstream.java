package dev.holdfast.appliance.testkit.upstream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The mock provider. It listens on loopback, on a free port unless told otherwise. */
@SuppressWarnings("FutureReturnValueIgnored") // a mock that fails to close is closed with its loop
public final class MockUpstream implements AutoCloseable {
  private static final int MAX_BODY = 64 * 1024 * 1024;

  private final EventLoopGroup loops;
  private final Channel listener;
  private final Ledger ledger = new Ledger();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final @Nullable SslContext tls;
  private volatile Script script = Scripts.behaved();

  private MockUpstream(int port, @Nullable SslContext tls) {
    this.tls = tls;
    this.loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    this.listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    welcome(channel);
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", port))
            .syncUninterruptibly()
            .channel();
  }

  public static MockUpstream start() {
    return new MockUpstream(0, null);
  }

  public static MockUpstream start(SslContext tls) {
    return new MockUpstream(0, tls);
  }

  /** Stands alone until it is killed: {@code MockUpstream --port 9100}. */
  public static void main(String[] args) {
    int port = args.length == 2 && args[0].equals("--port") ? Integer.parseInt(args[1]) : 0;
    MockUpstream upstream = new MockUpstream(port, null);
    System.out.println("listening on " + upstream.baseUrl());
    upstream.listener.closeFuture().syncUninterruptibly();
  }

  private void welcome(Channel channel) {
    int number = connections.incrementAndGet();
    open.incrementAndGet();
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    channel.pipeline().addLast(new HttpRequestDecoder(), new HttpObjectAggregator(MAX_BODY));
    channel
        .pipeline()
        .addLast(
            new SimpleChannelInboundHandler<FullHttpRequest>() {
              @Override
              protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
                Received message = receive(request, number);
                received.add(message);
                script.play(new Stage(MockUpstream.this, ctx.channel(), message));
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                ctx.close();
              }
            });
  }

  private static Received receive(FullHttpRequest request, int connection) {
    Map<String, String> headers = new TreeMap<>();
    request.headers().forEach(h -> headers.put(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
    return new Received(
        request.method().name(),
        request.uri(),
        headers,
        request.content().toString(StandardCharsets.UTF_8),
        connection);
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  public URI baseUrl() {
    return URI.create((tls == null ? "http" : "https") + "://127.0.0.1:" + port() + "/v1");
  }

  /** What it does from now on. */
  public void script(Script next) {
    script = next;
  }

  public Ledger ledger() {
    return ledger;
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  public Received last() {
    return received.getLast();
  }

  /** How many connections were made so far. */
  public int connections() {
    return connections.get();
  }

  /** How many are open now. */
  public int open() {
    return open.get();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
