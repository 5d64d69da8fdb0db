package dev.holdfast.appliance.audit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The next segments: ready before they are needed, used again, never more than is allowed. */
@Timeout(400)
final class KeeperTest {
  @TempDir Path directory;

  private final FaultyFiles files = new FaultyFiles();
  private final AtomicInteger live = new AtomicInteger(1);

  private Keeper keeper(int segments) {
    return new Keeper(files, JournalKit.settings(directory, segments), 1, live::get);
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    Patience.until("the thread that makes files has done so", condition);
  }

  private long onDisk() {
    try (var all = Files.list(directory)) {
      return all.filter(path -> path.toString().endsWith(".journal")).count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void start_room_hasTwoReadyAndNoMore() throws Exception {
    try (Keeper keeper = keeper(64)) {
      keeper.start();
      until(() -> keeper.spareBytes() > JournalKit.SEGMENT);

      assertThat(keeper.shortage()).isNull();
      assertThat(onDisk()).isEqualTo(2);
      assertThat(keeper.spareBytes()).isEqualTo(2L * (JournalKit.SEGMENT - Frame.END_SIZE));
    }
  }

  @Test
  void taken_oneInUse_anotherIsMadeWithTheNextNumber() throws Exception {
    try (Keeper keeper = keeper(64)) {
      keeper.start();
      until(() -> keeper.spareBytes() > JournalKit.SEGMENT);
      Segment first = keeper.spare();
      assertThat(first).isNotNull();
      if (first != null) {
        assertThat(first.number()).isEqualTo(2);
        live.incrementAndGet();
        keeper.taken();
        until(() -> onDisk() == 3);
        Segment next = keeper.spare();
        assertThat(next == null ? 0 : next.number()).isEqualTo(3);
        first.close();
      }
    }
  }

  @Test
  void fill_limitReached_saysSoAndGoesOnWhenRoomIsBack() throws Exception {
    live.set(2);
    try (Keeper keeper = keeper(2)) {
      keeper.start();
      until(() -> keeper.shortage() != null);
      assertThat(keeper.shortage()).contains("limit");
      assertThat(keeper.spare()).isNull();

      live.set(1);
      until(() -> keeper.spare() != null);
      until(() -> keeper.shortage() != null); // the second one finds no room
      assertThat(keeper.spareBytes()).isLessThan(JournalKit.SEGMENT);
    }
  }

  @Test
  void roomBytes_beforeAnythingIsMade_isWhatTheLimitLeavesAndNoMore() throws Exception {
    long one = JournalKit.SEGMENT - Frame.END_SIZE;
    try (Keeper keeper = keeper(4)) {
      assertThat(keeper.roomBytes()).isEqualTo(3 * one);
      live.set(3);
      assertThat(keeper.roomBytes()).isEqualTo(one);
      live.set(4);
      assertThat(keeper.roomBytes()).isZero();
      live.set(5);
      assertThat(keeper.roomBytes()).as("a limit that was lowered").isZero();
    }
  }

  @Test
  void roomBytes_diskFull_isWhatIsReady() throws Exception {
    files.filesLeft = 1;
    try (Keeper keeper = keeper(64)) {
      keeper.start();
      until(() -> keeper.shortage() != null);

      assertThat(keeper.roomBytes()).isEqualTo(JournalKit.SEGMENT - Frame.END_SIZE);
    }
  }

  @Test
  void fill_diskFull_saysSoAndGoesOnWhenSpaceIsBack() throws Exception {
    files.filesLeft = 0;
    try (Keeper keeper = keeper(64)) {
      keeper.start();
      until(() -> keeper.shortage() != null);
      assertThat(keeper.shortage()).contains("No space left on device");
      assertThat(onDisk()).isZero();

      files.filesLeft = 10;
      until(() -> keeper.spareBytes() > JournalKit.SEGMENT);
      assertThat(keeper.shortage()).isNull();
    }
  }

  @Test
  void prepare_retiredFile_isUsedAgainUnderTheNextNumber() throws Exception {
    try (Keeper keeper = keeper(64)) {
      Path old = Segment.pathOf(directory, 1);
      files.create(old, JournalKit.SEGMENT);
      files.filesLeft = 0; // nothing new can be made
      keeper.retire(old);
      Segment made = keeper.prepare();

      assertThat(made.number()).isEqualTo(2);
      assertThat(made.path()).exists();
      assertThat(old).doesNotExist();
      made.close();
      assertThatThrownBy(keeper::prepare).isInstanceOf(IOException.class);
    }
  }

  @Test
  void prepare_retiredFileOfAnotherSize_isReplaced() throws Exception {
    try (Keeper keeper = keeper(64)) {
      Path old = Segment.pathOf(directory, 1);
      files.create(old, JournalKit.SEGMENT * 2);
      keeper.retire(old);
      Segment made = keeper.prepare();

      assertThat(Files.size(made.path())).isEqualTo(JournalKit.SEGMENT);
      assertThat(old).doesNotExist();
      made.close();
    }
  }

  @Test
  void retire_moreThanAreNeeded_areDeleted() throws Exception {
    try (Keeper keeper = keeper(64)) {
      keeper.start();
      until(() -> keeper.spareBytes() > JournalKit.SEGMENT);
      Path old = directory.resolve("ffffffffffff.journal");
      files.create(old, JournalKit.SEGMENT);
      keeper.retire(old);
      until(() -> !Files.exists(old));

      assertThat(onDisk()).isEqualTo(2);
    }
  }

  @Test
  void close_whileTheDiskIsFull_endsAllTheSame() throws Exception {
    files.filesLeft = 0;
    Keeper keeper = keeper(64);
    keeper.start();
    until(() -> keeper.shortage() != null);
    keeper.close();

    assertThat(keeper.spare()).isNull();
  }
}
