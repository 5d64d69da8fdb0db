package dev.holdfast.appliance.licensing.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is dropped is looked at once, and again when it has changed. */
class LicenceFolderTest {
  private static final Instant THEN = Instant.parse("2026-06-01T00:00:00Z");

  @TempDir private Path root = Path.of("");
  private Path drop = Path.of("");

  @BeforeEach
  void make() throws IOException {
    drop = Files.createDirectories(new Home(root).licences());
  }

  private Path put(String name, String text, long second) throws IOException {
    Path file = Files.writeString(drop.resolve(name), text);
    Files.setLastModifiedTime(file, FileTime.from(THEN.plusSeconds(second)));
    return file;
  }

  @Test
  void changes_file_comesOnceAndAgainWhenItChanged() throws IOException {
    LicenceFolder folder = new LicenceFolder(new Home(root));
    put("a.licence", "one", 0);
    assertThat(folder.changes())
        .containsExactly(new LicenceFolder.Dropped("a.licence", "one", THEN));
    assertThat(folder.changes()).isEmpty();
    put("a.licence", "two", 1);
    assertThat(folder.changes()).extracting(LicenceFolder.Dropped::text).containsExactly("two");
  }

  @Test
  void changes_hiddenFilesFoldersAndLinks_areNoLicences() throws IOException {
    Path real = Files.writeString(root.resolve("outside"), "secret");
    put(".hidden", "x", 0);
    Files.createDirectories(drop.resolve("folder"));
    Files.createSymbolicLink(drop.resolve("link.licence"), real);
    assertThat(new LicenceFolder(new Home(root)).changes()).isEmpty();
  }

  @Test
  void changes_hugeFile_isNotRead() throws IOException {
    put("huge", "x".repeat(1024 * 1024 + 1), 0);
    assertThat(new LicenceFolder(new Home(root)).changes()).isEmpty();
  }

  @Test
  void changes_thousandFiles_comeAHundredAtATime() throws IOException {
    for (int i = 0; i < 250; i++) {
      put("f" + i, "x", 0);
    }
    LicenceFolder folder = new LicenceFolder(new Home(root));
    assertThat(folder.changes()).hasSize(100);
    assertThat(folder.changes()).hasSize(100);
    assertThat(folder.changes()).hasSize(50);
    assertThat(folder.changes()).isEmpty();
  }

  @Test
  void changes_noFolder_isNothing() {
    assertThat(new LicenceFolder(new Home(root.resolve("nowhere"))).changes()).isEmpty();
  }
}
