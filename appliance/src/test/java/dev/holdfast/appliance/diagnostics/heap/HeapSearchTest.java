package dev.holdfast.appliance.diagnostics.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeapSearchTest {
  private static final String SECRET = "kV9-plum.tractor+humming/42";

  private static Map<String, Set<String>> search(byte[] hidden) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] noise = new byte[4096];
    new SplittableRandom(7).nextBytes(noise);
    all.writeBytes(noise);
    all.writeBytes(hidden);
    all.writeBytes(noise);
    return new HeapSearch()
        .text("this", SECRET)
        .text("other", "something-else-entirely")
        .in(ByteBuffer.wrap(all.toByteArray()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void search_noise_findsNothing() {
    assertThat(search(new byte[0])).isEmpty();
  }

  @Test
  void search_eachForm_isFoundUnderItsName() {
    assertThat(search(ascii(SECRET))).containsOnlyKeys("this").containsValue(Set.of("as it is"));
    for (var charset : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
      assertThat(search(SECRET.getBytes(charset))).as(charset.name()).containsOnlyKeys("this");
    }
    assertThat(search(ascii(HexFormat.of().formatHex(ascii(SECRET))))).containsOnlyKeys("this");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void search_base64AtAnyOffset_isFound(int offset) {
    byte[] before = ascii("user:".substring(0, offset));
    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.writeBytes(before);
      whole.writeBytes(ascii(SECRET));
      whole.writeBytes(ascii(" and more"));
      String text = encoder.encodeToString(whole.toByteArray());
      assertThat(search(ascii(text))).containsOnlyKeys("this");
      assertThat(search(text.getBytes(StandardCharsets.UTF_16BE))).containsOnlyKeys("this");
    }
  }

  @Test
  void search_halfOfALongSecret_isFound() {
    int half = SECRET.length() / 2;
    assertThat(search(ascii(SECRET.substring(0, half)))).containsOnlyKeys("this");
    assertThat(search(ascii(SECRET.substring(half)))).containsOnlyKeys("this");
    assertThat(search(ascii(SECRET.substring(1, half)))).isEmpty();
  }

  @Test
  void search_keyThatIsNoText_isFoundInItsBytesAndInBase64() {
    byte[] key = HexFormat.of().parseHex("00ff17a5c3d2e1f0".repeat(4));
    HeapSearch search = new HeapSearch().key("key", key);
    assertThat(search.in(ByteBuffer.wrap(key))).containsOnlyKeys("key");
    assertThat(search.in(ByteBuffer.wrap(Base64.getEncoder().encode(key)))).containsOnlyKeys("key");
  }

  @Test
  void search_forWhatIsShort_isRefused() {
    assertThatThrownBy(() -> new HeapSearch().text("pin", "1234"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
