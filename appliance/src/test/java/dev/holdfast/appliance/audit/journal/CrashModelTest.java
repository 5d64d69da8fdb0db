package dev.holdfast.appliance.audit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random work, then a crash image that a power loss could leave: what was forced is whole, what was
 * not is there, torn, or gone, in any mixture of 512-byte sectors. What recovery must give is known
 * from a list beside it.
 */
@Timeout(400)
final class CrashModelTest {
  private static final int SECTOR = 512;

  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void recover_afterAnyPowerLoss_givesEverythingForcedAndABeginningOfTheRest(long seed)
      throws Exception {
    Random random = new Random(seed);
    List<String> appended = new ArrayList<>();
    int forced = 0;
    Path directory = scratch.resolve("journal");
    Path durable = scratch.resolve("durable");
    Path latest = scratch.resolve("latest");
    try (Journal journal = JournalKit.open(directory)) {
      for (int step = 0; step < 60; step++) {
        for (int i = random.nextInt(8); i > 0; i--) {
          String text = step + "." + i + "-" + "y".repeat(random.nextInt(3_000));
          append(journal, text);
          appended.add(text);
        }
        if (random.nextInt(6) == 0) {
          journal.force();
          forced = appended.size();
          clear(durable);
          JournalKit.copy(directory, durable);
        }
      }
      JournalKit.copy(directory, latest);
    }
    for (int image = 0; image < 8; image++) {
      Path crashed = scratch.resolve("crashed" + image);
      mix(random, durable, latest, crashed);
      List<String> found = new ArrayList<>();
      try (Journal journal =
          Journal.open(
              JournalKit.settings(crashed), 0, (kind, body) -> found.add(JournalKit.text(body)))) {
        assertThat(journal.damagedBytes()).isZero();
        JournalKit.append(journal, "afterwards");
        assertThat(JournalKit.readAll(journal, 0)).endsWith("afterwards");
      }
      assertThat(found.size()).isGreaterThanOrEqualTo(forced);
      assertThat(found).isEqualTo(appended.subList(0, found.size()));
      assertThat(JournalKit.recovered(crashed, scratch.resolve("again" + image)))
          .isEqualTo(with(found, "afterwards"));
    }
  }

  private static List<String> with(List<String> found, String last) {
    List<String> all = new ArrayList<>(found);
    all.add(last);
    return all;
  }

  private static void append(Journal journal, String text) throws InterruptedException {
    while (true) {
      try {
        JournalKit.append(journal, text);
        return;
      } catch (JournalUnavailableException notReady) {
        Patience.pause(Duration.ofMillis(1));
      }
    }
  }

  private static void clear(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      for (Path path : Recovery.list(directory).values()) {
        Files.delete(path);
      }
    }
  }

  /** Each sector that changed since the last force is on disk or is not, as the disk pleased. */
  private static void mix(Random random, Path durable, Path latest, Path into) throws IOException {
    Files.createDirectories(into);
    for (Path path : Recovery.list(latest).values()) {
      byte[] now = Files.readAllBytes(path);
      Path then = durable.resolve(path.getFileName());
      byte[] before = Files.exists(then) ? Files.readAllBytes(then) : new byte[now.length];
      byte[] mixed = before.clone();
      for (int at = 0; at < now.length; at += SECTOR) {
        int to = Math.min(at + SECTOR, now.length);
        boolean changed = !Arrays.equals(now, at, to, before, at, to);
        if (!changed || random.nextBoolean()) {
          System.arraycopy(now, at, mixed, at, to - at);
        }
      }
      Files.write(into.resolve(path.getFileName()), mixed);
    }
  }
}
