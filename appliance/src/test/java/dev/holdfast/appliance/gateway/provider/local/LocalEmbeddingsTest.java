package dev.holdfast.appliance.gateway.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.gateway.provider.Asking;
import dev.holdfast.appliance.gateway.provider.Listener;
import dev.holdfast.appliance.gateway.route.Endpoint;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.testkit.Patience;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The model that lives in this process: vectors that mean something, and bounds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalEmbeddingsTest {
  private static final Path HOME = Path.of("target/test-home").toAbsolutePath();

  private final LocalEmbeddings embeddings = new LocalEmbeddings(new Home(HOME));

  @AfterAll
  void stop() {
    embeddings.stop();
  }

  private Listener ask(String body) {
    Listener listener = new Listener();
    embeddings.ask(listener.question(Endpoint.EMBEDDINGS, body, false, 0, 1), listener);
    await(listener);
    return listener;
  }

  private static void await(Listener listener) {
    Patience.until(
        "the answer is over",
        () -> {
          listener.run();
          return listener.over();
        });
  }

  private static JsonNode read(Listener listener) throws IOException {
    return Objects.requireNonNull(
        JsonMapper.createDefault().readValue(listener.body(), JsonNode.class));
  }

  private static float[] vector(JsonNode answer, int index) {
    JsonNode numbers =
        Objects.requireNonNull(
            Objects.requireNonNull(Objects.requireNonNull(answer.get("data")).get(index))
                .get("embedding"));
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Objects.requireNonNull(numbers.get(i)).getFloatValue();
    }
    return vector;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double left = 0;
    double right = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      left += a[i] * a[i];
      right += b[i] * b[i];
    }
    return dot / Math.sqrt(left * right);
  }

  @Test
  void vectors_ofRelatedTexts_areNearerThanOfOthers() throws IOException {
    JsonNode answer =
        read(
            ask(
                "{\"input\":[\"The cat sleeps on the sofa.\",\"A kitten naps on the couch.\","
                    + "\"Quarterly tax returns are due in March.\"]}"));

    float[] cat = vector(answer, 0);
    assertThat(cat).hasSize(EmbeddingInput.DIMENSIONS);
    assertThat(cosine(cat, vector(answer, 1))).isGreaterThan(cosine(cat, vector(answer, 2)) + 0.3);
  }

  @Test
  void vectors_ofTheSameText_areTheSame() throws IOException {
    JsonNode answer = read(ask("{\"input\":[\"hold fast\",\"hold fast\"]}"));

    assertThat(vector(answer, 0)).isEqualTo(vector(answer, 1));
  }

  @Test
  void vectors_asBase64_areTheSameNumbersAsLittleEndianFloats() throws IOException {
    float[] plain = vector(read(ask("{\"input\":\"hold fast\"}")), 0);
    JsonNode coded = read(ask("{\"input\":\"hold fast\",\"encoding_format\":\"base64\"}"));
    String text =
        Objects.requireNonNull(
                Objects.requireNonNull(Objects.requireNonNull(coded.get("data")).get(0))
                    .get("embedding"))
            .getStringValue();

    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
    float[] decoded = new float[EmbeddingInput.DIMENSIONS];
    bytes.asFloatBuffer().get(decoded);
    assertThat(decoded).isEqualTo(plain);
  }

  @Test
  void usage_growsWithTheText() throws IOException {
    long few = tokens(read(ask("{\"input\":\"one\"}")));
    long more = tokens(read(ask("{\"input\":\"one two three four five six seven\"}")));

    assertThat(few).isPositive();
    assertThat(more).isGreaterThan(few);
  }

  private static long tokens(JsonNode answer) {
    return Objects.requireNonNull(Objects.requireNonNull(answer.get("usage")).get("total_tokens"))
        .getLongValue();
  }

  @Test
  void input_thatIsWrong_failsWithItsReasonAndTheNextWorks() {
    Listener wrong = ask("{\"input\":[]}");

    assertThat(wrong.calls).containsExactly("failed");
    assertThat(Objects.requireNonNull(wrong.problem).code()).isEqualTo(ErrorCode.REQUEST_INVALID);
    assertThat(ask("{\"input\":\"x\"}").calls).containsExactly("head", "data", "ended");
  }

  @Test
  void cancelled_isNotAnswered() {
    Listener gone = new Listener();
    Asking asking =
        embeddings.ask(gone.question(Endpoint.EMBEDDINGS, "{\"input\":\"x\"}", false, 0, 1), gone);
    asking.cancel();
    ask("{\"input\":\"y\"}");
    gone.run();

    assertThat(gone.calls).isEmpty();
  }

  @Test
  void farTooManyAtOnce_someAreOverloadedAndTheOthersAreAnswered() {
    List<Listener> listeners = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      Listener listener = new Listener();
      embeddings.ask(
          listener.question(
              Endpoint.EMBEDDINGS, "{\"input\":\"text number " + i + "\"}", false, 0, 1),
          listener);
      listeners.add(listener);
    }
    listeners.forEach(LocalEmbeddingsTest::await);

    assertThat(listeners)
        .filteredOn(listener -> listener.problem != null)
        .isNotEmpty()
        .allSatisfy(
            listener ->
                assertThat(Objects.requireNonNull(listener.problem).code())
                    .isEqualTo(ErrorCode.OVERLOADED));
    assertThat(listeners)
        .filteredOn(listener -> listener.calls.contains("ended"))
        .hasSizeGreaterThan(60);
  }

  @Test
  void nativeLibraries_layInTheHomesCacheAndAreNotWrittenTwice() throws IOException {
    ask("{\"input\":\"x\"}");
    Path library = HOME.resolve("cache/onnxruntime-1.20.0/libonnxruntime.so");
    var written = Files.getLastModifiedTime(library);

    NativeLibraries.prepare(HOME.resolve("cache"));

    assertThat(Files.getLastModifiedTime(library)).isEqualTo(written);
    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
  }
}
