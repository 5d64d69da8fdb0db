package dev.holdfast.appliance.gateway.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the local model reads of a request, and what it refuses with a reason. */
class EmbeddingInputTest {
  private static EmbeddingInput read(String body) throws IOException {
    return EmbeddingInput.read(body.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertInvalid(String body, String why) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ErrorCode.REQUEST_INVALID);
              assertThat(e.problem().detail()).contains(why);
            });
  }

  @Test
  void input_aString_isOneText() throws IOException {
    EmbeddingInput input = read("{\"model\":\"m\",\"input\":\"hold fast\"}");

    assertThat(input.texts()).containsExactly("hold fast");
    assertThat(input.base64()).isFalse();
  }

  @Test
  void input_anArray_keepsItsOrder() throws IOException {
    assertThat(read("{\"input\":[\"b\",\"a\",\"b\"]}").texts()).containsExactly("b", "a", "b");
  }

  @Test
  void input_saidTwice_theLastCounts() throws IOException {
    assertThat(read("{\"input\":[\"a\",\"b\"],\"input\":\"c\"}").texts()).containsExactly("c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"input\":\"x\",\"encoding_format\":\"base64\"}|true",
        "{\"input\":\"x\",\"encoding_format\":\"float\"}|false",
        "{\"input\":\"x\",\"encoding_format\":null}|false",
        "{\"encoding_format\":\"base64\",\"input\":\"x\"}|true"
      })
  void format_thatIsKnown_isTaken(String body, boolean base64) throws IOException {
    assertThat(read(body).base64()).isEqualTo(base64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"384", "384.0e0", "null"})
  void dimensions_ofTheModel_areTaken(String dimensions) throws IOException {
    if (dimensions.contains(".")) {
      assertInvalid("{\"input\":\"x\",\"dimensions\":" + dimensions + "}", "dimensions");
    } else {
      assertThat(read("{\"input\":\"x\",\"dimensions\":" + dimensions + "}").texts()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "383", "1536", "-384", "\"384\"", "[384]", "true"})
  void dimensions_others_areRefused(String dimensions) {
    assertInvalid("{\"input\":\"x\",\"dimensions\":" + dimensions + "}", "384 dimensions");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|1 to 512 texts",
        "{\"input\":[]}|1 to 512 texts",
        "{\"input\":null}|string or an array",
        "{\"input\":7}|string or an array",
        "{\"input\":{}}|string or an array",
        "{\"input\":[1,2,3]}|token numbers",
        "{\"input\":[[1,2],[3]]}|token numbers",
        "{\"input\":[\"a\",null]}|token numbers",
        "{\"input\":\"\"}|empty",
        "{\"input\":[\"a\",\"  \"]}|empty",
        "{\"input\":\"x\",\"encoding_format\":\"int8\"}|float or base64",
        "{\"input\":\"x\",\"encoding_format\":7}|float or base64"
      })
  void body_thatMakesNoSense_isRefusedWithTheReason(String body, String why) {
    assertInvalid(body, why);
  }

  @Test
  void texts_asManyAsAllowed_areTakenAndOneMoreIsNot() throws IOException {
    assertThat(read(many(512)).texts()).hasSize(512);
    assertInvalid(many(513), "1 to 512 texts");
  }

  private static String many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"t" + i + "\"")
        .collect(Collectors.joining(",", "{\"input\":[", "]}"));
  }

  @Test
  void texts_togetherTooLong_areRefused() {
    String half = "x".repeat(600_000);

    assertInvalid("{\"input\":[\"" + half + "\",\"" + half + "\"]}", "characters together");
  }

  @Test
  void members_thatMeanNothingHere_areSkippedWhole() throws IOException {
    EmbeddingInput input =
        read("{\"user\":{\"input\":\"not this\",\"a\":[1,[2]]},\"input\":\"this\",\"x\":1}");

    assertThat(input.texts()).containsExactly("this");
  }
}
