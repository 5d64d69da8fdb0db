package dev.holdfast.appliance.gateway.provider.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.gateway.provider.Asking;
import dev.holdfast.appliance.gateway.provider.Listener;
import dev.holdfast.appliance.gateway.route.Endpoint;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.testkit.SettableClock;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator: a model's form, a fixed content, and it never passes for a model. */
class SimulatorTest {
  private static final String HELLO =
      "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},"
          + "{\"role\":\"user\",\"content\":\"hold fast\"}]}";

  private final Listener listener = new Listener();
  private final Simulator simulator =
      new Simulator(new SimulatorConfig(Duration.ZERO), new SettableClock());

  private JsonNode plain(String body, long most, long choices) throws IOException {
    simulator.ask(listener.question(Endpoint.CHAT, body, false, most, choices), listener);
    listener.run();
    assertThat(listener.calls).containsExactly("head", "data", "ended");
    return Objects.requireNonNull(
        JsonMapper.createDefault().readValue(listener.body(), JsonNode.class));
  }

  private static JsonNode at(JsonNode node, String... path) {
    JsonNode value = node;
    for (String step : path) {
      value =
          Objects.requireNonNull(
              value.isArray() ? value.get(Integer.parseInt(step)) : value.get(step), step);
    }
    return value;
  }

  @Test
  void answer_plain_saysWhatItIsEverywhere() throws IOException {
    JsonNode answer = plain(HELLO, 0, 1);

    assertThat(at(answer, "id").getStringValue()).contains("simulator");
    assertThat(at(answer, "model").getStringValue()).isEqualTo("simulator-m");
    assertThat(at(answer, "system_fingerprint").getStringValue()).contains("simulator");
    assertThat(at(answer, "choices", "0", "message", "content").getStringValue())
        .contains("no model was asked")
        .contains("2 messages.")
        .endsWith("hold fast");
    assertThat(at(answer, "created").getLongValue()).isEqualTo(1_781_524_800L);
    assertThat(Objects.requireNonNull(listener.head).contentType()).isEqualTo("application/json");
  }

  @Test
  void usage_ofAnAnswer_addsUp() throws IOException {
    JsonNode answer = plain(HELLO, 0, 3);
    long prompt = at(answer, "usage", "prompt_tokens").getLongValue();
    long completion = at(answer, "usage", "completion_tokens").getLongValue();

    assertThat(prompt).isEqualTo(5);
    assertThat(completion % 3).isZero();
    assertThat(at(answer, "usage", "total_tokens").getLongValue()).isEqualTo(prompt + completion);
    assertThat(at(answer, "choices").size()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"1, length", "5, length", "1000, stop", "0, stop"})
  void length_thatWasAskedFor_isKept(long most, String reason) throws IOException {
    JsonNode answer = plain(HELLO, most, 1);

    assertThat(at(answer, "choices", "0", "finish_reason").getStringValue()).isEqualTo(reason);
    if (reason.equals("length")) {
      assertThat(at(answer, "usage", "completion_tokens").getLongValue()).isEqualTo(most);
    }
  }

  @Test
  void sameQuestion_getsTheSameAnswer() throws IOException {
    String first = plain(HELLO, 0, 1).toString();
    Listener again = new Listener();
    simulator.ask(again.question(Endpoint.CHAT, HELLO, false, 0, 1), again);
    again.run();

    assertThat(again.body()).isEqualTo(listener.body());
    assertThat(first).isNotEmpty();
  }

  @Test
  void stream_putTogether_isThePlainAnswerAndEndsWithUsageAndTheMark() throws IOException {
    String whole = at(plain(HELLO, 0, 1), "choices", "0", "message", "content").getStringValue();
    Listener streamed = new Listener();
    simulator.ask(streamed.question(Endpoint.CHAT, HELLO, true, 0, 1), streamed);
    streamed.run();

    StringBuilder text = new StringBuilder();
    List<String> events = List.of(streamed.body().split("\n\n", -1));
    for (String event : events) {
      if (event.startsWith("data: {")) {
        JsonNode chunk =
            Objects.requireNonNull(
                JsonMapper.createDefault().readValue(event.substring(6), JsonNode.class));
        JsonNode choices = at(chunk, "choices");
        if (choices.size() > 0) {
          JsonNode content = at(choices, "0", "delta").get("content");
          text.append(content == null ? "" : content.getStringValue());
        } else {
          assertThat(at(chunk, "usage", "completion_tokens").getLongValue()).isPositive();
        }
      }
    }
    assertThat(text).hasToString(whole);
    assertThat(events.get(events.size() - 2)).isEqualTo("data: [DONE]");
    assertThat(streamed.calls).startsWith("head").endsWith("ended");
  }

  @Test
  void stream_heldBack_waitsAndThenGoesOnWithoutALoss() {
    Asking asking = simulator.ask(listener.question(Endpoint.CHAT, HELLO, true, 0, 1), listener);
    asking.flow(false);
    listener.run();
    assertThat(listener.calls).containsExactly("head", "paused");

    asking.flow(true);
    listener.run();

    assertThat(listener.body()).endsWith("data: [DONE]\n\n");
    assertThat(listener.calls).endsWith("ended");
  }

  @Test
  void stream_cancelledBeforeItBegins_saysNothing() {
    Asking asking = simulator.ask(listener.question(Endpoint.CHAT, HELLO, true, 0, 1), listener);
    asking.cancel();
    listener.run();
    asking.flow(false);
    asking.flow(true);
    listener.run();

    assertThat(listener.calls).isEmpty();
  }

  @Test
  void stream_withAPauseBetweenTokens_speaksOneAtATime() {
    Simulator slow = new Simulator(new SimulatorConfig(Duration.ofMillis(10)), new SettableClock());
    slow.ask(listener.question(Endpoint.CHAT, HELLO, true, 2, 1), listener);
    listener.run();
    assertThat(listener.calls).containsExactly("head", "data", "paused");

    while (!listener.over()) {
      listener.client.advanceTimeBy(10, java.util.concurrent.TimeUnit.MILLISECONDS);
      listener.run();
    }

    assertThat(listener.calls).startsWith("head", "data", "paused", "data", "paused");
    assertThat(listener.calls).endsWith("data", "ended");
  }

  @ParameterizedTest
  @CsvSource({"CHAT, 17", "CHAT, 1000000", "EMBEDDINGS, 1"})
  void refused_whatItCannotDo_afterTheAskerHasItInHand(Endpoint endpoint, long choices) {
    simulator.ask(listener.question(endpoint, HELLO, false, 0, choices), listener);
    assertThat(listener.calls).isEmpty();
    listener.run();

    assertThat(listener.calls).containsExactly("failed");
    assertThat(Objects.requireNonNull(listener.problem).code())
        .isEqualTo(ErrorCode.OPERATION_UNSUPPORTED);
  }

  @Test
  void refused_andCancelled_saysNothing() {
    Asking asking =
        simulator.ask(listener.question(Endpoint.EMBEDDINGS, HELLO, false, 0, 1), listener);
    asking.cancel();
    listener.run();

    assertThat(listener.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"messages\":null}",
        "{\"messages\":[]}",
        "{\"messages\":\"hi\"}",
        "{\"messages\":[1,2]}",
        "{\"messages\":[{}]}",
        "{\"messages\":[{\"content\":null}]}",
        "{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\"}]}]}",
        "{\"tools\":[{\"messages\":[{\"content\":\"not"
            + " this\"}]}],\"messages\":[{\"content\":\"x\"}]}"
      })
  void prompt_ofAnyShape_isAnswered(String body) throws IOException {
    JsonNode answer = plain(body, 0, 1);

    assertThat(at(answer, "usage", "prompt_tokens").getLongValue()).isPositive();
    assertThat(answer.toString()).doesNotContain("not this");
  }

  @Test
  void prompt_cutOff_isRefusedAsNoJson() {
    simulator.ask(
        listener.question(Endpoint.CHAT, "{\"messages\":[{\"content\":\"x", false, 0, 1), listener);
    listener.run();

    assertThat(Objects.requireNonNull(listener.problem).code()).isEqualTo(ErrorCode.BODY_NOT_JSON);
  }

  @Test
  void prompt_veryLong_isQuotedCutShortAndNeverInTheMiddleOfACharacter() throws IOException {
    String emoji = "\ud83d\udd11";
    Prompt prompt =
        Prompt.read(
            ("{\"messages\":[{\"content\":\"x" + emoji.repeat(500) + "\"}]}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(prompt.last()).endsWith(emoji + "...").hasSize(399 + 3);
    assertThat(prompt.messages()).isEqualTo(1);
  }

  @Test
  void body_ofAQuestion_isGivenBack() {
    var question = listener.question(Endpoint.CHAT, HELLO, false, 0, 1);
    simulator.ask(question, listener);

    assertThat(question.body().refCnt()).isZero();
  }

  @Test
  void config_negativePause_isRefused() {
    assertThatThrownBy(() -> new SimulatorConfig(Duration.ofMillis(-1)))
        .hasMessageContaining("token-delay");
  }
}
