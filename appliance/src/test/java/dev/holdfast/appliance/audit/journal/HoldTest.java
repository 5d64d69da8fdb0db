package dev.holdfast.appliance.audit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads behind the shipper's back keeps what it reads. */
@Timeout(400)
final class HoldTest {
  @TempDir Path directory;

  /** Writes until the journal stands in a later segment than before. */
  private static void intoTheNextSegment(Journal journal) throws InterruptedException {
    long segment = Position.segment(journal.written());
    String filler = "x".repeat(20_000);
    while (Position.segment(journal.written()) == segment) {
      try {
        JournalKit.append(journal, filler);
      } catch (JournalUnavailableException notReady) {
        Patience.pause(Duration.ofMillis(1));
      }
    }
  }

  private static long start(long position) {
    return Position.of(Position.segment(position), 0);
  }

  @Test
  void release_withoutAHold_freesAtOnce() throws Exception {
    try (Journal journal = JournalKit.open(directory)) {
      long first = journal.oldest();
      intoTheNextSegment(journal);
      journal.release(start(journal.written()));

      assertThat(journal.oldest()).isGreaterThan(first);
    }
  }

  @Test
  void release_whileHeld_keepsEverythingFromTheHoldOn() throws Exception {
    try (Journal journal = JournalKit.open(directory)) {
      JournalKit.append(journal, "first");
      long first = journal.oldest();
      try (Journal.Hold hold = journal.hold()) {
        assertThat(hold).isNotNull();
        intoTheNextSegment(journal);
        intoTheNextSegment(journal);
        journal.release(start(journal.written()));

        assertThat(journal.oldest()).isEqualTo(first);
        assertThat(JournalKit.readAll(journal, 0)).startsWith("first");
      }
      assertThat(journal.oldest()).as("letting go frees nothing by itself").isEqualTo(first);
      journal.release(start(journal.written()));
      assertThat(journal.oldest()).isGreaterThan(first);
    }
  }

  @Test
  void release_severalHolds_theOldestCounts() throws Exception {
    try (Journal journal = JournalKit.open(directory)) {
      long first = journal.oldest();
      Journal.Hold old = journal.hold();
      intoTheNextSegment(journal);
      long second = start(journal.written());
      old.close();
      journal.release(second);
      Journal.Hold one = journal.hold();
      Journal.Hold other = journal.hold();
      intoTheNextSegment(journal);
      journal.release(start(journal.written()));
      assertThat(journal.oldest()).isEqualTo(second).isGreaterThan(first);

      one.close();
      journal.release(start(journal.written()));
      assertThat(journal.oldest()).as("the other still holds").isEqualTo(second);
      other.close();
      other.close(); // twice does no harm
      journal.release(start(journal.written()));
      assertThat(journal.oldest()).isGreaterThan(second);
    }
  }

  @Test
  void append_heldJournalAtItsLimit_isRefusedAndGoesOnAfterwards() throws Exception {
    JournalSettings three = JournalKit.settings(directory, 3);
    try (Journal journal = Journal.open(three, 0, (kind, body) -> {})) {
      Journal.Hold hold = journal.hold();
      List<String> refusals = new ArrayList<>();
      while (refusals.isEmpty() || !refusals.getLast().contains("limit")) {
        try {
          JournalKit.append(journal, "x".repeat(20_000));
          journal.release(start(journal.written()));
        } catch (JournalUnavailableException e) {
          refusals.add(String.valueOf(e.getMessage()));
        }
      }
      assertThat(journal.usedBytes()).isLessThanOrEqualTo(3L * JournalKit.SEGMENT);
      hold.close();
      journal.release(start(journal.written()));
      intoTheNextSegment(journal);
      assertThat(journal.usedBytes()).isLessThanOrEqualTo(3L * JournalKit.SEGMENT);
    }
  }

  @Test
  void read_underAHoldWhileOthersWriteAndFree_seesEveryFrameOfItsTime() throws Exception {
    try (Journal journal = JournalKit.open(directory)) {
      for (int i = 0; i < 200; i++) {
        JournalKit.append(journal, "frame" + i);
      }
      long limit = journal.written();
      Journal.Hold hold = journal.hold();
      intoTheNextSegment(journal);
      intoTheNextSegment(journal);
      journal.release(start(journal.written()));
      List<String> seen = new ArrayList<>();
      try (JournalReader reader = journal.read(0)) {
        while (reader.next(limit)) {
          seen.add(JournalKit.text(reader.body()));
        }
        assertThat(reader.damagedBytes()).isZero();
      }
      hold.close();
      assertThat(seen).hasSize(200).startsWith("frame0").endsWith("frame199");
    }
  }
}
