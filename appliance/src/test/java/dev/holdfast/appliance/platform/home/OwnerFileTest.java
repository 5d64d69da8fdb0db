package dev.holdfast.appliance.platform.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void write_overAFileOthersMayReadAndOverARest_leavesOneFileForItsOwner() throws IOException {
    Path file = folder.resolve("key");
    Files.writeString(file, "old");
    Files.writeString(folder.resolve("key.new"), "what was cut off, and is longer than the rest");

    OwnerFile.write(file, "naïve".getBytes(StandardCharsets.UTF_8));

    assertThat(file).hasContent("naïve");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo(Home.FILE_RIGHTS);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void write_whereItCannotBe_leavesWhatWasThere() throws IOException {
    Path file = folder.resolve("key");
    Files.writeString(file, "old");
    Path inTheWay = Files.createDirectories(folder.resolve("key.new/full"));

    assertThatThrownBy(() -> OwnerFile.write(file, new byte[] {1})).isInstanceOf(IOException.class);

    assertThat(file).hasContent("old");
    assertThat(inTheWay).isDirectory();
  }
}
