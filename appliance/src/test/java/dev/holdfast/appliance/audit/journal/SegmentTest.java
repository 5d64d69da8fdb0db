package dev.holdfast.appliance.audit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of segments, and places in them, as numbers that only grow. */
final class SegmentTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15, 16, 255, 4_096, 0xffffffffL, 0xffffffffffffL})
  void pathOf_number_isReadBackFromTheName(long number) {
    Path path = Segment.pathOf(Path.of("journal"), number);

    assertThat(Segment.numberOf(path)).contains(number);
    assertThat(path.getFileName().toString()).hasSize(20);
  }

  @Test
  void pathOf_numbersInOrder_areNamesInOrder() {
    String before = "";
    for (long number = 0; number < 5_000; number += 7) {
      String name = Segment.pathOf(Path.of("j"), number).getFileName().toString();
      assertThat(name).isGreaterThan(before);
      before = name;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lock",
        ".journal",
        "00000000001.journal",
        "0000000000001.journal",
        "00000000000g.journal",
        "-00000000001.journal",
        "+00000000001.journal",
        "00000000000A.journal",
        "000000000001.journal.tmp",
        "000000000001.JOURNAL",
        "000000000001journal.",
      })
  void numberOf_anyOtherName_isNone(String name) {
    assertThat(Segment.numberOf(Path.of("journal", name))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "1, 0", "1, 2147483647", "4294967295, 8", "1000000, 16777216"})
  void position_segmentAndOffset_comeBackAndOrderAsTheyShould(long segment, int offset) {
    long position = Position.of(segment, offset);

    assertThat(Position.segment(position)).isEqualTo(segment);
    assertThat(Position.offset(position)).isEqualTo(offset);
    assertThat(Position.text(position)).isEqualTo(segment + ":" + offset);
    assertThat(Position.of(segment + 1, 0)).isGreaterThan(position);
  }
}
