package dev.holdfast.appliance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.gateway.route.Endpoint;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.upstream.Received;
import dev.holdfast.appliance.testkit.upstream.Scripts;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Calls as they should be, and what is refused before a provider hears of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChatTest {
  private static final String CHAT = "/v1/chat/completions";

  private final House house = new House();

  @BeforeAll
  void behave() {
    house.upstream.script(Scripts.behaved());
  }

  @AfterAll
  void close() {
    house.close();
  }

  private WireClient.Answer call(String path, String body, String... headers) {
    try (WireClient client = house.client()) {
      return headers.length == 0
          ? client.post(path, body).answer()
          : client.post(path, body, headers).answer();
    }
  }

  @Test
  void plain_behaved_isRelayedAndAccountedFor() {
    WireClient.Answer answer = call(CHAT, House.chat("mock-chat", ""));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(Scripts.plainBody());
    assertThat(house.log.last().outcome()).isEqualTo(Outcome.SUCCESS);
    Usage usage = house.log.usage();
    assertThat(usage.inputTokens()).isEqualTo(11);
    assertThat(usage.cachedInputTokens()).isEqualTo(4);
    assertThat(usage.outputTokens()).isEqualTo(7);
    assertThat(usage.costNanos()).isEqualTo(7 * 2000 + 4 * 1000 + 7 * 6000);
    assertThat(usage.estimated()).isFalse();
    assertThat(usage.providerRequestId()).isEqualTo("up_1");
    assertThat(usage.price()).isEqualTo("price_1");
  }

  @Test
  void streamed_withoutAskingForUsage_asksForItAndHidesIt() {
    WireClient.Answer answer = call(CHAT, House.chat("mock-chat", "\"stream\":true"));

    assertThat(answer.clean()).isTrue();
    assertThat(answer.header("content-type")).startsWith("text/event-stream");
    assertThat(answer.body())
        .isEqualTo(
            "data: "
                + String.join(
                    "\n\ndata: ",
                    Scripts.delta("steady"),
                    Scripts.delta(" hands"),
                    Scripts.delta(" hold"),
                    Scripts.delta(" fast"),
                    Scripts.finish(),
                    "[DONE]")
                + "\n\n");
    Received sent = house.upstream.last();
    assertThat(sent.body()).startsWith("{\"stream_options\":{\"include_usage\":true},\"model\"");
    assertThat(house.log.usage().costNanos()).isEqualTo(7 * 2000 + 4 * 1000 + 7 * 6000);
  }

  @Test
  void streamed_askingForUsage_getsIt() {
    String body =
        House.chat("mock-chat", "\"stream\":true,\"stream_options\":{\"include_usage\":true}");

    WireClient.Answer answer = call(CHAT, body);

    assertThat(answer.body()).contains(Scripts.usageEvent());
    assertThat(house.upstream.last().body()).isEqualTo(body);
  }

  @Test
  void request_anyMember_reachesTheProviderAsWritten() {
    String odd = "\"seed\":123456789012345678901234567890,\"temperature\":0.10,\"x\":\"\\u00e9\"";

    call(CHAT, House.chat("mock-chat", odd));

    assertThat(house.upstream.last().body()).isEqualTo(House.chat("mock-chat", odd));
  }

  @Test
  void request_qualifiedModel_getsTheProvidersOwnName() {
    call(CHAT, House.chat("mock/mock-chat", ""));

    assertThat(house.upstream.last().body()).isEqualTo(House.chat("mock-chat", ""));
  }

  @Test
  void request_headers_areTheProvidersAndNotTheCallers() {
    call(
        CHAT,
        House.chat("mock-chat", ""),
        "authorization: Bearer " + Fakes.SECRET,
        "cookie: a=b",
        "x-secret: 1",
        "accept-encoding: gzip",
        "x-request-id: my-id");

    Received sent = house.upstream.last();
    assertThat(sent.header("authorization")).isEqualTo("Bearer sk-upstream");
    assertThat(sent.header("accept-encoding")).isEqualTo("identity");
    assertThat(sent.header("x-request-id")).isEqualTo("my-id");
    assertThat(sent.header("host")).isEqualTo("127.0.0.1:" + house.upstream.port());
    assertThat(sent.headers()).doesNotContainKeys("cookie", "x-secret", "connection");
    assertThat(sent.uri()).isEqualTo("/v1/chat/completions");
  }

  @Test
  void answer_headers_areOursAndNotTheProviders() {
    WireClient.Answer answer = call(CHAT, House.chat("mock-chat", ""));

    assertThat(answer.headers()).doesNotContainKeys("openai-organization", "x-request-id");
    assertThat(answer.header("x-ratelimit-limit-requests")).isEqualTo("60");
    assertThat(answer.header("x-ratelimit-remaining-requests")).isEqualTo("59");
    assertThat(answer.header("x-ratelimit-reset-requests")).isEqualTo("1.5s");
  }

  @Test
  void claim_covers_inputAndEveryChoicesOutput() {
    String body = House.chat("mock-chat", "\"max_tokens\":50,\"n\":3");

    call(CHAT, body);

    long input = Math.ceilDiv(body.length(), 3);
    assertThat(house.gate.claims.getLast().tokens()).isEqualTo(input + 150);
    assertThat(house.gate.claims.getLast().costNanos()).isEqualTo(input * 2000 + 150 * 6000);
  }

  @Test
  void meters_calls_countWhatHappened() {
    try (House counted = new House();
        WireClient client = counted.client()) {
      client.post(CHAT, House.chat("mock-chat", "")).answer();
      client.post(CHAT, House.chat("nope", "")).answer();

      Meters meters = counted.meters;
      assertThat(meters.calls(Endpoint.CHAT, Outcome.SUCCESS).sum()).isEqualTo(1);
      assertThat(meters.refusals(ErrorCode.MODEL_NOT_FOUND).sum()).isEqualTo(1);
      assertThat(meters.inputTokens.sum()).isEqualTo(11);
      assertThat(meters.outputTokens.sum()).isEqualTo(7);
      assertThat(meters.costNanos.sum()).isEqualTo(7 * 2000 + 4 * 1000 + 7 * 6000);
      assertThat(meters.active.sum()).isZero();
      assertThat(meters.firstBytes.sum()).isEqualTo(1);
    }
  }

  @Test
  void embeddings_behaved_areRelayedAndAccountedFor() {
    WireClient.Answer answer = call("/v1/embeddings", "{\"model\":\"mock-embed\",\"input\":\"a\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(house.log.last().action()).isEqualTo("gateway.embeddings");
    assertThat(house.log.usage().inputTokens()).isEqualTo(5);
    assertThat(house.log.usage().outputTokens()).isZero();
  }

  @Test
  void models_key_seesWhatItMayUse() {
    house.keys.known.put("hf_narrow", Fakes.Keys.key(Set.of("mock-embed")));
    try (WireClient client = house.client()) {
      WireClient.Answer all =
          client.get("/v1/models", "authorization: Bearer " + Fakes.SECRET).answer();
      WireClient.Answer one = client.get("/v1/models", "authorization: bearer hf_narrow").answer();

      assertThat(all.body())
          .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"mock-chat\",\"object\":\"model\",");
      assertThat(one.body()).contains("mock-embed").doesNotContain("mock-chat");
    }
  }

  @Test
  void playground_session_isTheAccountOnTheProject() {
    String path =
        "/api/tenants/" + Fakes.TENANT + "/projects/" + Fakes.PROJECT + "/chat/completions";

    WireClient.Answer answer =
        call(
            path,
            House.chat("mock-chat", ""),
            "cookie: holdfast_session=" + House.SESSION,
            "x-csrf-token: csrf");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(house.log.last().actor().label()).isEqualTo("ada@example.org");
    assertThat(house.log.usage().key()).isNull();
  }

  @Test
  void playground_foreignProjectOrNoSession_isUnauthenticated() {
    String session = "cookie: holdfast_session=" + House.SESSION;
    String foreign = "/api/tenants/" + Fakes.TENANT + "/projects/prj_x/chat/completions";

    assertThat(call(foreign, "{}", session, "x-csrf-token: csrf").status()).isEqualTo(401);
    assertThat(call(foreign, "{}").status()).isEqualTo(401);
  }

  @Test
  void refused_wrongKey_is401BeforeAnythingIsWritten() {
    int before = house.log.begun.size();

    WireClient.Answer answer =
        call(CHAT, House.chat("mock-chat", ""), "authorization: Bearer hf_wrong");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    assertThat(answer.body()).contains("\"code\":\"api_key_invalid\"", "\"error\":{\"message\"");
    assertThat(house.log.begun).hasSize(before);
  }

  @Test
  void refused_noKey_is401() {
    assertThat(call(CHAT, "{}", "x: y").body()).contains("\"code\":\"unauthenticated\"");
  }

  @Test
  void refused_unknownModel_is404() {
    assertThat(call(CHAT, House.chat("nope", "")).status()).isEqualTo(404);
  }

  @Test
  void refused_modelOfAnotherKind_is400() {
    assertThat(call(CHAT, House.chat("mock-embed", "")).body()).contains("operation_unsupported");
  }

  @Test
  void refused_modelNotOfTheKey_is403AndAudited() {
    house.keys.known.put("hf_narrow", Fakes.Keys.key(Set.of("mock-embed")));

    WireClient.Answer answer =
        call(CHAT, House.chat("mock-chat", ""), "authorization: Bearer hf_narrow");

    assertThat(answer.body()).contains("model_not_allowed");
    assertThat(house.log.last().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(house.log.last().code()).isEqualTo("model_not_allowed");
  }

  @Test
  void refused_budget_is402AndAudited() {
    try (House poor = new House();
        WireClient client = poor.client()) {
      poor.gate.refusal = Problem.of(ErrorCode.BUDGET_EXHAUSTED);

      assertThat(client.post(CHAT, House.chat("mock-chat", "")).answer().status()).isEqualTo(402);
      assertThat(poor.log.last().code()).isEqualTo("budget_exhausted");
      assertThat(poor.upstream.received()).isEmpty();
    }
  }

  @Test
  void refused_rate_is429WithRetryAfterAndAuditedTheFirstTimeOnly() {
    try (House busy = new House();
        WireClient client = busy.client()) {
      busy.gate.refusal =
          Problem.retryable(ErrorCode.RATE_LIMITED, "slow down", Duration.ofSeconds(3));

      WireClient.Answer answer = client.post(CHAT, House.chat("mock-chat", "")).answer();

      assertThat(answer.header("retry-after")).isEqualTo("3");
      client.post(CHAT, House.chat("mock-chat", "")).answer();
      assertThat(busy.log.begun).isEmpty();
      assertThat(busy.log.finished)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.code()).isEqualTo("rate_limited");
                assertThat(event.tenant()).isEqualTo(Fakes.TENANT);
              });
    }
  }

  @Test
  void refused_unknownModel_isWrittenDownWithTheNameThatWasAskedFor() {
    try (House strict = new House();
        WireClient client = strict.client()) {
      WireClient.Answer answer =
          client.post(CHAT, House.chat("no-such-" + "x".repeat(230), "")).answer();

      assertThat(answer.status()).isEqualTo(404);
      assertThat(strict.log.last().code()).isEqualTo("model_not_found");
      assertThat(strict.log.last().target()).startsWith("no-such-x").hasSize(200);
      assertThat(strict.log.last().tenant()).isEqualTo(Fakes.TENANT);
    }
  }

  @Test
  void refused_modelOfAnotherKind_isWrittenDown() {
    try (House strict = new House();
        WireClient client = strict.client()) {
      WireClient.Answer answer = client.post(CHAT, House.chat("mock-embed", "")).answer();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(strict.log.last().code()).isEqualTo("operation_unsupported");
      assertThat(strict.log.last().target()).isEqualTo("mock-embed");
    }
  }

  @Test
  void pendingQuota_thatComes_isWaitedFor() {
    try (House waiting = new House();
        WireClient client = waiting.client()) {
      CompletableFuture<dev.holdfast.appliance.admission.Admission.Decision> later =
          new CompletableFuture<>();
      waiting.gate.pending = later;
      client.post(CHAT, House.chat("mock-chat", ""));
      Patience.until("the claim was made", () -> !waiting.gate.claims.isEmpty());

      later.complete(waiting.gate.admitted());

      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void keyLookup_thatTakesTime_isWaitedFor() {
    try (House slow = new House();
        WireClient client = slow.client()) {
      CompletableFuture<@org.jspecify.annotations.Nullable Void> open = new CompletableFuture<>();
      slow.keys.gate = open;
      client.post(CHAT, House.chat("mock-chat", ""));

      open.complete(null);

      assertThat(client.answer().status()).isEqualTo(200);
    }
  }
}
