package dev.holdfast.appliance.platform.http;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration.NettyListenerConfiguration;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells Micronaut's server where to listen and how much to take, from Holdfast's own configuration.
 */
@Singleton
final class ListenerPlan implements BeanCreatedEventListener<NettyHttpServerConfiguration> {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String CERTIFICATE = "holdfast";
  private static final int NEVER = -1;
  private static final long MOST_UNSENT_BYTES = 128 << 10;
  private static final WriteBufferWaterMark WAITING_BYTES =
      new WriteBufferWaterMark(8 << 10, 16 << 10);

  private final ServerConfig server;
  private final BoundsConfig bounds;

  ListenerPlan(ServerConfig server, BoundsConfig bounds) {
    this.server = server;
    this.bounds = bounds;
  }

  /** The listeners that are on, in the order in which they are opened. */
  List<Listener> order() {
    List<Listener> order = new ArrayList<>();
    if (server.port() != 0) {
      order.add(Listener.HTTPS);
    }
    if (server.plainPort() != 0) {
      order.add(Listener.PLAIN);
    }
    if (server.managementPort() != 0) {
      order.add(Listener.MANAGEMENT);
    }
    return order;
  }

  @Override
  public NettyHttpServerConfiguration onCreated(
      BeanCreatedEvent<NettyHttpServerConfiguration> event) {
    NettyHttpServerConfiguration netty = event.getBean();
    netty.setListeners(order().stream().map(this::configure).toList());
    netty.setMaxHeaderSize(bounds.maxHeaderBytes());
    netty.setMaxRequestSize(bounds.maxBodyBytes());
    netty.setMaxRequestBufferSize(bounds.maxBodyBytes());
    // A small body must not grow behind the bound on bodies, and the guard keeps its own clocks.
    netty.setRequestDecompressionEnabled(false);
    // What is compressed together with a secret tells of it by its length (BREACH). The UI's files
    // hold none; who serves them compresses them.
    netty.setCompressionThreshold(NEVER);
    netty.setIdleTimeout(Duration.ofSeconds(-1));
    keepUnreadAtItsSource(netty);
    return netty;
  }

  /**
   * What a client leaves unread stays at its provider, and counts as unread here. A thousand such
   * clients, each with Netty's usual 64 KiB waiting and as much just read, took all memory there is
   * for buffers (96 MiB), and the event loops stood still. The kernel would take up to 4 MiB for
   * each before anybody sees that it is not read; what is on its way is not bounded by this, so a
   * fast reader far away is not slowed down (TCP_NOTSENT_LOWAT, tcp(7)).
   */
  @SuppressWarnings("rawtypes") // as Micronaut has its options
  private static void keepUnreadAtItsSource(NettyHttpServerConfiguration netty) {
    Map<ChannelOption, Object> options = new HashMap<>(netty.getChildOptions());
    options.put(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING_BYTES);
    if (Epoll.isAvailable()) {
      options.put(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT_BYTES);
    }
    netty.setChildOptions(options);
  }

  private NettyListenerConfiguration configure(Listener listener) {
    return switch (listener) {
      case HTTPS ->
          NettyListenerConfiguration.createTcp(
              server.host(), server.port(), true, CERTIFICATE, null);
      case PLAIN ->
          NettyListenerConfiguration.createTcp(LOOPBACK, server.plainPort(), false, null, null);
      case MANAGEMENT ->
          NettyListenerConfiguration.createTcp(
              server.managementHost(), server.managementPort(), false, null, null);
    };
  }
}
