package dev.holdfast.appliance.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.TestServer;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListenerPlanTest {
  private static final int READERS = 1_000;
  private static final long BUFFER_BYTES = 96 << 20;

  @Test
  void readers_aThousandThatStall_leaveMostOfTheBuffersToOthers() {
    try (TestServer server = TestServer.start(Map.of())) {
      var options = server.context().getBean(NettyHttpServerConfiguration.class).getChildOptions();

      assertThat(options.get(ChannelOption.WRITE_BUFFER_WATER_MARK))
          .isInstanceOfSatisfying(
              WriteBufferWaterMark.class,
              mark -> assertThat((long) mark.high() * READERS).isLessThan(BUFFER_BYTES / 4));
      assertThat(Epoll.isAvailable()).as("this is Linux").isTrue();
      assertThat(options.get(EpollChannelOption.TCP_NOTSENT_LOWAT))
          .isInstanceOfSatisfying(
              Long.class, bytes -> assertThat(bytes * READERS).isLessThan(256L << 20));
    }
  }
}
