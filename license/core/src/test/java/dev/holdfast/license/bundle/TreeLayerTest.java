package dev.holdfast.license.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image's layer is written where it is wanted, and must be the one that was signed. */
class TreeLayerTest {
  private static final int BLOCK = TarWriter.BLOCK;

  @TempDir private Path folder = Path.of("");
  private Path tree = Path.of("");
  private List<Entry> entries = List.of();

  @BeforeEach
  void makeATree() throws IOException {
    tree = new Bundles(folder).tree("tree", Bundles.files("0.2.0"));
    entries = BundleWriter.list(tree);
  }

  private byte[] layer() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TreeLayer.write(tree, entries, Bundles.ISSUED, out);
    return out.toByteArray();
  }

  /** A member's header, as any tar reads it. */
  private record Member(String name, char type, int mode, long size, long time, String text) {}

  private static List<Member> members(byte[] archive) {
    List<Member> members = new ArrayList<>();
    int at = 0;
    while (archive[at] != 0) {
      String prefix = text(archive, at + 345, 155);
      String name = (prefix.isEmpty() ? "" : prefix + "/") + text(archive, at, 100);
      int size = (int) Long.parseLong(text(archive, at + 124, 12).strip(), 8);
      members.add(
          new Member(
              name,
              (char) archive[at + 156],
              Integer.parseInt(text(archive, at + 100, 8).strip(), 8),
              size,
              Long.parseLong(text(archive, at + 136, 12).strip(), 8),
              new String(archive, at + BLOCK, size, StandardCharsets.UTF_8)));
      at += BLOCK + size + (-size & (BLOCK - 1));
    }
    return members;
  }

  private static String text(byte[] archive, int at, int length) {
    String field = new String(archive, at, length, StandardCharsets.ISO_8859_1);
    int end = field.indexOf('\0');
    return end < 0 ? field : field.substring(0, end);
  }

  @Test
  void write_tree_hasServiceAndRuntimeAndNothingElse() throws IOException {
    Map<String, Member> members = new TreeMap<>();
    members(layer()).forEach(member -> members.put(member.name(), member));
    assertThat(members.keySet())
        .containsExactly(
            "opt/",
            "opt/holdfast/",
            "opt/holdfast/lib/",
            "opt/holdfast/lib/app.jar",
            "opt/holdfast/lib/same.jar",
            "opt/holdfast/lib/twin.jar",
            "opt/holdfast/runtime/",
            "opt/holdfast/runtime/bin/",
            "opt/holdfast/runtime/bin/java");
    assertThat(members.get("opt/holdfast/lib/app.jar"))
        .extracting(Member::text, Member::mode, Member::type)
        .containsExactly("the service of 0.2.0", 0644, '0');
    assertThat(members.get("opt/holdfast/runtime/bin/java"))
        .extracting(Member::mode)
        .isEqualTo(0755);
    assertThat(members.get("opt/"))
        .extracting(Member::type, Member::mode)
        .containsExactly('5', 0755);
  }

  /** A layer names its parents before what is in them, or some unpackers make them up. */
  @Test
  void write_members_followTheirFolders() throws IOException {
    List<String> names = members(layer()).stream().map(Member::name).toList();
    for (String name : names) {
      int slash = name.lastIndexOf('/', name.length() - 2);
      if (slash > 0) {
        assertThat(names.indexOf(name.substring(0, slash + 1)))
            .as(name)
            .isBetween(0, names.indexOf(name) - 1);
      }
    }
  }

  @Test
  void write_sameTreeAtAnotherTimeAndPlace_isTheSameBytes() throws IOException {
    byte[] first = layer();
    for (Entry entry : entries) {
      Files.setLastModifiedTime(
          tree.resolve(entry.path()), FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
    }
    assertThat(layer()).isEqualTo(first);
    tree = new Bundles(folder).tree("another", Bundles.files("0.2.0"));
    assertThat(layer()).isEqualTo(first);
    assertThat(members(first)).allMatch(member -> member.time() == Bundles.ISSUED.getEpochSecond());
  }

  @Test
  void write_ofAManifest_isTheLayerOfItsEntries() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TreeLayer.write(tree, Bundles.manifest(List.of(), entries), out);
    assertThat(out.toByteArray()).isEqualTo(layer());
  }

  /** A file that has grown or shrunk since it was signed is not cut to the size that was signed. */
  @Test
  void write_fileThatChangedItsLength_isRefused() throws IOException {
    Path jar = tree.resolve("lib/app.jar");
    for (String other : new String[] {"", "longer than the service of 0.2.0 was"}) {
      Files.writeString(jar, other);
      assertThatThrownBy(this::layer)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("changed while it was read");
    }
    Files.delete(jar);
    assertThatThrownBy(this::layer).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void write_foldersWithNamesThatBeginAlike_areLeftOut() throws IOException {
    Files.createDirectory(tree.resolve("library"));
    Files.writeString(tree.resolve("library/x"), "x");
    Files.writeString(tree.resolve("runtime.txt"), "x");
    entries = BundleWriter.list(tree);
    assertThat(members(layer()))
        .noneMatch(member -> member.name().contains("library") || member.name().endsWith(".txt"));
  }

  @Test
  void write_emptyTree_hasTheTwoFoldersOnly() throws IOException {
    entries = List.of();
    assertThat(members(layer())).extracting(Member::name).containsExactly("opt/", "opt/holdfast/");
  }
}
