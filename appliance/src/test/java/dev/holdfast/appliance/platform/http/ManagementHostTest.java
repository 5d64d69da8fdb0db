package dev.holdfast.appliance.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.TestServer;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A probe that does not run on this machine, as a kubelet's, needs the listener elsewhere. */
final class ManagementHostTest {
  @Test
  void managementListener_hostConfigured_isThereAndNowhereElse() {
    try (TestServer server =
        TestServer.start(Map.of("holdfast.server.management-host", "127.0.0.2"))) {
      assertThat(server.management("/health/live").getHost()).isEqualTo("127.0.0.2");
      assertThat(
              server.send(HttpRequest.newBuilder(server.management("/health/live"))).statusCode())
          .isEqualTo(200);
      assertThat(server.uri("/").getHost()).isEqualTo("127.0.0.1");
    }
  }
}
