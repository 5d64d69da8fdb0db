package dev.holdfast.appliance.gateway;

import static dev.holdfast.appliance.testkit.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.gateway.catalog.Model;
import dev.holdfast.appliance.platform.http.Lifecycle;
import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.Ports;
import dev.holdfast.appliance.testkit.upstream.Script;
import dev.holdfast.appliance.testkit.upstream.Scripts;
import dev.holdfast.appliance.testkit.upstream.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong at the provider, on the way, at the client and in the audit log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String STREAM = House.chat("mock-chat", "\"stream\":true");
  private static final String PLAIN = House.chat("mock-chat", "");

  private final House house = new House();

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
  void cut_midStream_isToldAndNeverACleanEnd() {
    WireClient.Answer answer = call(Scripts.afterTwoWords(Stage::close), STREAM);

    assertThat(answer.clean()).isFalse();
    assertThat(answer.body())
        .contains("steady", "{\"error\":{\"message\":", "\"code\":\"upstream_broken\"")
        .doesNotContain("[DONE]");
    assertThat(code()).isEqualTo("upstream_broken");
    assertThat(house.log.usage().estimated()).isTrue();
    assertThat(house.log.usage().outputTokens()).isEqualTo(3);
  }

  @Test
  void reset_midStream_isToldAndNeverACleanEnd() {
    WireClient.Answer answer = call(Scripts.afterTwoWords(Stage::reset), STREAM);

    assertThat(answer.clean()).isFalse();
    assertThat(answer.body()).contains("upstream_broken");
    assertThat(code()).isEqualTo("upstream_broken");
  }

  @Test
  void brokenChunk_midStream_isToldAndNeverACleanEnd() {
    WireClient.Answer answer =
        call(Scripts.afterTwoWords(stage -> stage.raw("zz\r\nnot a chunk\r\n")), STREAM);

    assertThat(answer.clean()).isFalse();
    assertThat(code()).isEqualTo("upstream_broken");
  }

  @Test
  void endWithoutMark_beforeAFinishReason_isToldAndNeverACleanEnd() {
    WireClient.Answer answer = call(Scripts.afterTwoWords(Stage::end), STREAM);

    assertThat(answer.clean()).isFalse();
    assertThat(code()).isEqualTo("upstream_broken");
  }

  @Test
  void endWithoutMark_afterAFinishReason_isClean() {
    WireClient.Answer answer =
        call(Scripts.afterTwoWords(stage -> stage.event(Scripts.finish()).end()), STREAM);

    assertThat(answer.clean()).isTrue();
    assertThat(answer.body()).doesNotContain("[DONE]");
    assertThat(house.log.last().outcome()).isEqualTo(Outcome.SUCCESS);
  }

  @Test
  void markTwiceAndMoreBehind_isOneMark() {
    WireClient.Answer answer =
        call(
            Scripts.afterTwoWords(
                stage -> stage.event("[DONE]").event("[DONE]").event("{\"late\":1}").end()),
            STREAM);

    assertThat(answer.clean()).isTrue();
    assertThat(answer.body()).endsWith("data: [DONE]\n\n").doesNotContain("late");
    assertThat(answer.body().indexOf("[DONE]")).isEqualTo(answer.body().lastIndexOf("[DONE]"));
  }

  @Test
  void providerThatDawdlesAfterTheMark_isNotWaitedFor() {
    WireClient.Answer answer = call(Scripts.afterTwoWords(stage -> stage.event("[DONE]")), STREAM);

    assertThat(answer.clean()).isTrue();
    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void errorInBand_isRelayedAndRecordedAsFailed() {
    String error = "{\"error\":{\"message\":\"overloaded\",\"code\":529}}";
    WireClient.Answer answer =
        call(Scripts.afterTwoWords(stage -> stage.event(error).done()), STREAM);

    assertThat(answer.body()).contains("data: " + error + "\n\n");
    assertThat(code()).isEqualTo("upstream_error");
    assertThat(house.log.last().outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void lengthCutShort_plain_is502() {
    WireClient.Answer answer =
        call(
            stage -> {
              stage.raw("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"id\":");
              stage.later(20, stage::close);
            },
            PLAIN);

    assertThat(answer.status()).isEqualTo(502);
    assertThat(code()).isEqualTo("upstream_broken");
  }

  @Test
  void largeAnswerCutShort_afterItsBeginning_isNeverACleanEnd() {
    WireClient.Answer answer =
        call(
            stage -> {
              stage.raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
              stage.chunk("{\"x\":\"" + "a".repeat(400_000));
              stage.later(100, stage::close);
            },
            PLAIN);

    assertThat(answer.clean()).isFalse();
    assertThat(code()).isEqualTo("upstream_broken");
  }

  @Test
  void closedBeforeAnswer_onAFreshConnection_is502AndNotSentAgain() {
    assertThat(call(Stage::close, PLAIN).status()).isIn(502);
    assertThat(code()).isEqualTo("upstream_broken");
  }

  @Test
  void keptConnection_closedByTheProvider_isReplacedOnce() {
    AtomicInteger calls = new AtomicInteger();
    house.upstream.script(
        stage -> {
          if (calls.incrementAndGet() == 2) {
            stage.close();
          } else {
            Scripts.behaved().play(stage);
          }
        });
    try (WireClient client = house.client()) {
      assertThat(client.post(CHAT, PLAIN).answer().status()).isEqualTo(200);
      assertThat(client.post(CHAT, PLAIN).answer().status()).isEqualTo(200);
    }
    assertThat(calls.get()).isEqualTo(3);
  }

  @Test
  void refusedConnection_is502() {
    house.routes.add(
        "nobody",
        Model.Kind.CHAT,
        House.target(URI.create("http://127.0.0.1:" + Ports.free() + "/v1"), null),
        null);

    assertThat(call(Scripts.behaved(), House.chat("nobody", "")).body())
        .contains("upstream_unreachable");
    assertThat(code()).isEqualTo("upstream_unreachable");
  }

  @Test
  void unknownHost_is502() {
    house.routes.add(
        "nowhere",
        Model.Kind.CHAT,
        House.target(URI.create("http://nowhere.invalid/v1"), null),
        null);

    assertThat(call(Scripts.behaved(), House.chat("nowhere", "")).body())
        .contains("upstream_unreachable");
  }

  @Test
  void plainPortBehindHttps_is502() {
    try (House patient = new House();
        WireClient client = patient.client()) {
      patient.routes.add(
          "not-tls",
          Model.Kind.CHAT,
          House.target(URI.create("https://127.0.0.1:" + patient.upstream.port() + "/v1"), null),
          null);

      WireClient.Answer answer = client.post(CHAT, House.chat("not-tls", "")).answer();

      assertThat(answer.body()).contains("upstream_unreachable", "TLS");
    }
  }

  @ParameterizedTest
  @CsvSource({"400", "404", "408", "409", "422", "429", "500", "503", "529"})
  void providersError_passesWithItsStatusAndBody(int status) {
    String body = "{\"error\":{\"message\":\"no\",\"type\":\"t\",\"code\":\"c\"}}";

    WireClient.Answer answer = call(Scripts.error(status, body, "retry-after: 7"), STREAM);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.header("retry-after")).isEqualTo("7");
    assertThat(code()).isEqualTo("upstream_error");
    assertThat(house.log.last().details()).containsEntry("upstreamStatus", "" + status);
    // It is counted as a call that failed, and it cost nothing.
    assertThat(house.log.usage().nothing()).isTrue();
    assertThat(house.log.usage().costNanos()).isZero();
  }

  @Test
  void providersErrorPage_isReplacedByAnErrorObject() {
    WireClient.Answer answer =
        call(stage -> stage.answer(503, "text/html", "<html>proxy at 10.0.0.7</html>"), PLAIN);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).startsWith("{\"error\":{\"message\"").doesNotContain("10.0.0.7");
  }

  @ParameterizedTest
  @CsvSource({"401", "403", "407"})
  void providersRefusalOfOurCredentials_is502(int status) {
    WireClient.Answer answer =
        call(Scripts.error(status, "{\"error\":{\"message\":\"sk-upstream\"}}"), PLAIN);

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).doesNotContain("sk-upstream");
    assertThat(code()).isEqualTo("upstream_rejected_credentials");
  }

  @Test
  void redirect_isNotFollowed() {
    int before = house.upstream.received().size();

    WireClient.Answer answer =
        call(
            stage -> stage.answer(307, "text/plain", "", "location: http://169.254.169.254/"),
            PLAIN);

    assertThat(answer.status()).isEqualTo(502);
    assertThat(house.upstream.received()).hasSize(before + 1);
  }

  @Test
  void gzipThatNobodyAskedFor_isUnpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(Scripts.plainBody().getBytes(StandardCharsets.UTF_8));
    }

    WireClient.Answer answer =
        call(
            stage ->
                stage
                    .raw(
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                            + "content-encoding: gzip\r\ncontent-length: "
                            + packed.size()
                            + "\r\n\r\n")
                    .raw(packed.toByteArray()),
            PLAIN);

    assertThat(answer.body()).isEqualTo(Scripts.plainBody());
    assertThat(answer.header("content-encoding")).isNull();
    assertThat(house.log.usage().outputTokens()).isEqualTo(7);
  }

  @Test
  void unknownEncoding_is502() {
    assertThat(call(stage -> stage.json("x", "content-encoding: zstd"), PLAIN).body())
        .contains("upstream_broken");
  }

  @Test
  void interimAnswers_ofTheProvider_arePassedOver() {
    WireClient.Answer answer =
        call(
            stage -> {
              stage.raw("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n");
              Scripts.behaved().play(stage);
            },
            PLAIN);

    assertThat(answer.body()).isEqualTo(Scripts.plainBody());
  }

  @Test
  void client_thatLeavesMidStream_stopsTheProviderWithinASecond() {
    Duration shortest = Duration.ofDays(1);
    for (int i = 0; i < 20 && shortest.compareTo(Duration.ofSeconds(1)) >= 0; i++) {
      // What another program does on this machine can only lengthen one of them.
      Duration once = untilTheProviderIsStopped();
      shortest = once.compareTo(shortest) < 0 ? once : shortest;
    }
    assertThat(shortest).isLessThan(Duration.ofSeconds(1));
    assertThat(house.log.usage().estimated()).isTrue();
  }

  /** How long that takes after the client has left. */
  private Duration untilTheProviderIsStopped() {
    house.upstream.script(Scripts.afterTwoWords(stage -> {}));
    int finished = house.log.finished.size();
    int open;
    try (WireClient client = house.client()) {
      client.post(CHAT, STREAM).until("hands");
      open = house.upstream.open();
    }
    long left = System.nanoTime();
    assertThat(eventually(() -> house.upstream.open() < open)).isTrue();
    Duration took = Duration.ofNanos(System.nanoTime() - left);
    assertThat(eventually(() -> house.log.finished.size() > finished)).isTrue();
    assertThat(house.log.last().outcome()).isEqualTo(Outcome.CANCELLED);
    return took;
  }

  @Test
  void client_thatLeavesBeforeTheFirstByte_stopsTheProvider() {
    house.upstream.script(Scripts.hang());
    int seen = house.upstream.received().size();
    int finished = house.log.finished.size();
    try (WireClient client = house.client()) {
      client.post(CHAT, PLAIN);
      assertThat(eventually(() -> house.upstream.received().size() > seen)).isTrue();
    }

    assertThat(eventually(() -> house.log.finished.size() > finished)).isTrue();
    assertThat(house.log.last().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void auditThatCannotBegin_is503AndTheProviderIsNotAsked() {
    try (House mute = new House();
        WireClient client = mute.client()) {
      mute.log.full = true;

      assertThat(client.post(CHAT, PLAIN).answer().body()).contains("audit_unavailable");
      assertThat(mute.upstream.received()).isEmpty();
      assertThat(mute.gate.released.get()).isEqualTo(1);
    }
  }

  @Test
  void auditThatFailsAtTheEnd_streamBreaksOff() {
    try (House mute = new House();
        WireClient client = mute.client()) {
      mute.log.fault = new IOException("disk full");

      WireClient.Answer answer = client.post(CHAT, STREAM).answer();

      assertThat(answer.clean()).isFalse();
      assertThat(answer.body()).contains("steady").doesNotContain("[DONE]");
    }
  }

  @Test
  void auditThatFailsAtTheEnd_plainAnswerIs503() {
    try (House mute = new House();
        WireClient client = mute.client()) {
      mute.log.fault = new IOException("disk full");

      WireClient.Answer answer = client.post(CHAT, PLAIN).answer();

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("audit_unavailable");
    }
  }

  @Test
  void lastBytes_leaveOnlyAfterTheAuditLogHasTheOutcome() {
    try (House slow = new House();
        WireClient stream = slow.client();
        WireClient plain = slow.client()) {
      slow.log.slow = true;
      stream.post(CHAT, STREAM).until("\"finish_reason\":\"stop\"");
      plain.post(CHAT, PLAIN);
      assertThat(eventually(() -> slow.log.finished.size() == 2)).isTrue();
      Patience.pause(Duration.ofMillis(50));
      stream.until("\n\n");
      assertThat(stream.available()).isLessThanOrEqualTo(2);
      assertThat(plain.available()).isZero();

      slow.log.confirm();

      assertThat(stream.until("0\r\n\r\n")).contains("data: [DONE]\n\n");
      assertThat(plain.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void draining_newRequest_is503() {
    try (House closing = new House();
        WireClient client = closing.client()) {
      closing.lifecycle.advance(Lifecycle.Phase.DRAINING);

      assertThat(client.post(CHAT, PLAIN).answer().body()).contains("shutting_down");
    }
  }

  @Test
  void stalledReaders_holdTheProviderBack() {
    AtomicInteger written = new AtomicInteger();
    try (House patient = new House()) {
      String event = Scripts.delta("x".repeat(8000));
      patient.upstream.script(
          new Script() {
            @Override
            public void play(Stage stage) {
              stage.stream();
              flood(stage, 4000);
            }

            private void flood(Stage stage, int left) {
              if (left > 0 && stage.open()) {
                if (stage.writable()) {
                  stage.event(event);
                  written.incrementAndGet();
                  stage.later(0, () -> flood(stage, left - 1));
                } else {
                  stage.later(5, () -> flood(stage, left));
                }
              }
            }
          });
      try (WireClient client = patient.client()) {
        client.post(CHAT, STREAM);
        int before;
        do {
          before = written.get();
          Patience.pause(Duration.ofMillis(300));
        } while (written.get() != before || before == 0);

        // 4,000 events of 8 KB were to come; socket buffers took some, and then all stood still.
        assertThat(before).isLessThan(3000);
        client.until("data: ");
      }
      assertThat(eventually(() -> patient.upstream.open() == 0)).isTrue();
      assertThat(eventually(() -> !patient.log.finished.isEmpty())).isTrue();
    }
  }
}
