package dev.holdfast.appliance.audit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the held files is the journal as it was at that moment. */
@Timeout(400)
final class HeldFilesTest {
  @TempDir Path directory;
  @TempDir Path elsewhere;

  /** Copies as a backup does: what is used, and zeros to the whole length. */
  private void copy(List<Journal.HeldFile> files) throws IOException {
    for (Journal.HeldFile file : files) {
      byte[] used = Arrays.copyOf(Files.readAllBytes(file.path()), file.used());
      Path copy = elsewhere.resolve(file.path().getFileName());
      try (RandomAccessFile out = new RandomAccessFile(copy.toFile(), "rw")) {
        out.write(used);
        out.setLength(file.size());
      }
    }
  }

  private static List<String> write(Journal journal, String name, int count)
      throws InterruptedException {
    List<String> written = new ArrayList<>();
    while (written.size() < count) {
      String text = name + written.size() + "x".repeat(5_000);
      try {
        JournalKit.append(journal, text);
        written.add(text);
      } catch (JournalUnavailableException notReady) {
        Patience.pause(Duration.ofMillis(1));
      }
    }
    return written;
  }

  @Test
  void files_copiedWhileOthersWriteOn_openAsTheJournalOfThatMoment() throws Exception {
    try (Journal journal = JournalKit.open(directory);
        Journal.Hold hold = journal.hold()) {
      List<String> before = write(journal, "before", 150);
      List<Journal.HeldFile> files = hold.files();
      write(journal, "after", 150);
      journal.release(journal.written());
      copy(files);

      assertThat(files).hasSizeGreaterThan(2).extracting(Journal.HeldFile::path).isSorted();
      List<String> found = new ArrayList<>();
      try (Journal opened =
          Journal.open(
              JournalKit.settings(elsewhere),
              0,
              (kind, body) -> found.add(JournalKit.text(body)))) {
        assertThat(found).isEqualTo(before);
        assertThat(opened.damagedBytes()).isZero();
        JournalKit.append(opened, "goes on");
        assertThat(JournalKit.readAll(opened, 0)).endsWith("goes on");
      }
    }
  }

  @Test
  void files_emptyJournal_areOneWithoutFrames() throws Exception {
    try (Journal journal = JournalKit.open(directory);
        Journal.Hold hold = journal.hold()) {
      Journal.HeldFile only = hold.files().getFirst();

      assertThat(hold.files()).hasSize(1);
      assertThat(only.used()).isEqualTo(Position.offset(journal.written()));
      assertThat(only.size()).isEqualTo(JournalKit.SEGMENT);
    }
  }
}
