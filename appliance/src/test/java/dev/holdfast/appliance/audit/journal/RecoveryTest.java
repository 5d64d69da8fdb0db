package dev.holdfast.appliance.audit.journal;

import static dev.holdfast.appliance.audit.journal.JournalKit.append;
import static dev.holdfast.appliance.audit.journal.JournalKit.recovered;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(400)
final class RecoveryTest {
  private static final String LONG = "x".repeat(60_000);

  @TempDir Path scratch;
  private int copies;

  private Path directory() {
    return scratch.resolve("journal");
  }

  private Path copy() {
    return scratch.resolve("copy" + copies++);
  }

  @Test
  void open_processDiedAfterAppend_findsEveryFrame() throws IOException {
    try (Journal journal = JournalKit.open(directory())) {
      append(journal, "one");
      append(journal, "two");

      assertThat(recovered(directory(), copy())).containsExactly("one", "two");
    }
  }

  @Test
  void open_lastFrameTornAtAnyByte_keepsWhatIsBeforeIt() throws IOException {
    int start;
    int end;
    try (Journal journal = JournalKit.open(directory())) {
      start = Position.offset(append(journal, "first"));
      end = Position.offset(append(journal, "second, which is torn"));
    }
    byte[] frame = JournalKit.bytes(JournalKit.segment(directory(), 0), start, end);
    for (int torn = 0; torn < frame.length; torn++) {
      Path copy = copy();
      JournalKit.copy(directory(), copy);
      // The bytes from `torn` on never reached the disk.
      JournalKit.overwrite(
          JournalKit.segment(copy, 0), start + torn, new byte[frame.length - torn]);
      boolean onlyPaddingIsMissing = torn >= Frame.HEADER + "second, which is torn".length();

      List<String> found = recovered(copy, copy());

      assertThat(found)
          .as("torn at %d", torn)
          .isEqualTo(
              onlyPaddingIsMissing ? List.of("first", "second, which is torn") : List.of("first"));
    }
  }

  @Test
  void open_tornTail_isOverwrittenByTheNextFrame() throws IOException {
    int start;
    try (Journal journal = JournalKit.open(directory())) {
      start = Position.offset(append(journal, "first"));
      append(journal, "torn");
    }
    JournalKit.overwrite(JournalKit.segment(directory(), 0), start + 20, new byte[4]);
    try (Journal journal = JournalKit.open(directory())) {
      assertThat(journal.damagedBytes()).isZero();
      append(journal, "next");
    }
    assertThat(recovered(directory(), copy())).containsExactly("first", "next");
  }

  @Test
  void open_unacknowledgedFramesBehindATornOne_areDroppedForGood() throws IOException {
    int start;
    try (Journal journal = JournalKit.open(directory())) {
      start = Position.offset(append(journal, "kept"));
      append(journal, "torn"); // no force in between: neither was acknowledged
      append(journal, "its page came to disk first");
    }
    Path segment = JournalKit.segment(directory(), 0);
    JournalKit.overwrite(segment, start, new byte[4]);
    try (Journal journal = JournalKit.open(directory())) {
      assertThat(journal.damagedBytes()).isZero();
      append(journal, "torn"); // of the same size, so that the dropped one would stand behind it
    }
    assertThat(recovered(directory(), copy())).containsExactly("kept", "torn");
  }

  @Test
  void open_acknowledgedFrameDamaged_keepsTheOthersAndSaysHowMuch() throws IOException {
    int start;
    try (Journal journal = JournalKit.open(directory())) {
      start = Position.offset(append(journal, "before"));
      append(journal, "damaged by the disk");
      journal.force();
      append(journal, "after");
    }
    Path segment = JournalKit.segment(directory(), 0);
    JournalKit.overwrite(segment, start + Frame.HEADER, new byte[] {'D'});
    List<String> found = new ArrayList<>();
    try (Journal journal =
        Journal.open(
            JournalKit.settings(directory()),
            0,
            (kind, body) -> found.add(JournalKit.text(body)))) {
      assertThat(journal.damagedBytes()).isEqualTo(Frame.sizeOf("damaged by the disk".length()));
      append(journal, "later");

      assertThat(JournalKit.readAll(journal, 0)).containsExactly("before", "after", "later");
    }
    assertThat(found).containsExactly("before", "after");
  }

  @Test
  void open_acknowledgedDamageBeforeALaterSegment_keepsTheLaterSegment() throws Exception {
    List<String> written = new ArrayList<>();
    try (Journal journal = JournalKit.open(directory())) {
      for (int i = 0; i < 10; i++) {
        written.add(i + LONG);
        JournalTest.appendWhenReady(journal, i + LONG);
        journal.force();
      }
    }
    // The whole end of the first segment is gone, with the frame that closes it.
    JournalKit.overwrite(JournalKit.segment(directory(), 0), 130_000, new byte[130_000]);

    written.subList(2, 4).clear();
    assertThat(recovered(directory(), copy())).isEqualTo(written);
  }

  @Test
  void open_recycledSegment_doesNotReviveItsFormerFrames() throws Exception {
    try (Journal journal = Journal.open(JournalKit.settings(directory(), 3), 0, (k, b) -> {})) {
      for (int i = 0; i < 30; i++) {
        journal.release(JournalTest.appendWhenReady(journal, i + LONG));
      }
      append(journal, "last");

      List<String> found = recovered(directory(), copy());
      assertThat(found).endsWith("last").hasSizeLessThan(16);
      assertThat(found).doesNotHaveDuplicates();
    }
  }

  @Test
  void open_emptyOrForeignFiles_areLeftAlone() throws IOException {
    JournalKit.open(directory()).close();
    Path foreign = directory().resolve("notes.txt");
    java.nio.file.Files.writeString(foreign, "mine");
    JournalKit.open(directory()).close();

    assertThat(foreign).hasContent("mine");
  }

  @Test
  void open_segmentOfAnotherSize_isReadAndGrowsNoFurther() throws IOException {
    try (Journal journal = JournalKit.open(directory())) {
      append(journal, "small");
    }
    JournalSettings larger =
        new JournalSettings(directory(), 1 << 20, 8 << 20, JournalSettings.Sync.ALWAYS);
    List<String> found = new ArrayList<>();
    try (Journal journal =
        Journal.open(larger, 0, (kind, body) -> found.add(JournalKit.text(body)))) {
      append(journal, "more");
      assertThat(JournalKit.readAll(journal, 0)).containsExactly("small", "more");
    }
    assertThat(found).containsExactly("small");
  }

  /** What was never written is zeros, and so may damage be: no frame behind them is overlooked. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 33, 4_096, 100_003, 262_144, 262_152, 400_000, 600_001})
  void next_zerosOfAnyLengthBetweenFrames_findsTheFirstFrameBehindThem(int zeros)
      throws IOException {
    JournalSettings large =
        new JournalSettings(directory(), 1 << 20, 8 << 20, JournalSettings.Sync.ALWAYS);
    List<String> texts = new ArrayList<>();
    List<Integer> starts = new ArrayList<>(List.of(0)); // and the end of the last
    try (Journal journal = Journal.open(large, 0, (kind, body) -> {})) {
      for (int number = 0; number < 9_000; number++) {
        texts.add("frame " + number + "x".repeat(number % 57));
        starts.add(Position.offset(append(journal, texts.getLast())));
      }
      int from = starts.get(10) + 5;
      JournalKit.overwrite(JournalKit.segment(directory(), 0), from, new byte[zeros]);
      List<String> expected = new ArrayList<>();
      for (int number = 0; number < texts.size(); number++) {
        if (starts.get(number + 1) <= from || starts.get(number) >= from + zeros) {
          expected.add(texts.get(number));
        }
      }

      assertThat(starts.getLast()).isGreaterThan(from + zeros);
      assertThat(JournalKit.readAll(journal, 0)).isEqualTo(expected);
    }
  }
}
