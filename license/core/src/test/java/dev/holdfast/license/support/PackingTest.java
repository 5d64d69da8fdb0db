package dev.holdfast.license.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PackingTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** As a stranger's tool would write it: nothing is held against any rule. */
  private static byte[] zip(List<String> names, int size) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[size]);
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  private static void refused(Refusal refusal, byte[] packed) {
    assertThatThrownBy(() -> Packing.unpack(packed))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }

  @Test
  void unpack_whatWasPacked_isTheSameFiles() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("threads.txt", bytes("a thread"));
    files.put("facts.txt", new byte[0]);
    files.put("logs/1.log", new byte[100_000]);

    Map<String, byte[]> back = Packing.unpack(Packing.pack(files));

    assertThat(back).containsOnlyKeys("facts.txt", "logs/1.log", "threads.txt");
    files.forEach((name, content) -> assertThat(back.get(name)).isEqualTo(content));
  }

  /** A receipt lists files by their sum; the archive about them must not tell anything else. */
  @Test
  void pack_sameFilesInAnotherOrder_isTheSameBytes() {
    Map<String, byte[]> one = new LinkedHashMap<>();
    one.put("a.txt", bytes("1"));
    one.put("b.txt", bytes("2"));
    Map<String, byte[]> other = new LinkedHashMap<>();
    other.put("b.txt", bytes("2"));
    other.put("a.txt", bytes("1"));

    assertThat(Packing.pack(one)).isEqualTo(Packing.pack(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {"facts.txt", "logs/1.log", "metrics-history.csv", "a", "0_1.x", "a/b"})
  void name_thatIsPlain_mayBe(String name) {
    assertThat(Packing.isName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a..b", "a/../b", "..", ".", "a/", "/a", "a//b", "-rf", "a b", "a\n", "a\u0000", "Ä.txt",
        "a:b", "c:\\x", "~root", "a/.ssh", "a*", "$(x)", "a;b", "a/b/c"
      })
  void t46_nameThatIsNotPlain_mayNotBe(String name) throws IOException {
    assertThat(Packing.isName(name)).isFalse();
    refused(Refusal.BAD_NAME, zip(List.of(name), 0));
  }

  @Test
  void name_longerThanAFilesystemTakes_mayNotBe() {
    assertThat(Packing.isName("a".repeat(61))).isTrue();
    assertThat(Packing.isName("a".repeat(62))).isFalse();
    assertThat(Packing.isName("a".repeat(61) + "/" + "b".repeat(61))).isTrue();
    assertThat(Packing.isName("a".repeat(61) + "/" + "b".repeat(62))).isFalse();
  }

  @Test
  void t46_fileThatIsAFolder_isRefused() throws IOException {
    refused(Refusal.BAD_NAME, zip(List.of("logs/"), 0));
  }

  /** Two entries of one name: who looks at the first and who at the last would see two bundles. */
  @Test
  void t46_nameThatComesTwice_isRefused() throws IOException {
    byte[] packed = zip(List.of("a.txt", "b.txt"), 3);
    for (int at = 0; at < packed.length - 5; at++) {
      if (new String(packed, at, 5, StandardCharsets.ISO_8859_1).equals("b.txt")) {
        packed[at] = 'a';
      }
    }

    refused(Refusal.BAD_NAME, packed);
  }

  @Test
  void t46_moreFilesThanABundleHas_areRefused() throws IOException {
    List<String> most = names(Packing.MOST_FILES);

    assertThat(Packing.unpack(zip(most, 1))).hasSize(Packing.MOST_FILES);
    refused(Refusal.TOO_MANY, zip(names(Packing.MOST_FILES + 1), 1));
    Map<String, byte[]> more = new LinkedHashMap<>();
    names(Packing.MOST_FILES + 1).forEach(name -> more.put(name, new byte[1]));
    // What nobody could open is not written.
    assertThatThrownBy(() -> Packing.pack(more)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> names(int count) {
    return java.util.stream.IntStream.range(0, count).mapToObj(n -> "f" + n + ".txt").toList();
  }

  /** Each file is small enough; together they are not. */
  @Test
  void t46_bombInManyFiles_isStopped() throws IOException {
    refused(Refusal.TOO_LARGE, zip(names(70), 1 << 20));
  }

  @Test
  void t46_archiveCutAnywhere_givesNoFileThatIsShorter() {
    byte[] content = new byte[5_000];
    new Random(1).nextBytes(content);
    byte[] packed = Packing.pack(Map.of("a.txt", content));
    for (int length = 0; length < packed.length; length += 61) {
      byte[] cut = Arrays.copyOf(packed, length);
      try {
        Packing.unpack(cut).values().forEach(file -> assertThat(file).isEqualTo(content));
      } catch (RefusedException e) {
        assertThat(e.refusal()).isEqualTo(Refusal.NOT_CANONICAL);
      }
    }
  }

  @Test
  void t46_noise_isRefusedOrEmpty() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      assertThat(Packing.unpack(noise)).isEmpty();
    }
  }
}
