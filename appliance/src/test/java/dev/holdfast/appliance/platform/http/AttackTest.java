package dev.holdfast.appliance.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean harm, or behave as if they did, over raw connections. */
final class AttackTest {
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static TestServer server;
  private static TestServer hasty;

  @BeforeAll
  static void start() {
    server = TestServer.start(Map.of("probe", "true", "early", "true"));
    hasty =
        TestServer.start(
            Map.of(
                "probe", "true",
                "early", "true",
                "holdfast.server.bounds.head-timeout", "1500ms",
                "holdfast.server.bounds.body-timeout", "1500ms",
                "holdfast.server.bounds.keep-alive", "1500ms",
                "holdfast.server.bounds.stall-timeout", "1500ms"));
  }

  @AfterAll
  static void stop() {
    server.close();
    hasty.close();
  }

  @Test
  void head_neverFinished_isCutOff() throws IOException {
    try (RawClient client = hurried().send("GET /probe/context HTTP/1.1\r\nHost: a\r\nX-Slow:")) {
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void body_thatStandsStill_isTimedOut() throws IOException {
    try (RawClient client = hurried().send(post("Content-Length: 100") + "{")) {
      assertThat(client.readToEnd())
          .startsWith("HTTP/1.1 408")
          .contains("request_timeout", "connection: close");
    }
  }

  @Test
  void connection_idleAfterAnAnswer_isClosed() throws IOException {
    try (RawClient client = hurried().send("GET /probe/context HTTP/1.1\r\nHost: a\r\n\r\n")) {
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").doesNotContain("connection: close");
    }
  }

  @Test
  void headers_tooMany_areRefused() throws IOException {
    String head = "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(101) + "\r\n";
    assertThat(answerTo(head)).startsWith("HTTP/1.1 431").contains("headers_too_large");
  }

  @Test
  void headers_tooLong_areRefused() throws IOException {
    String head = "GET / HTTP/1.1\r\nX: " + "y".repeat(20_000) + END_OF_HEAD;
    assertThat(answerTo(head)).startsWith("HTTP/1.1 431").contains("headers_too_large");
  }

  @Test
  void requestLine_tooLong_isRefused() throws IOException {
    assertThat(answerTo("GET /" + "y".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 431");
  }

  @Test
  void request_notHttp_isRefused() throws IOException {
    assertThat(answerTo("this is not HTTP at all\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("request_invalid");
  }

  @Test
  void contentLength_twoThatDiffer_areRefused() throws IOException {
    assertThat(answerTo(post("Content-Length: 1\r\nContent-Length: 2") + "{}"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void chunk_malformed_isRefused() throws IOException {
    assertThat(answerTo(post("Transfer-Encoding: chunked") + "zz\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("request_invalid");
  }

  @Test
  void target_absoluteForm_isRefused() throws IOException {
    assertThat(answerTo("GET http://127.0.0.1/health/live HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void managementPath_onThePublicListener_isNotFound() throws IOException {
    for (String path : new String[] {"/health/live", "/metrics", "//metrics", "/%6Detrics"}) {
      assertThat(answerTo("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .as(path)
          .doesNotContain("jvm_")
          .doesNotContain("\"up\"")
          .doesNotStartWith("HTTP/1.1 500");
    }
  }

  /** The request of micronaut-core issue 12940, which is reported to leak without end. */
  @ParameterizedTest
  @ValueSource(strings = {"/probe/nowhere", "/api/nowhere"})
  void chunkedBody_longAfterItsHeadToNowhere_isAnsweredAndLeavesNothingBehind(String path)
      throws IOException {
    try (RawClient client = connect().send(post(path, "Transfer-Encoding: chunked"))) {
      Patience.pause(Duration.ofMillis(300));
      client.send("2\r\n{}\r\n0\r\n\r\n");
      assertThat(client.readUntil("}}")).startsWith("HTTP/1.1 404").contains("not_found");
    }
    long before = used();
    Patience.pause(Duration.ofSeconds(1));
    assertThat(used() - before).isLessThan(50L << 20);
  }

  @Test
  void body_stillComingWhenTheDataPlaneHasAnswered_isThrownAway() throws IOException {
    try (RawClient client =
        connect().send(post("/early", "Content-Length: 500000") + "x".repeat(1000))) {
      String answer = client.readUntil("early");
      assertThat(answer).startsWith("HTTP/1.1 401").contains("connection: close");
      client.send("x".repeat(499_000));
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void answer_leftUnread_isCutOff() throws IOException {
    Transport transport = hasty.transport();
    Patience.until("earlier tests' connections are gone", () -> transport.connections() == 0);
    try (RawClient client = hurried().send("GET /early/endless HTTP/1.1\r\nHost: a\r\n\r\n")) {
      // Once the head is here it has been counted in; only then can it be seen to go.
      assertThat(client.readUntil(END_OF_HEAD)).startsWith("HTTP/1.1 200");
      Patience.until("it is cut off", () -> transport.connections() == 0);
      assertThat(client.readToEnd().length()).isLessThan(64 << 18);
    }
  }

  @Test
  void requests_pipelined_areAnsweredInOrderWithTheirIds() throws IOException {
    try (RawClient client =
        connect()
            .send(
                "GET /probe/context HTTP/1.1\r\nHost: a\r\nX-Request-Id: one\r\n\r\n"
                    + "GET /probe/refused HTTP/1.1\r\nHost: a\r\nX-Request-Id: two\r\n"
                    + "Connection: close\r\n\r\n")) {
      String answers = client.readToEnd();
      assertThat(answers.indexOf("X-Request-Id: one"))
          .isBetween(0, answers.indexOf("HTTP/1.1 429"));
      assertThat(answers).contains("X-Request-Id: two");
    }
  }

  @Test
  void connections_overTheBound_areClosedAtOnce() throws IOException {
    try (TestServer small =
            TestServer.start(Map.of("holdfast.server.bounds.max-connections", "1"));
        RawClient first = new RawClient(small.uri("/").getPort())) {
      first.send("GET /api/none HTTP/1.1\r\nHost: a\r\n\r\n").readUntil(END_OF_HEAD);
      try (RawClient second = new RawClient(small.uri("/").getPort())) {
        assertThat(second.readToEnd()).isIn("", "<reset>");
      }
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static String answerTo(String request) throws IOException {
    try (RawClient client = hurried().send(request)) {
      return client.readToEnd();
    }
  }

  private static RawClient connect() throws IOException {
    return new RawClient(server.uri("/").getPort());
  }

  /** To the one that soon closes what nobody uses. */
  private static RawClient hurried() throws IOException {
    return new RawClient(hasty.uri("/").getPort());
  }

  private static String post(String headers) {
    return post("/probe/echo", headers);
  }

  private static String post(String path, String headers) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + headers
        + END_OF_HEAD;
  }
}
