package dev.holdfast.appliance.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers call usage, in all the ways that they write it. */
final class TokenUsageTest {
  private static @Nullable TokenUsage parse(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return TokenUsage.parse(bytes, bytes.length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}|3|0|2",
        "{\"input_tokens\":3,\"output_tokens\":2}|3|0|2",
        "{\"prompt_tokens\":3,\"total_tokens\":5}|3|0|2",
        "{\"prompt_tokens\":3,\"total_tokens\":2}|3|0|0",
        "{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":999}|3|0|2",
        "{\"prompt_tokens\":3}|3|0|0",
        "{\"prompt_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":4}}|9|4|0",
        "{\"input_tokens\":9,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":1}|9|4|1",
        "{\"prompt_tokens\":9,\"prompt_cache_hit_tokens\":7}|9|7|0",
        "{\"prompt_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":4}}|3|3|0",
        "{\"prompt_tokens\":3,\"prompt_tokens_details\":null}|3|0|0",
        "{\"prompt_tokens\":3,\"completion_tokens_details\":{\"reasoning_tokens\":50},\"completion_tokens\":60}|3|0|60",
        "{\"prompt_tokens\":3.0,\"completion_tokens\":1.2}|3|0|2",
        "{\"prompt_tokens\":1e3,\"completion_tokens\":0}|1000|0|0",
        "{\"x\":[1,{\"prompt_tokens\":8}],\"prompt_tokens\":3,\"y\":\"prompt_tokens\"}|3|0|0",
        "{\"cached_tokens\":2,\"prompt_tokens\":3}|3|0|0",
        "{\"prompt_tokens\":1000000000,\"completion_tokens\":1000000000}|1000000000|0|1000000000"
      })
  void parse_usage_readsWhatIsToBePaid(String json, long input, long cached, long output) {
    assertThat(parse(json)).isEqualTo(new TokenUsage(input, cached, output));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "[]",
        "{}",
        "{\"completion_tokens\":2}",
        "{\"total_tokens\":2}",
        "{\"prompt_tokens\":\"3\"}",
        "{\"prompt_tokens\":null,\"completion_tokens\":2}",
        "{\"prompt_tokens\":-1}",
        "{\"prompt_tokens\":3,\"completion_tokens\":-0.1}",
        "{\"prompt_tokens\":1000000001}",
        "{\"prompt_tokens\":3,\"completion_tokens\":1e300}",
        "{\"prompt_tokens\":99999999999999999999999999}",
        "{\"prompt_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":-4}}",
        "{\"prompt_tokens\":NaN}",
        "{\"prompt_tokens\":3",
        "{\"prompt_tokens\":3]"
      })
  void parse_whatCannotBeTrue_isNoUsage(String json) {
    assertThat(parse(json)).isNull();
  }

  @Test
  void parse_anyNoise_isNoFault() {
    Random random = new Random(11);
    byte[] good =
        "{\"prompt_tokens\":31,\"prompt_tokens_details\":{\"cached_tokens\":4},\"completion_tokens\":2}"
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      TokenUsage usage = TokenUsage.parse(bytes, 1 + random.nextInt(bytes.length));
      if (usage != null) {
        assertThat(usage.cachedInput()).isLessThanOrEqualTo(usage.input());
        assertThat(usage.input()).isBetween(0L, TokenUsage.MAXIMUM);
        assertThat(usage.output()).isBetween(0L, TokenUsage.MAXIMUM);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-1,0,0", "0,-1,0", "0,0,-1", "1,2,0"})
  void counts_outOfRange_areNone(long input, long cached, long output) {
    assertThatThrownBy(() -> new TokenUsage(input, cached, output))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "1,0,1", "4,1,1", "5,1,2", "3,7,7", "400,1,100"})
  void estimate_withoutUsage_isTheLargerOfTextAndEvents(long bytes, long texts, long tokens) {
    assertThat(new Findings(null, null, false, true, true, bytes, texts).estimatedOutput())
        .isEqualTo(tokens);
  }
}
