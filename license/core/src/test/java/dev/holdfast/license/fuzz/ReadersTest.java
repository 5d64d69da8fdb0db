package dev.holdfast.license.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short run of what {@code ./run fuzz} does for ten minutes. */
class ReadersTest {
  private static final Map<Readers.Reader, List<byte[]>> SEEDS = Seeds.all();
  private static final int MUTATIONS = 300;

  @ParameterizedTest
  @EnumSource
  void read_seed_isTaken(Readers.Reader reader) {
    assertThat(SEEDS.getOrDefault(reader, List.of()))
        .isNotEmpty()
        .allMatch(seed -> Readers.read(reader, seed));
  }

  @ParameterizedTest
  @EnumSource
  void read_mutatedSeeds_areTakenOrRefusedAndNothingElse(Readers.Reader reader) {
    Random random = new Random(20_261_121);
    for (byte[] seed : SEEDS.getOrDefault(reader, List.of())) {
      for (int i = 0; i < MUTATIONS; i++) {
        Readers.read(reader, mutated(seed, random));
      }
    }
  }

  @Test
  void fuzzerTestOneInput_anyFirstByte_choosesAReader() {
    for (int first = 0; first < 256; first++) {
      Readers.fuzzerTestOneInput(new byte[] {(byte) first, '{', '}'});
    }
    Readers.fuzzerTestOneInput(new byte[0]);
  }

  /** Bytes changed, taken out, doubled, or cut off. */
  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] = (byte) "{}[]\",:0-\n".charAt(random.nextInt(10));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> {
          byte[] twice = Arrays.copyOf(bytes, bytes.length + bytes.length - at);
          System.arraycopy(bytes, at, twice, bytes.length, bytes.length - at);
          bytes = twice;
        }
      }
    }
    return bytes;
  }
}
