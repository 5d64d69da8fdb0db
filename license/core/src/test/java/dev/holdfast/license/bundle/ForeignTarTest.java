package dev.holdfast.license.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.testkit.Programs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives by our writer as GNU tar reads them, and the other way round. */
class ForeignTarTest {
  @TempDir private Path folder = Path.of("");

  /** Paths of all lengths that the format has room for, with files of all remainders of a block. */
  private static Map<String, byte[]> files(long seed) {
    Random random = new Random(seed);
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      StringBuilder path = new StringBuilder("d" + i);
      while (path.length() < i * 5) {
        path.append('/').append("s".repeat(1 + random.nextInt(30)));
      }
      byte[] bytes = new byte[random.nextInt(3) * 512 + random.nextInt(3)];
      random.nextBytes(bytes);
      files.put(path + "/f", bytes);
    }
    return files;
  }

  private static byte[] archive(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(out, Bundles.ISSUED)) {
      int mode = 0644;
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        mode = mode == 0644 ? 0755 : 0644;
        InputStream bytes = new ByteArrayInputStream(file.getValue());
        tar.file(file.getKey(), mode, file.getValue().length, bytes);
      }
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tar_ofOurs_isUnpackedByGnuTarToTheSameBytes(long seed) throws Exception {
    Map<String, byte[]> files = files(seed);
    Files.write(folder.resolve("a.tar"), archive(files));
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Programs.Answer answer =
        Programs.run(tree, new byte[0], "tar", "--same-permissions", "-xf", "../a.tar");
    assertThat(answer.code()).as(answer.out()).isZero();
    assertThat(answer.out()).isEmpty();
    boolean executable = false;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      executable = !executable;
      Path path = tree.resolve(file.getKey());
      assertThat(path).hasBinaryContent(file.getValue());
      assertThat(Files.isExecutable(path)).as(file.getKey()).isEqualTo(executable);
      assertThat(Files.getLastModifiedTime(path).toInstant()).isEqualTo(Bundles.ISSUED);
    }
  }

  @Test
  void tar_ofOurs_isListedByGnuTarAsRootsInOneTime() throws Exception {
    byte[] archive = archive(files(4));
    Files.write(folder.resolve("a.tar"), archive);
    Programs.Answer answer =
        Programs.run(folder, new byte[0], "tar", "--utc", "--full-time", "-tvf", "a.tar");
    assertThat(answer.code()).isZero();
    assertThat(answer.out().lines())
        .hasSize(40)
        .allMatch(
            line -> line.matches("-rw[x-]r-[x-]r-[x-] root/root +\\d+ 2026-06-01 00:00:00 d.*"));
  }

  /** What GNU tar writes in the plain format is read; its extensions are refused. */
  @ParameterizedTest
  @ValueSource(strings = {"ustar", "gnu", "pax", "oldgnu", "v7"})
  void tar_ofGnus_isReadWhereItIsPlainAndRefusedElse(String format) throws Exception {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    String deep = "x".repeat(60) + "/" + "y".repeat(60);
    Files.createDirectories(tree.resolve(deep).getParent());
    Files.writeString(tree.resolve(deep), "deep");
    Files.writeString(tree.resolve("a"), "a");
    Programs.Answer answer =
        Programs.run(
            tree,
            new byte[0],
            "tar",
            "--format=" + format,
            "--blocking-factor=1",
            "--owner=root",
            "--group=root",
            "--mode=0644",
            "-cf",
            "../a.tar",
            "a",
            deep);
    byte[] archive = Files.readAllBytes(folder.resolve("a.tar"));
    List<String> read = new ArrayList<>();
    boolean refused = false;
    try {
      TarReader tar = new TarReader(new ByteArrayInputStream(archive));
      for (TarReader.Member member = tar.next(); member != null; member = tar.next()) {
        read.add(member.path());
      }
    } catch (dev.holdfast.license.statement.RefusedException e) {
      refused = true;
    }
    assertThat(refused).as("%s: %s", answer.out(), read).isEqualTo(!format.equals("ustar"));
    if (!refused) {
      assertThat(read).containsExactly("a", deep);
    }
  }

  /** The bundle itself: its archive can be listed without any tool of ours, as the docs say. */
  @Test
  void bundle_behindItsHeader_isAnArchiveToAnybody() throws Exception {
    Path file = new Bundles(folder).sound(Bundles.RELEASE);
    Programs.Answer listed =
        Programs.run(
            folder,
            new byte[0],
            "sh",
            "-c",
            "tail -c +" + (BundleFile.HEADER_BYTES + 1) + " " + file + " | tar -t");
    assertThat(listed.out().lines())
        .containsExactly(
            "bootstrap.tar.gz", "payload.tar.gz", "manifest.json", "manifest.json.minisig");
    Programs.Answer unpacked =
        Programs.run(
            folder,
            new byte[0],
            "sh",
            "-c",
            "tail -c +"
                + (BundleFile.HEADER_BYTES + 1)
                + " "
                + file
                + " | tar -xO payload.tar.gz | tar -xzO lib/app.jar");
    assertThat(unpacked.out()).isEqualTo("the service of 0.2.0");
  }

  @Test
  void digests_ofFiles_areWhatSha384sumPrints() throws Exception {
    Path tree = new Bundles(folder).tree("tree", Bundles.files("0.2.0"));
    List<Entry> entries = BundleWriter.list(tree);
    for (Entry entry : entries) {
      if (entry.isFile()) {
        assertThat(Programs.run(tree, new byte[0], "sha384sum", entry.path()).out())
            .isEqualTo(entry.sha384() + "  " + entry.path() + "\n");
      }
    }
    // The snapshot is of lines that a person can write down, too.
    StringBuilder lines = new StringBuilder();
    for (Entry entry : entries) {
      lines.append(
          entry.isFile()
              ? "file "
                  + (entry.mode() == 0755 ? "0755 " : "0644 ")
                  + entry.size()
                  + " "
                  + entry.sha384()
              : "folder 0755 0 -");
      lines.append(' ').append(entry.path()).append('\n');
    }
    Programs.Answer sum =
        Programs.run(folder, lines.toString().getBytes(StandardCharsets.UTF_8), "sha384sum");
    assertThat(sum.out()).startsWith(Bundles.manifest(List.of(), entries).snapshot());
  }

  @Test
  void part_ofAnyTree_isTheSameWhateverGzipSaysOfIt() throws Exception {
    Path tree = new Bundles(folder).tree("tree", Bundles.files("0.2.0"));
    Path part = folder.resolve("p.tar.gz");
    BundleWriter.part(part, tree, BundleWriter.list(tree), new HashSet<>(), Bundles.ISSUED);
    assertThat(Programs.run(folder, new byte[0], "gzip", "-t", "p.tar.gz").code()).isZero();
    Programs.Answer listed = Programs.run(folder, new byte[0], "tar", "-tzf", "p.tar.gz");
    // Each content once: the twin is not carried again.
    assertThat(listed.out().lines())
        .containsExactly(
            "bin/holdfast",
            "ctl/ctl.jar",
            "lib/app.jar",
            "lib/same.jar",
            "runtime/bin/java",
            "sbom/sbom.json");
  }
}
