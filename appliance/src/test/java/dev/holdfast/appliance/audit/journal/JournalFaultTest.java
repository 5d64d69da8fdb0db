package dev.holdfast.appliance.audit.journal;

import static dev.holdfast.appliance.audit.journal.JournalKit.append;
import static dev.holdfast.appliance.audit.journal.JournalKit.recovered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.testkit.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(400)
final class JournalFaultTest {
  private static final String LONG = "x".repeat(60_000);

  @TempDir Path scratch;
  private final FaultyFiles files = new FaultyFiles();

  private Path directory() {
    return scratch.resolve("journal");
  }

  private Journal open() throws IOException {
    return Journal.open(JournalKit.settings(directory()), files, 0, (kind, body) -> {});
  }

  @Test
  void append_diskFull_isRefusedOnlyWhenTheLastFileIsFullAndThenSaysWhy() throws Exception {
    try (Journal journal = open()) {
      files.filesLeft = 0;
      int fitted = fillUntilTrouble(journal);
      assertThat(fitted).isGreaterThanOrEqualTo(4);
      assertThatThrownBy(() -> append(journal, LONG)).hasMessageContaining("No space left");
      append(journal, "small ones still fit");

      files.filesLeft = 100;
      JournalTest.appendWhenReady(journal, LONG);
      JournalTest.waitUntil(() -> journal.trouble() == null);
      assertThat(JournalKit.readAll(journal, 0)).hasSize(fitted + 2);
    }
  }

  @Test
  void open_diskFull_fails() {
    files.filesLeft = 0;
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
    files.filesLeft = 1;
    assertThat(directory()).isDirectory();
  }

  @Test
  void append_writeFailsHalfWay_leavesNoTraceAndTheNextGoesOn() throws Exception {
    try (Journal journal = open()) {
      append(journal, "one");
      files.failWrites = true;
      assertThatThrownBy(() -> append(journal, "half"))
          .isInstanceOf(JournalUnavailableException.class);
      files.failWrites = false;
      append(journal, "two");

      assertThat(recovered(directory(), scratch.resolve("copy"))).containsExactly("one", "two");
    }
  }

  @Test
  void commit_diskCannotBeForced_isToldAndNothingIsTakenAnyMore() throws Exception {
    try (Journal journal = open()) {
      append(journal, "one");
      files.failForce = true;
      BlockingQueue<Throwable> faults = new ArrayBlockingQueue<>(1);
      journal.commit(
          Runnable::run,
          fault -> {
            if (fault != null) {
              faults.add(fault);
            }
          });
      assertThat(faults.take()).isInstanceOf(JournalUnavailableException.class);
      files.failForce = false;

      assertThatThrownBy(() -> append(journal, "two")).hasMessageContaining("restart");
      assertThatThrownBy(journal::force).isInstanceOf(JournalUnavailableException.class);
      assertThat(journal.trouble()).contains("could not be put on disk");
      files.failForce = true; // close() must cope with it too
    }
  }

  @Test
  void commit_afterClose_isStillCalledBack() throws Exception {
    Journal journal = open();
    append(journal, "one");
    journal.close();
    BlockingQueue<List<?>> called = new ArrayBlockingQueue<>(1);
    journal.commit(Runnable::run, fault -> called.add(List.of()));

    assertThat(called.take()).isEmpty();
  }

  private static int fillUntilTrouble(Journal journal) throws InterruptedException {
    int fitted = 0;
    while (true) {
      try {
        append(journal, LONG);
        fitted++;
      } catch (JournalUnavailableException e) {
        if (journal.trouble() != null) {
          return fitted;
        }
        Patience.pause(
            Duration.ofMillis(1)); // the disk was not full yet when the next file was begun
      }
    }
  }
}
