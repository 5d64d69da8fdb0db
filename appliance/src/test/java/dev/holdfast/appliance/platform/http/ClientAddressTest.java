package dev.holdfast.appliance.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # peer        | header                          | believed
          203.0.113.9   | 198.51.100.1                    | 203.0.113.9
          10.0.0.5      | 198.51.100.1                    | 198.51.100.1
          10.0.0.5      | 1.2.3.4, 198.51.100.1           | 198.51.100.1
          10.0.0.5      | 198.51.100.1, 10.0.0.6          | 198.51.100.1
          10.0.0.5      | 198.51.100.1, not-an-address    | 10.0.0.5
          10.0.0.5      | 198.51.100.1, evil.example      | 10.0.0.5
          10.0.0.5      | 10.0.0.7                        | 10.0.0.7
          10.0.0.5      | ''                              | 10.0.0.5
          fd00:0:0:0:0:0:0:1 | 2001:db8:0:0:0:0:0:7      | 2001:db8:0:0:0:0:0:7
          2001:db8:0:0:0:0:0:8 | 198.51.100.1            | 2001:db8:0:0:0:0:0:8
          """)
  void forwardedFor_believedOnlyFromTrustedProxies(String peer, String header, String believed) {
    assertThat(trusting("10.0.0.0/8", "fd00::/8").of(InetAddress.ofLiteral(peer), header))
        .isEqualTo(believed);
  }

  @Test
  void forwardedFor_withoutTrustedProxies_hasNoEffect() {
    assertThat(trusting().of(InetAddress.ofLiteral("127.0.0.1"), "1.2.3.4")).isEqualTo("127.0.0.1");
  }

  @Test
  void forwardedFor_withEndlessHops_isReadOnlySoFar() {
    String header = "198.51.100.1," + "10.0.0.1,".repeat(100) + "10.0.0.2";
    assertThat(trusting("10.0.0.0/8").of(InetAddress.ofLiteral("10.0.0.5"), header))
        .isEqualTo("10.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "proxy.example", "10.0.0.0/x"})
  void range_malformed_isRefused(String text) {
    assertThatThrownBy(() -> trusting(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holdfast.server.trusted-proxies");
  }

  private static ClientAddress trusting(String... proxies) {
    return new ClientAddress(
        new ServerConfig("127.0.0.1", 0, 0, "127.0.0.1", 0, List.of(proxies), Duration.ZERO));
  }
}
