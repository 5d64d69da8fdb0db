package dev.holdfast.appliance.gateway;

import dev.holdfast.appliance.admission.Refusals;
import dev.holdfast.appliance.admission.Road;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.gateway.catalog.Model;
import dev.holdfast.appliance.gateway.catalog.Route;
import dev.holdfast.appliance.gateway.provider.http.UpstreamClient;
import dev.holdfast.appliance.gateway.provider.http.UpstreamConfig;
import dev.holdfast.appliance.gateway.provider.local.LocalEmbeddings;
import dev.holdfast.appliance.gateway.provider.simulator.Simulator;
import dev.holdfast.appliance.gateway.provider.simulator.SimulatorConfig;
import dev.holdfast.appliance.identity.AccountId;
import dev.holdfast.appliance.identity.session.Sessions;
import dev.holdfast.appliance.identity.session.SignedIn;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.http.ClientAddress;
import dev.holdfast.appliance.platform.http.Lifecycle;
import dev.holdfast.appliance.secret.Secret;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.upstream.MockUpstream;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ResourceLeakDetector;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The data plane on a socket, with a control plane behind it that only says which path it saw. */
@SuppressWarnings("FutureReturnValueIgnored") // what is not written here, the client misses
final class House implements AutoCloseable {
  static final String SESSION = "session-token";

  final MockUpstream upstream = MockUpstream.start();
  final Fakes.Keys keys = new Fakes.Keys();
  final Fakes.Routes routes = new Fakes.Routes();
  final Fakes.Gate gate = new Fakes.Gate();
  final Fakes.Log log = new Fakes.Log();
  final Lifecycle lifecycle = new Lifecycle();
  final Meters meters = new Meters();
  final Gateway gateway;
  private final LocalEmbeddings local;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final Channel listener;

  /** Default bounds, but short time-outs. */
  static UpstreamConfig patience(Duration each) {
    return new UpstreamConfig(
        each, each, each, Duration.ofSeconds(30), 64, 8, Duration.ofSeconds(30), null);
  }

  House() {
    this(patience(Duration.ofSeconds(20)), 1024 * 1024, Duration.ZERO);
  }

  House(UpstreamConfig patience, int maxBody, Duration tokenDelay) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    local = new LocalEmbeddings(new Home(Path.of("target/test-home").toAbsolutePath()));
    Callers callers =
        new Callers(
            keys,
            request ->
                CompletableFuture.completedFuture(
                    SESSION.equals(request.token()) && "csrf".equals(request.csrfToken())
                        ? new Sessions.Resolution.Known(signedIn())
                        : new Sessions.Resolution.Rejected(Problem.of(ErrorCode.UNAUTHENTICATED))),
            (tenant, project) -> CompletableFuture.completedFuture(project.equals(Fakes.PROJECT)));
    gateway =
        new Gateway(
            new GatewayConfig(maxBody, 8L * 1024 * 1024, 100),
            callers,
            routes,
            gate,
            new Road(gate, log),
            new Backends(
                new UpstreamClient(patience),
                new Simulator(
                    new SimulatorConfig(tokenDelay),
                    new SettableClock(Instant.parse("2026-11-20T12:00:00Z"))),
                local),
            new Premises(
                ClientAddress.trusting(List.of()),
                lifecycle,
                meters,
                new Refusals(log, Clock.systemUTC(), Runnable::run)));
    serve("mock-chat", Model.Kind.CHAT);
    serve("mock-embed", Model.Kind.EMBEDDING);
    routes.add("simulator", Model.Kind.CHAT, new Route.Target.Simulator(), Fakes.PRICE);
    routes.add("all-minilm-l6-v2", Model.Kind.EMBEDDING, new Route.Target.Local(), Fakes.PRICE);
    listener = listen();
  }

  /** Adds a model of the mock upstream. */
  void serve(String model, Model.Kind kind) {
    routes.add(model, kind, target(upstream.baseUrl(), "sk-upstream"), Fakes.PRICE);
  }

  static Route.Target target(URI baseUrl, @Nullable String secret) {
    return new Route.Target.OpenAi(baseUrl, secret == null ? null : Secret.of(secret));
  }

  private static SignedIn signedIn() {
    Set<Permission> permissions = EnumSet.of(Permission.GATEWAY_CHAT);
    return new SignedIn(
        new AccountId(new UUID(1, 9)),
        "ada@example.org",
        "csrf",
        Set.of(),
        Map.of(Fakes.TENANT, permissions),
        Instant.MAX);
  }

  private Channel listen() {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(16 * 1024, 32 * 1024))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(), gateway.handlerFor(channel), new ControlPlane());
              }
            })
        .bind(new InetSocketAddress("127.0.0.1", 0))
        .syncUninterruptibly()
        .channel();
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  WireClient client() {
    return new WireClient(port());
  }

  /** A chat request with these members beside the model and the messages. */
  static String chat(String model, String more) {
    return "{\"model\":\""
        + model
        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hold\"}]"
        + (more.isEmpty() ? "" : "," + more)
        + "}";
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    upstream.close();
    local.stop();
  }

  /** Reads as Micronaut does: asks for more after every read; answers when told to, in order. */
  private static final class ControlPlane extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ctx.read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest request) {
        String uri = request.uri();
        long delay = uri.startsWith("/slow") ? 50 : 0;
        ctx.executor().schedule(() -> answer(ctx, uri), delay, TimeUnit.MILLISECONDS);
      }
      ReferenceCountUtil.release(message);
    }

    private static void answer(ChannelHandlerContext ctx, String uri) {
      byte[] body = ("control plane: " + uri).getBytes(StandardCharsets.UTF_8);
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
      response.headers().set("content-length", body.length);
      assert response instanceof LastHttpContent;
      ctx.writeAndFlush(response);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
