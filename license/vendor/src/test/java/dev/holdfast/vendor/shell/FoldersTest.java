package dev.holdfast.vendor.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that hold keys, and files that were handed over: nobody else reads, nothing is lost. */
class FoldersTest {
  @TempDir private Path folder = Path.of("");

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void createPrivate_file_isItsOwnersOnlyAndNeverOverwritten() throws IOException {
    Path file = folder.resolve("key.pem");
    Folders.createPrivate(file, "first");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThatThrownBy(() -> Folders.createPrivate(file, "second"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("first");
  }

  @Test
  void create_folders_areTheirOwnersOnly() throws IOException {
    Path deep = folder.resolve("a/b/c");
    Folders.create(deep);
    for (String each : new String[] {"a", "a/b", "a/b/c"}) {
      assertThat(mode(folder.resolve(each))).isEqualTo("rwx------");
    }
    Folders.create(deep);
  }

  @Test
  void createPublic_throughALinkThatLeadsNowhere_writesNothingElsewhere() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Path link = Files.createSymbolicLink(folder.resolve("out"), elsewhere);
    assertThatThrownBy(() -> Folders.createPublic(link, new byte[] {1}))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(elsewhere).doesNotExist();
  }

  @Test
  void createPublic_inNoFolder_makesNone() {
    assertThatThrownBy(() -> Folders.createPublic(folder.resolve("no/file"), new byte[0]))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  void replace_file_isWholeAndWhatAnEarlierCrashLeftIsGone() throws IOException {
    Path file = folder.resolve("list");
    Files.writeString(folder.resolve("list.next"), "half of");
    Folders.replace(file, "one".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Folders.replace(file, "two".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(file).hasContent("two");
    assertThat(folder.resolve("list.next")).doesNotExist();
    assertThat(mode(file)).isEqualTo("rw-r--r--");
  }

  @Test
  void requireFree_placeForANewFile_isFreeOrRefusedWithTheReason() throws IOException {
    Folders.requireFree(folder.resolve("new"));
    Folders.requireFree(Path.of("a-file-that-no-test-makes"));
    Path file = Files.writeString(folder.resolve("there"), "x");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    for (Path taken : new Path[] {file, link, folder}) {
      assertRefused(taken, "exists already");
    }
    assertRefused(folder.resolve("no/new"), "there is no folder");
    assertRefused(file.resolve("new"), "there is no folder");
  }

  private static void assertRefused(Path file, String words) {
    assertThatThrownBy(() -> Folders.requireFree(file))
        .isInstanceOfSatisfying(
            VendorException.class, e -> assertThat(e.exit()).isEqualTo(Exit.FILE))
        .hasMessageContaining(words);
  }

  @Test
  void development_ofThisCheckout_isBesideItsAnchors() {
    // Raw: in a fresh checkout the folder is made later in the build.
    assertThat(Folders.development()).endsWithRaw(Path.of("license/anchors/target/development"));
  }
}
