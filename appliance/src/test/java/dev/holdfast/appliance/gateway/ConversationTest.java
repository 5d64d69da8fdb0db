package dev.holdfast.appliance.gateway;

import static dev.holdfast.appliance.testkit.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.upstream.Scripts;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One connection, two planes: order, reuse, bodies and bounds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConversationTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String KEY = "authorization: Bearer " + Fakes.SECRET + "\r\n";
  private static final String PLAIN = House.chat("mock-chat", "");

  private final House house = new House();

  @AfterAll
  void close() {
    house.close();
  }

  private static String request(String body) {
    return "POST "
        + CHAT
        + " HTTP/1.1\r\nhost: x\r\n"
        + KEY
        + "content-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void otherPaths_goToTheControlPlane() {
    try (WireClient client = house.client()) {
      assertThat(client.get("/api/session").answer().body())
          .isEqualTo("control plane: /api/session");
      assertThat(client.get("/v1/chat").answer().body()).isEqualTo("control plane: /v1/chat");
      assertThat(client.get("/v1/models/x").answer().body()).startsWith("control plane");
    }
  }

  @Test
  void pipelinedRequests_ofBothPlanes_areAnsweredInTheirOrder() {
    try (WireClient client = house.client()) {
      client.send(
          "GET /slow/1 HTTP/1.1\r\nhost: x\r\n\r\n"
              + request(PLAIN)
              + "GET /slow/2 HTTP/1.1\r\nhost: x\r\n\r\n"
              + "GET /3 HTTP/1.1\r\nhost: x\r\n\r\n"
              + request(House.chat("mock-chat", "\"stream\":true"))
              + "GET /v1/models HTTP/1.1\r\nhost: x\r\n"
              + KEY
              + "\r\n"
              + "GET /4 HTTP/1.1\r\nhost: x\r\n\r\n");

      assertThat(client.answer().body()).isEqualTo("control plane: /slow/1");
      assertThat(client.answer().body()).isEqualTo(Scripts.plainBody());
      // The control plane of this test answers out of turn when it may; it is asked two at once.
      assertThat(client.answer().body()).startsWith("control plane: ");
      assertThat(client.answer().body()).startsWith("control plane: ");
      assertThat(client.answer().body()).endsWith("[DONE]\n\n");
      assertThat(client.answer().body()).contains("\"object\":\"list\"");
      assertThat(client.answer().body()).isEqualTo("control plane: /4");
    }
  }

  @Test
  void manyPipelinedRequests_areAllAnswered() {
    try (WireClient client = house.client()) {
      client.send(request(PLAIN).repeat(200));
      for (int i = 0; i < 200; i++) {
        assertThat(client.answer().body()).isEqualTo(Scripts.plainBody());
      }
    }
  }

  @Test
  void oneConnection_manyCalls_oneUpstreamConnection() {
    try (House fresh = new House();
        WireClient client = fresh.client()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.post(CHAT, PLAIN).answer().status()).isEqualTo(200);
      }
      assertThat(fresh.upstream.connections()).isEqualTo(1);
    }
  }

  @Test
  void connectionClose_isHonoured() {
    try (WireClient client = house.client()) {
      WireClient.Answer answer =
          client
              .post(CHAT, PLAIN, "authorization: Bearer " + Fakes.SECRET, "connection: close")
              .answer();

      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void http10_stream_hasNoChunksAndEndsWithTheConnection() {
    String body = House.chat("mock-chat", "\"stream\":true");
    try (WireClient client = house.client()) {
      client.send(
          "POST " + CHAT + " HTTP/1.0\r\n" + KEY + "content-length: " + body.length() + "\r\n\r\n");
      WireClient.Answer answer = client.send(body).answer();

      assertThat(answer.header("transfer-encoding")).isNull();
      assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void expectContinue_goodKey_isAskedForTheBody() {
    try (WireClient client = house.client()) {
      client.send(
          "POST "
              + CHAT
              + " HTTP/1.1\r\nhost: x\r\n"
              + KEY
              + "expect: 100-continue\r\ncontent-length: "
              + PLAIN.length()
              + "\r\n\r\n");
      assertThat(client.head().status()).isEqualTo(100);

      assertThat(client.send(PLAIN).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void expectContinue_wrongKey_isRefusedWithoutTheBody() {
    try (WireClient client = house.client()) {
      client.send(
          "POST "
              + CHAT
              + " HTTP/1.1\r\nhost: x\r\nauthorization: Bearer no\r\n"
              + "expect: 100-continue\r\ncontent-length: 5000\r\n\r\n");

      assertThat(client.head().status()).isEqualTo(401);
    }
  }

  @Test
  void chunkedBody_inPieces_isPutTogether() {
    try (WireClient client = house.client()) {
      client.send(
          "POST " + CHAT + " HTTP/1.1\r\nhost: x\r\n" + KEY + "transfer-encoding: chunked\r\n\r\n");
      for (int i = 0; i < PLAIN.length(); i += 7) {
        String piece = PLAIN.substring(i, Math.min(PLAIN.length(), i + 7));
        client.send(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n");
        Patience.pause(Duration.ofMillis(2));
      }

      assertThat(client.send("0\r\n\r\n").answer().status()).isEqualTo(200);
      assertThat(house.upstream.last().body()).isEqualTo(PLAIN);
    }
  }

  @Test
  void wrongMethod_is405WithAllow() {
    try (WireClient client = house.client()) {
      WireClient.Answer answer = client.get(CHAT).answer();

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("allow")).isEqualTo("POST");
      assertThat(client.send("DELETE /v1/models HTTP/1.1\r\nhost: x\r\n\r\n").answer().status())
          .isEqualTo(405);
    }
  }

  @Test
  void head_getsNoBody() {
    try (WireClient client = house.client()) {
      client.send("HEAD /v1/models HTTP/1.1\r\nhost: x\r\n\r\n");
      assertThat(client.head().status()).isEqualTo(405);
      assertThat(client.get("/next").answer().body()).isEqualTo("control plane: /next");
    }
  }

  @Test
  void wrongContentType_is415() {
    try (WireClient client = house.client()) {
      client.send(
          "POST "
              + CHAT
              + " HTTP/1.1\r\nhost: x\r\n"
              + KEY
              + "content-type: text/plain\r\ncontent-length: 2\r\n\r\n{}");
      assertThat(client.answer().status()).isEqualTo(415);
    }
  }

  @Test
  void packedBody_is415() {
    try (WireClient client = house.client()) {
      client.post(CHAT, PLAIN, "authorization: Bearer " + Fakes.SECRET, "content-encoding: gzip");
      assertThat(client.answer().status()).isEqualTo(415);
    }
  }

  @Test
  void bodyTooLarge_byItsLength_is413() {
    try (WireClient client = house.client()) {
      client.send(
          "POST " + CHAT + " HTTP/1.1\r\nhost: x\r\n" + KEY + "content-length: 1048577\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(413);
    }
  }

  @Test
  void bodyTooLarge_inChunks_is413() {
    String chunk = "10000\r\n" + "a".repeat(65536) + "\r\n";
    try (WireClient client = house.client()) {
      client.send(
          "POST " + CHAT + " HTTP/1.1\r\nhost: x\r\n" + KEY + "transfer-encoding: chunked\r\n\r\n");
      for (int i = 0; i < 17; i++) {
        client.send(chunk);
      }
      assertThat(client.head().status()).isEqualTo(413);
    }
  }

  @Test
  void largestBody_reachesTheProviderUnchanged() {
    String body =
        House.chat("mock-chat", "\"user\":\"" + "y".repeat(1_000_000) + "\",\"stream\":true");
    try (WireClient client = house.client()) {
      assertThat(client.post(CHAT, body).answer().clean()).isTrue();
    }
    assertThat(house.upstream.last().body().length())
        .isEqualTo(body.length() + "\"stream_options\":{\"include_usage\":true},".length());
    assertThat(eventually(() -> house.gateway.bodies().held() == 0)).isTrue();
  }

  @Test
  void bodyBehindAnUnknownKey_isNotTakenInBeyondALittle() throws InterruptedException {
    try (House slow = new House();
        WireClient client = slow.client()) {
      CompletableFuture<@Nullable Void> open = new CompletableFuture<>();
      slow.keys.gate = open;
      String body = House.chat("mock-chat", "\"user\":\"" + "z".repeat(300_000) + "\"");
      Thread sender = Thread.startVirtualThread(() -> client.post(CHAT, body));
      Patience.pause(Duration.ofMillis(100));
      assertThat(slow.gateway.bodies().held()).isLessThan(300_000);

      open.complete(null);

      assertThat(client.answer().status()).isEqualTo(200);
      sender.join();
    }
  }

  @Test
  void tooManyLargeBodies_is503WithRetryAfter() {
    String head =
        "POST " + CHAT + " HTTP/1.1\r\nhost: x\r\n" + KEY + "content-length: 1000000\r\n\r\n";
    try (House small =
            new House(House.patience(Duration.ofSeconds(20)), 8 * 1024 * 1024, Duration.ZERO);
        WireClient first = small.client();
        WireClient second = small.client()) {
      first.send(head.replace("1000000", "8388608")).send("a".repeat(8 * 1024 * 1024 - 1));
      assertThat(eventually(() -> small.gateway.bodies().held() == 8 * 1024 * 1024 - 1)).isTrue();
      second.send(head).send("a".repeat(999_999));

      WireClient.Answer answer = second.answer();

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).isEqualTo("1");
    }
  }

  @Test
  void notJson_is400() {
    try (WireClient client = house.client()) {
      assertThat(client.post(CHAT, "hello").answer().body()).contains("body_not_json");
      assertThat(client.post(CHAT, "[1]").answer().body()).contains("body_not_json");
      assertThat(client.post(CHAT, "").answer().body()).contains("body_not_json");
      assertThat(client.post(CHAT, "{}").answer().body()).contains("request_invalid");
    }
  }
}
