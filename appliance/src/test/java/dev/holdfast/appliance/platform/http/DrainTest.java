package dev.holdfast.appliance.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of connections when the appliance is asked to stop. */
final class DrainTest {
  @Test
  void drain_withARequestInFlight_letsItEndAndTakesNoNewOne() throws Exception {
    try (TestServer server = TestServer.start(Map.of("probe", "true"))) {
      int port = server.uri("/").getPort();
      URI management = server.management("/probe/context");
      try (RawClient busy = new RawClient(port);
          RawClient idle = new RawClient(port)) {
        idle.send("GET /probe/context HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("req_");
        busy.send("GET /probe/slow HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(ProbeController.ENTERED.await(2, TimeUnit.MINUTES)).isTrue();

        CompletionStage<Void> drained = server.transport().drain();

        idle.readToEnd();
        assertThat(server.context().getBean(Lifecycle.class).ready()).isFalse();
        assertThat(drained.toCompletableFuture()).isNotDone();
        // The listener is closed by a thread of its own.
        Patience.until("nobody is let in", () -> refused(port));
        try (RawClient health = new RawClient(management.getPort())) {
          assertThat(health.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("HTTP/1.1"))
              .isNotEmpty();
        }
        ProbeController.RELEASED.countDown();
        assertThat(busy.readToEnd())
            .startsWith("HTTP/1.1 200")
            .endsWith("done")
            .contains("connection: close");
        assertThat(drained.toCompletableFuture()).succeedsWithin(java.time.Duration.ofMinutes(2));
      }
    }
  }

  private static boolean refused(int port) {
    try (RawClient late = new RawClient(port)) {
      assertThat(late).isNotNull();
      return false;
    } catch (ConnectException refused) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
