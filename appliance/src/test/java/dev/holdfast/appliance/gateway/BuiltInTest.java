package dev.holdfast.appliance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.testkit.Patience;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator and the embedding model inside the process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BuiltInTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String EMBEDDINGS = "/v1/embeddings";

  private final House house = new House();

  @AfterAll
  void close() {
    house.close();
  }

  private WireClient.Answer call(String path, String body) {
    try (WireClient client = house.client()) {
      return client.post(path, body).answer();
    }
  }

  @Test
  void simulator_plain_saysWhatItIsEverywhere() {
    WireClient.Answer answer = call(CHAT, House.chat("simulator", ""));

    assertThat(answer.body())
        .contains(
            "\"id\":\"chatcmpl-simulator-",
            "\"model\":\"simulator\"",
            "built-in model simulator; no model was asked",
            "The last one says: hold",
            "\"finish_reason\":\"stop\"");
    assertThat(house.log.last().outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(house.log.usage().estimated()).isFalse();
  }

  @Test
  void simulator_streamedAndPlain_costTheSame() {
    call(CHAT, House.chat("simulator", ""));
    Long plain = house.log.usage().costNanos();

    WireClient.Answer answer = call(CHAT, House.chat("simulator", "\"stream\":true"));

    assertThat(answer.clean()).isTrue();
    assertThat(answer.body()).endsWith("data: [DONE]\n\n").doesNotContain("\"usage\"");
    assertThat(house.log.usage().costNanos()).isEqualTo(plain);
  }

  @Test
  void simulator_maxTokens_isHonoured() {
    WireClient.Answer answer = call(CHAT, House.chat("simulator", "\"max_tokens\":4,\"n\":2"));

    assertThat(answer.body())
        .contains("\"content\":\"This is Holdfast's built-in\"", "\"finish_reason\":\"length\"")
        .contains("\"index\":1", "\"completion_tokens\":8");
  }

  @Test
  void simulator_withPauses_streamsAndStopsWhenTheClientLeaves() {
    try (House slow =
        new House(House.patience(Duration.ofSeconds(9)), 100_000, Duration.ofMillis(5))) {
      try (WireClient client = slow.client()) {
        client.post(CHAT, House.chat("simulator", "\"stream\":true")).until("Holdfast");
      }

      assertThat(Patience.eventually(() -> !slow.log.finished.isEmpty())).isTrue();
      assertThat(slow.log.last().outcome()).isEqualTo(Outcome.CANCELLED);
    }
  }

  @Test
  void local_similarTexts_areNearerThanOthers() {
    float[][] vectors =
        vectors(
            "\"input\":[\"a cat sat on the mat\",\"a kitten rested on the rug\",\"quarterly revenue\"],"
                + "\"encoding_format\":\"base64\"",
            3);

    assertThat(vectors[0]).hasSize(384);
    assertThat(dot(vectors[0], vectors[0])).isBetween(0.999, 1.001);
    assertThat(dot(vectors[0], vectors[1])).isGreaterThan(dot(vectors[0], vectors[2]) + 0.2);
    assertThat(house.log.usage().inputTokens()).isBetween(10L, 40L);
    assertThat(house.log.usage().estimated()).isFalse();
  }

  @Test
  void local_floats_areTheSameAsBase64() {
    float first = vectors("\"input\":\"hold fast\",\"encoding_format\":\"base64\"", 1)[0][0];

    WireClient.Answer answer =
        call(EMBEDDINGS, "{\"model\":\"all-minilm-l6-v2\",\"input\":\"hold fast\"}");

    assertThat(answer.body()).contains("\"embedding\":[" + first + ",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"input\":[]",
        "\"input\":\"\"",
        "\"input\":[1,2]",
        "\"input\":{}",
        "\"x\":1",
        "\"input\":\"a\",\"dimensions\":100",
        "\"input\":\"a\",\"encoding_format\":\"int8\""
      })
  void local_whatItCannotDo_is400(String members) {
    WireClient.Answer answer = call(EMBEDDINGS, "{\"model\":\"all-minilm-l6-v2\"," + members + "}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("request_invalid");
  }

  private float[][] vectors(String members, int count) {
    String body = call(EMBEDDINGS, "{\"model\":\"all-minilm-l6-v2\"," + members + "}").body();
    Matcher found = Pattern.compile("\"embedding\":\"([^\"]+)\"").matcher(body);
    float[][] vectors = new float[count][384];
    for (float[] vector : vectors) {
      assertThat(found.find()).as(body).isTrue();
      ByteBuffer.wrap(Base64.getDecoder().decode(found.group(1)))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(vector);
    }
    return vectors;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
