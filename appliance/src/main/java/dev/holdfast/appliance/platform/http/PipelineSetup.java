package dev.holdfast.appliance.platform.http;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the guard, the data plane and the body collector into every connection's pipeline. */
@Singleton
@SuppressWarnings("FutureReturnValueIgnored") // a failed close or write closes the channel anyway
final class PipelineSetup implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineSetup.class);

  private final Transport transport;
  private final BoundsConfig bounds;
  private final List<Listener> order;
  private final BeanProvider<DataPlane> dataPlanes;
  private final @Nullable TlsChallenges challenges;

  PipelineSetup(
      Transport transport,
      BoundsConfig bounds,
      ListenerPlan plan,
      BeanProvider<DataPlane> dataPlanes,
      @Nullable TlsChallenges challenges) {
    this.transport = transport;
    this.bounds = bounds;
    this.order = plan.order();
    this.dataPlanes = dataPlanes;
    this.challenges = challenges;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    event.getBean().register(new Root(new AtomicInteger()));
    return event.getBean();
  }

  /** Meets the listening channels in the order of the plan. */
  private final class Root implements NettyServerCustomizer {
    private final AtomicInteger met;

    Root(AtomicInteger met) {
      this.met = met;
    }

    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      Listener listener = order.get(met.getAndIncrement() % order.size());
      transport.listening(listener, channel);
      return new Door(listener, channel);
    }
  }

  /** One listener, and then one connection of it. */
  private final class Door implements NettyServerCustomizer {
    private final Listener listener;
    private final Channel channel;

    Door(Listener listener, Channel channel) {
      this.listener = listener;
      this.channel = channel;
    }

    @Override
    public NettyServerCustomizer specializeForChannel(Channel connection, ChannelRole role) {
      return new Door(listener, connection);
    }

    @Override
    public void onStreamPipelineBuilt() {
      try {
        build(channel.pipeline());
      } catch (RuntimeException e) {
        // Micronaut only logs what a customizer throws, and would serve without the guard.
        LOG.error("A connection is closed: it cannot be guarded", e);
        channel.close();
      }
    }

    private void build(ChannelPipeline pipeline) {
      if (listener == Listener.HTTPS && pipeline.get(SslHandler.class) == null) {
        // Micronaut only logs when it cannot set TLS up, and would then speak plain http here.
        throw new IllegalStateException("no TLS on the https listener");
      }
      if (listener == Listener.HTTPS && challenges != null && !challenges.isEmpty()) {
        pipeline.addFirst("holdfast-challenge", new ChallengeHandshake(challenges));
      }
      pipeline.addAfter(
          ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
          "holdfast-guard",
          new TransportGuard(listener, transport, bounds));
      if (listener != Listener.MANAGEMENT) {
        for (DataPlane dataPlane : dataPlanes) {
          pipeline.addBefore(
              ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
              null,
              dataPlane.handlerFor(channel));
        }
      }
      pipeline.addBefore(
          ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
          "holdfast-body",
          new BodyCollector(bounds.maxBodyBytes()));
    }
  }
}
