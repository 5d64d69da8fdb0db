package dev.holdfast.appliance.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextReaderTest {
  private static final JsonFactory JSON = new JsonFactory();

  private final TextReader texts = new TextReader();

  /** Reads one value of a document. */
  private interface Read<T> {
    T from(JsonParser json) throws IOException;
  }

  private static <T> T read(String text, Read<T> read) throws IOException {
    try (JsonParser json = JSON.createParser("[\"" + text + "\"]")) {
      json.nextToken();
      json.nextToken();
      return read.from(json);
    }
  }

  @Test
  void shared_sameTextTwice_isOneObject() throws IOException {
    String first = read("gpt-4o-mini", texts::shared);

    assertThat(first).isEqualTo("gpt-4o-mini");
    assertThat(read("gpt-4o-mini", texts::shared)).isSameAs(first);
  }

  @Test
  void shared_moreTextsThanAreKept_eachIsItself() throws IOException {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 2_000; i++) {
        assertThat(read("text-" + i, texts::shared)).isEqualTo("text-" + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "Aa", "BB", "größe \uD83D\uDE00"})
  void shared_anyText_isThatText(String text) throws IOException {
    read("BB", texts::shared); // has the hash of "Aa"
    assertThat(read(text, texts::shared)).isEqualTo(text);
    assertThat(read("long".repeat(100), texts::shared)).isEqualTo("long".repeat(100));
  }

  @Test
  void instant_whatInstantsWrite_isTheSameInstant() throws IOException {
    SplittableRandom random = new SplittableRandom(25);
    for (int i = 0; i < 5_000; i++) {
      Instant at =
          Instant.ofEpochSecond(
              random.nextLong(-62_000_000_000L, 250_000_000_000L),
              switch (i % 4) {
                case 0 -> 0;
                case 1 -> random.nextInt(1_000) * 1_000_000;
                case 2 -> random.nextInt(1_000_000) * 1_000;
                default -> random.nextInt(1_000_000_000);
              });
      assertThat(read(at.toString(), TextReader::instant)).isEqualTo(at);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1000000000-12-31T23:59:59.999999999Z",
        "-0001-01-01T00:00:00Z",
        "2028-02-29T00:00:00Z",
        "2026-11-21T10:11:12.1Z",
        "2026-11-21T10:11:12.000000001Z"
      })
  void instant_rareForms_areReadToo(String text) throws IOException {
    assertThat(read(text, TextReader::instant)).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-11-21",
        "2026-11-21T10:11:12",
        "2026-11-21T10:11:12.1234567890Z",
        "2026-13-21T10:11:12Z",
        "2026-02-29T10:11:12Z",
        "2026-11-21T25:11:12Z",
        "2026-11-21T10:61:12Z",
        "2026-11-21T10:11:61Z",
        "2O26-11-21T10:11:12Z",
        "2026/11-21T10:11:12Z",
        "2026-11-21 10:11:12Z",
        "2026-11-21T10:11:12,123456Z"
      })
  void instant_noInstant_isRefused(String text) {
    assertThatThrownBy(() -> read(text, TextReader::instant)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void uuid_anyId_isThatId() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 1_000; i++) {
      UUID id = new UUID(random.nextLong(), random.nextLong());
      assertThat(read(id.toString(), TextReader::uuid)).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "0192f000000070008000000000000000ff",
        "0192f000-0000-7000-8000-0000000000fg",
        "0192f000-0000-7000-8000+0000000000ff"
      })
  void uuid_noId_isRefused(String text) {
    assertThatThrownBy(() -> read(text, TextReader::uuid))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
