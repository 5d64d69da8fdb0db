package dev.holdfast.appliance.audit.journal;

import static dev.holdfast.appliance.audit.journal.JournalKit.append;
import static dev.holdfast.appliance.audit.journal.JournalKit.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.testkit.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(400)
final class JournalTest {
  private static final String LONG = "x".repeat(60_000);

  @TempDir Path directory;

  @Test
  void append_severalFrames_areReadInOrder() throws IOException {
    try (Journal journal = JournalKit.open(directory)) {
      append(journal, "one");
      append(journal, "");
      append(journal, "three");

      assertThat(readAll(journal, 0)).containsExactly("one", "", "three");
    }
  }

  @Test
  void read_fromAPosition_startsBehindIt() throws IOException {
    try (Journal journal = JournalKit.open(directory)) {
      append(journal, "one");
      long position = append(journal, "two");
      append(journal, "three");

      assertThat(readAll(journal, position)).containsExactly("three");
    }
  }

  @Test
  void next_readerThatHasSeenTheEnd_seesWhatComesLater() throws IOException {
    try (Journal journal = JournalKit.open(directory);
        JournalReader reader = journal.read(0)) {
      append(journal, "one");
      assertThat(reader.next(journal.written())).isTrue();
      assertThat(reader.next(journal.written())).isFalse();
      append(journal, "two");

      assertThat(reader.next(journal.written())).isTrue();
      assertThat(JournalKit.text(reader.body())).isEqualTo("two");
      assertThat(reader.damagedBytes()).isZero();
    }
  }

  @Test
  void append_moreThanASegmentHolds_goesOnInTheNext() throws Exception {
    List<String> written = new ArrayList<>();
    try (Journal journal = JournalKit.open(directory)) {
      for (int i = 0; i < 20; i++) {
        written.add(i + LONG);
        appendWhenReady(journal, i + LONG);
      }
      assertThat(readAll(journal, 0)).isEqualTo(written);
    }
    List<String> found = new ArrayList<>();
    Journal.open(
            JournalKit.settings(directory), 0, (kind, body) -> found.add(JournalKit.text(body)))
        .close();
    assertThat(found).isEqualTo(written);
  }

  @Test
  void append_bodyTooLong_isRefusedAndNothingIsWritten() throws IOException {
    try (Journal journal = JournalKit.open(directory)) {
      assertThatThrownBy(() -> append(journal, "x".repeat(Journal.MOST_BODY + 1)))
          .isInstanceOf(JournalUnavailableException.class);
      assertThat(journal.written()).isEqualTo(journal.durable());
    }
  }

  @Test
  void commit_afterAppend_callsBackOnceWhenItIsOnDisk() throws Exception {
    try (Journal journal = JournalKit.open(directory)) {
      long position = append(journal, "one");
      CountDownLatch called = new CountDownLatch(1);
      List<@Nullable Throwable> faults = new ArrayList<>();
      journal.commit(
          Runnable::run,
          fault -> {
            faults.add(fault);
            called.countDown();
          });
      called.await();

      assertThat(faults).containsExactly((Throwable) null);
      assertThat(journal.durable()).isGreaterThanOrEqualTo(position);
    }
  }

  @Test
  void commit_manyAtOnce_areCalledInTheirOrder() throws Exception {
    List<Integer> order = new ArrayList<>();
    CountDownLatch called = new CountDownLatch(1000);
    try (Journal journal = JournalKit.open(directory)) {
      for (int i = 0; i < 1000; i++) {
        append(journal, "r" + i);
        int number = i;
        journal.commit(
            Runnable::run,
            fault -> {
              order.add(number);
              called.countDown();
            });
      }
      called.await();
      assertThat(journal.commits()).isEqualTo(1000);
    }
    assertThat(order).isEqualTo(IntStream.range(0, 1000).boxed().toList());
  }

  @Test
  void commit_executorThatRefuses_isCalledBackAllTheSame() throws Exception {
    try (Journal journal = JournalKit.open(directory)) {
      CountDownLatch called = new CountDownLatch(1);
      journal.commit(
          task -> {
            throw new java.util.concurrent.RejectedExecutionException("gone");
          },
          fault -> called.countDown());
      called.await();
    }
  }

  @Test
  void commit_callbackThatThrows_doesNotHarmTheOthers() throws Exception {
    try (Journal journal = JournalKit.open(directory)) {
      CountDownLatch called = new CountDownLatch(1);
      journal.commit(
          Runnable::run,
          fault -> {
            throw new IllegalStateException("mine");
          });
      journal.commit(Runnable::run, fault -> called.countDown());
      called.await();
    }
  }

  @Test
  void commit_policyOfTheProcess_callsBackWithoutTheDisk() throws IOException {
    JournalSettings settings =
        new JournalSettings(directory, JournalKit.SEGMENT, 1 << 20, JournalSettings.Sync.PROCESS);
    try (Journal journal = Journal.open(settings, 0, (kind, body) -> {})) {
      append(journal, "one");
      List<@Nullable Throwable> faults = new ArrayList<>();
      journal.commit(Runnable::run, faults::add);

      assertThat(faults).containsExactly((Throwable) null);
      assertThat(journal.durable()).isLessThan(journal.written());
      journal.force();
      assertThat(journal.durable()).isEqualTo(journal.written());
    }
  }

  @Test
  void release_shippedSegments_areUsedAgainAndTheLimitIsKept() throws Exception {
    try (Journal journal = Journal.open(JournalKit.settings(directory, 4), 0, (kind, body) -> {})) {
      for (int i = 0; i < 100; i++) {
        long position = appendWhenReady(journal, i + LONG);
        journal.release(position);
        assertThat(journal.usedBytes()).isLessThanOrEqualTo(4L * JournalKit.SEGMENT);
      }
      assertThat(Recovery.list(directory)).hasSizeLessThanOrEqualTo(4);
      assertThat(Position.segment(journal.written())).isGreaterThan(20);
    }
  }

  @Test
  void append_limitReached_isRefusedUntilSomethingIsReleased() throws Exception {
    try (Journal journal = Journal.open(JournalKit.settings(directory, 4), 0, (kind, body) -> {})) {
      fill(journal);
      assertThat(journal.trouble()).contains("limit");
      assertThat(readAll(journal, 0)).hasSizeGreaterThan(8);

      journal.release(journal.written());
      appendWhenReady(journal, LONG);
      waitUntil(() -> journal.trouble() == null);
    }
  }

  @Test
  void append_roomKeptForOthers_isNotTaken() throws Exception {
    try (Journal journal = Journal.open(JournalKit.settings(directory, 2), 0, (kind, body) -> {})) {
      while (journal.freeBytes() > 150_000) {
        appendWhenReady(journal, LONG);
      }
      waitUntil(() -> journal.trouble() != null);
      assertThatThrownBy(() -> append(journal, LONG, 100_000))
          .isInstanceOf(JournalUnavailableException.class);
      append(journal, LONG, 0);
    }
  }

  @Test
  void open_twice_isRefused() throws IOException {
    try (Journal journal = JournalKit.open(directory)) {
      assertThat(journal.trouble()).isNull();
      assertThatThrownBy(() -> JournalKit.open(directory))
          .isInstanceOf(JournalUnavailableException.class)
          .hasMessageContaining("another process");
    }
    JournalKit.open(directory).close();
  }

  @Test
  void open_floorBeyondTheTail_goesOnBehindTheFloor() throws IOException {
    try (Journal journal = JournalKit.open(directory)) {
      append(journal, "lost to the database");
    }
    long floor = Position.of(9, 4711);
    try (Journal journal =
        Journal.open(JournalKit.settings(directory), floor, (kind, body) -> {})) {
      assertThat(append(journal, "next")).isGreaterThan(floor);
      assertThat(readAll(journal, floor)).containsExactly("next");
    }
  }

  @Test
  void append_interruptedThread_doesNotCloseTheFile() throws Exception {
    try (Journal journal = JournalKit.open(directory)) {
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Thread.currentThread().interrupt();
                    try {
                      append(journal, "interrupted");
                    } catch (JournalUnavailableException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      thread.join();
      append(journal, "after");

      assertThat(readAll(journal, 0)).containsExactly("interrupted", "after");
    }
  }

  static long appendWhenReady(Journal journal, String text) throws InterruptedException {
    while (true) {
      try {
        return append(journal, text);
      } catch (JournalUnavailableException e) {
        Patience.pause(Duration.ofMillis(1)); // the next file is being made
      }
    }
  }

  static void waitUntil(java.util.function.BooleanSupplier condition) throws InterruptedException {
    Patience.until("the thread that makes files has done so", condition);
  }

  private static void fill(Journal journal) throws InterruptedException {
    while (true) {
      try {
        append(journal, LONG);
      } catch (JournalUnavailableException e) {
        if (journal.trouble() != null) {
          return;
        }
        Patience.pause(Duration.ofMillis(1));
      }
    }
  }
}
