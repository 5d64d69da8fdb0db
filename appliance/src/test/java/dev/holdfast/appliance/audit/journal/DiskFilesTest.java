package dev.holdfast.appliance.audit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real disk is asked for, as the JVM's flight recorder sees it. */
final class DiskFilesTest {
  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path directory;

  @Test
  void create_file_isZerosOfItsWholeSizeUnderItsNameOnly() throws IOException {
    Path path = directory.resolve("000000000001.journal");

    new DiskFiles().create(path, 3 * MEBIBYTE + 17);

    byte[] made = Files.readAllBytes(path);
    assertThat(made).hasSize(3 * MEBIBYTE + 17);
    assertThat(Arrays.equals(made, new byte[made.length])).isTrue();
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void create_largeFile_goesToTheDiskPieceByPiece() throws IOException {
    Path path = directory.resolve("000000000002.journal");
    Path recorded = directory.resolve("forces.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
      recording.start();
      new DiskFiles().create(path, 8 * MEBIBYTE);
      recording.stop();
      recording.dump(recorded);
    }

    long forces =
        RecordingFile.readAllEvents(recorded).stream()
            .filter(
                event ->
                    path.resolveSibling(path.getFileName() + ".tmp")
                        .toString()
                        .equals(event.getString("path")))
            .count();

    assertThat(forces)
        .as("each MiB by itself: whoever waits for a force of another file stands behind one")
        .isGreaterThanOrEqualTo(8);
  }
}
