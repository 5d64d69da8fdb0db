package dev.holdfast.license.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Part;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.testkit.Refusals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is listed and written of a tree, and what of it is refused. */
class BundleWriterTest {
  private static final Instant TIME = Bundles.ISSUED;

  @TempDir private Path folder = Path.of("");

  private Path tree() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.createDirectories(tree.resolve("lib"));
    Files.writeString(tree.resolve("lib/a.jar"), "one");
    Files.writeString(tree.resolve("lib/b.jar"), "one");
    Files.writeString(tree.resolve("run"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        tree.resolve("run"), PosixFilePermissions.fromString("rwxrwxrwx"));
    return tree;
  }

  @Test
  void list_tree_isSortedWithTwoModesOnly() throws IOException {
    List<Entry> entries = BundleWriter.list(tree());
    assertThat(entries)
        .extracting(Entry::path)
        .containsExactly("lib", "lib/a.jar", "lib/b.jar", "run");
    assertThat(entries).extracting(Entry::mode).containsExactly(0755, 0644, 0644, 0755);
    assertThat(entries.get(1).sha384()).isEqualTo(entries.get(2).sha384()).hasSize(96);
  }

  @Test
  void list_emptyTree_isEmpty() throws IOException {
    assertThat(BundleWriter.list(Files.createDirectory(folder.resolve("empty")))).isEmpty();
  }

  @Test
  void list_linkInTheTree_isRefusedWhereverItLeads() throws IOException {
    for (String target : List.of("run", "lib", "/etc/passwd", "nowhere")) {
      Path link = Files.createSymbolicLink(tree().resolve("link"), Path.of(target));
      assertThatThrownBy(() -> BundleWriter.list(folder.resolve("tree")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("link is neither a file nor a folder");
      Files.delete(link);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ä", "-x", "a:b", "a\nb"})
  void list_nameThatIsNotAllowed_isRefused(String name) throws IOException {
    Path tree = tree();
    Files.writeString(tree.resolve(name), "x");
    Refusals.assertRefused(() -> BundleWriter.list(tree), Refusal.ENTRY_PATH);
  }

  @Test
  void list_namesThatDifferInCaseOnly_areRefused() throws IOException {
    Path tree = tree();
    Files.writeString(tree.resolve("RUN"), "x");
    Refusals.assertRefused(() -> BundleWriter.list(tree), Refusal.ENTRY_TWIN);
  }

  @Test
  void part_ofTheSameTreeTwice_isTheSameBytesAndEachDigestOnce() throws IOException {
    Path tree = tree();
    List<Entry> entries = BundleWriter.list(tree);
    Set<String> carried = new HashSet<>();
    Part one = BundleWriter.part(folder.resolve("p1"), tree, entries, carried, TIME);
    Part two = BundleWriter.part(folder.resolve("p2"), tree, entries, new HashSet<>(), TIME);
    assertThat(one.sha384()).isEqualTo(two.sha384());
    assertThat(carried).hasSize(2);
    byte[] archive;
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve("p1")))) {
      archive = in.readAllBytes();
    }
    TarReader tar = new TarReader(new ByteArrayInputStream(archive));
    assertThat(String.valueOf(tar.next())).contains("lib/a.jar");
    assertThat(String.valueOf(tar.next())).contains("run");
    assertThat(tar.next()).isNull();
    // What was carried already is in no second part.
    Part rest = BundleWriter.part(folder.resolve("p3"), tree, entries, carried, TIME);
    assertThat(rest.size()).isLessThan(100);
  }

  @Test
  void part_fileThatChangedSinceItWasListed_isRefused() throws IOException {
    Path tree = tree();
    List<Entry> entries = BundleWriter.list(tree);
    Files.writeString(tree.resolve("lib/a.jar"), "longer than before");
    assertThatThrownBy(
            () -> BundleWriter.part(folder.resolve("p"), tree, entries, new HashSet<>(), TIME))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed while it was read");
  }

  @Test
  void header_script_isFilledUpToItsLength() throws IOException {
    byte[] header = BundleWriter.header("#!/bin/sh\nexit 0\n");
    assertThat(header).hasSize(BundleFile.HEADER_BYTES).endsWith((byte) '\n', (byte) '\n');
    assertThat(new String(header, UTF_8)).startsWith("#!/bin/sh\nexit 0\n\n");
    assertThat(BundleWriter.headerPart(header).size()).isEqualTo(header.length);
    String full = "#".repeat(BundleFile.HEADER_BYTES);
    assertThat(BundleWriter.header(full)).hasSize(BundleFile.HEADER_BYTES);
    assertThatThrownBy(() -> BundleWriter.header(full + "#")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> BundleWriter.header("# für Müller\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not ASCII");
  }

  private static byte[] header(String path, String link) throws IOException {
    return new TarWriter(new ByteArrayOutputStream(), TIME).header(path, '0', 0644, 7, link);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 99, 100, 101, 150, 200, 240})
  void tar_pathOfAnyLength_isReadBack(int length) throws IOException {
    StringBuilder path = new StringBuilder();
    while (path.length() < length) {
      path.append(path.length() % 50 == 49 ? '/' : 'a');
    }
    if (path.charAt(length - 1) == '/') {
      path.setCharAt(length - 1, 'a');
    }
    TarReader.Member member = TarReader.member(header(path.toString(), ""));
    assertThat(member).isEqualTo(new TarReader.Member(path.toString(), 7, 0644));
  }

  @Test
  void tar_whatDoesNotFit_isRefusedAndNeverCut() {
    assertThatThrownBy(() -> header("a".repeat(101), "")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> header("a".repeat(156) + "/b", "")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> header("a", "l".repeat(101))).isInstanceOf(IOException.class);
    for (String name : List.of("ä", "日本", "a\u0301", "\ud83d\ude00")) {
      // Written as '?', two names would be one, and neither its own.
      assertThatThrownBy(() -> header(name, ""))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not ASCII");
      assertThatThrownBy(() -> header("a", name)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void tar_numbersBeyondTheirField_areRefused() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> new TarWriter(out, TIME).header("a", '0', 0644, 1L << 33, ""))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> new TarWriter(out, TIME).header("a", '0', -1, 0, ""))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> new TarWriter(out, Instant.EPOCH.minusSeconds(1)).header("a", '0', 0644, 0, ""))
        .isInstanceOf(IOException.class);
  }

  @Test
  void tar_fileShorterThanSaid_isRefused() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(
            () ->
                new TarWriter(out, TIME).file("a", 0644, 5, new ByteArrayInputStream(new byte[4])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed while it was read");
  }
}
