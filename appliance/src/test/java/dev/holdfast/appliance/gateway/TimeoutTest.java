package dev.holdfast.appliance.gateway;

import static dev.holdfast.appliance.testkit.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.upstream.Script;
import dev.holdfast.appliance.testkit.upstream.Scripts;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Providers that fall silent. They have a data plane of their own that gives up soon, so that no
 * other test meets its time-outs on a machine that stands still for a moment.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TimeoutTest {
  private static final String CHAT = "/v1/chat/completions";

  private final House house =
      new House(House.patience(Duration.ofMillis(400)), 1024 * 1024, Duration.ZERO);

  @AfterAll
  void close() {
    house.close();
  }

  private WireClient.Answer call(Script script, String body) {
    house.upstream.script(script);
    try (WireClient client = house.client()) {
      return client.post(CHAT, body).answer();
    }
  }

  private String code() {
    assertThat(eventually(() -> house.log.finished.size() == house.log.begun.size())).isTrue();
    return String.valueOf(house.log.last().code());
  }

  @Test
  void silence_midStream_isATimeout() {
    WireClient.Answer answer =
        call(Scripts.afterTwoWords(stage -> {}), House.chat("mock-chat", "\"stream\":true"));

    assertThat(answer.clean()).isFalse();
    assertThat(answer.body()).contains("\"code\":\"upstream_timeout\"");
    assertThat(code()).isEqualTo("upstream_timeout");
  }

  @Test
  void hang_beforeTheHead_is504() {
    assertThat(call(Scripts.hang(), House.chat("mock-chat", "")).status()).isEqualTo(504);
    assertThat(code()).isEqualTo("upstream_timeout");
    assertThat(house.gate.released.get()).isPositive();
  }
}
