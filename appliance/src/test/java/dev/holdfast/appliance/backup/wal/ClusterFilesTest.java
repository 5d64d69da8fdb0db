package dev.holdfast.appliance.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.testkit.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster's files go into an archive and come out again as they were, or not at all. */
final class ClusterFilesTest {
  private static final int SEGMENT = 1 << 20;
  private static final String LINE = "lin_01jd9k3m7f8v8x2qn5w4t6a1b2";
  private static final Instant NOW = Instant.parse("2026-11-21T14:00:00Z");

  @TempDir private Path folder = Path.of("unset");
  private final FakeKms kms = new FakeKms();
  private int packs;

  private Vault vault() {
    return new DirectoryVault(folder.resolve("vault"));
  }

  private static Manifest.Header header(String version, String installation) {
    return new Manifest.Header(
        "bak_01jd9k3m7f8v8x2qn5w4t6a1b2", NOW, version, installation, "node", "POSTGRESQL", 0, 0);
  }

  private static Manifest manifest(List<Manifest.Entry> files, List<Manifest.Pack> packs) {
    return new Manifest(
        header("1.0.0", "ins"), List.of(), List.of(), files, List.of(), 0, null, packs);
  }

  private ArchiveWriter archive() {
    return new ArchiveWriter(vault(), null, () -> "pak_" + packs++, 1);
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void files_ofEverySize_comeOutAsTheyWentIn() throws IOException {
    byte[] large = bytes(3 * SEGMENT + 17, 1);
    Manifest manifest;
    try (ArchiveWriter archive = archive()) {
      ClusterFiles files = new ClusterFiles(archive);
      files.folder("base");
      files.file("PG_VERSION");
      files.bytes(new byte[] {'1', '8', '\n'}, 0, 3);
      files.fileEnd();
      files.file("base/empty");
      files.fileEnd();
      files.file("base/large");
      for (int at = 0; at < large.length; at += 50_000) {
        files.bytes(large, at, Math.min(50_000, large.length - at));
      }
      files.fileEnd();
      files.folder("pg_notify");
      manifest = manifest(files.entries(), archive.finish());
    }
    Path data = folder.resolve("data");

    ClusterFiles.layDown(vault(), manifest, data);

    assertThat(data.resolve("PG_VERSION")).hasContent("18");
    assertThat(data.resolve("base/empty")).isEmptyFile();
    assertThat(data.resolve("base/large")).hasBinaryContent(large);
    assertThat(data.resolve("pg_notify")).isEmptyDirectory();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("base/large"))))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/etc/passwd", "base/../../evil", "", "base//1", "a/./b"})
  void file_whereNoneBelongs_isRefused(String name) throws IOException {
    Manifest manifest;
    try (ArchiveWriter archive = archive()) {
      ClusterFiles files = new ClusterFiles(archive);
      files.file(name);
      files.bytes(new byte[] {1}, 0, 1);
      files.fileEnd();
      manifest = manifest(files.entries(), archive.finish());
    }

    assertThatThrownBy(() -> ClusterFiles.layDown(vault(), manifest, folder.resolve("data")))
        .isInstanceOf(BackupException.class);
    assertThat(folder.resolve("evil")).doesNotExist();
  }

  private Catalogue.Plan plan(byte[] log, int from, int cut, long start) throws IOException {
    Piece first = new Piece(LINE, from, from + cut, NOW);
    Piece second = new Piece(LINE, from + cut, from + log.length, NOW);
    first.store(vault(), header("1.0.0", "ins"), Arrays.copyOf(log, cut), kms, null);
    second.store(
        vault(), header("1.0.0", "ins"), Arrays.copyOfRange(log, cut, log.length), kms, null);
    Base base = new Base(LINE, 3, "7", SEGMENT, "holdfast", "holdfast", start, start + 100);
    return new Catalogue.Plan(
        new Catalogue.Copy(header("1.0.0", "ins"), base), List.of(first, second));
  }

  private void write(Catalogue.Plan plan, ClusterFiles.VersionCheck check) throws IOException {
    ClusterFiles.writeLog(vault(), SealedManifest.with(kms), plan, folder.resolve("data"), check);
  }

  @Test
  void log_acrossSegments_liesInFilesAsTheServersAre() throws IOException {
    byte[] log = bytes(2 * SEGMENT + 5_000, 2);

    write(plan(log, SEGMENT, SEGMENT + 77, SEGMENT + 500L), version -> {});

    Path wal = folder.resolve("data/pg_wal");
    assertThat(wal.resolve("000000030000000000000001"))
        .hasBinaryContent(Arrays.copyOf(log, SEGMENT));
    assertThat(wal.resolve("000000030000000000000002"))
        .hasBinaryContent(Arrays.copyOfRange(log, SEGMENT, 2 * SEGMENT));
    byte[] last = Arrays.copyOf(Arrays.copyOfRange(log, 2 * SEGMENT, log.length), SEGMENT);
    assertThat(wal.resolve("000000030000000000000003")).hasBinaryContent(last);
  }

  @Test
  void log_beforeTheBase_isLeftOut() throws IOException {
    byte[] log = bytes(3 * SEGMENT, 3);

    write(plan(log, 0, SEGMENT / 2, SEGMENT + 500L), version -> {});

    Path wal = folder.resolve("data/pg_wal");
    assertThat(wal.resolve("000000030000000000000000")).doesNotExist();
    assertThat(wal.resolve("000000030000000000000001"))
        .hasBinaryContent(Arrays.copyOfRange(log, SEGMENT, 2 * SEGMENT));
    assertThat(wal.resolve("000000030000000000000002")).hasSize(SEGMENT);
  }

  @Test
  void log_ofAnotherInstallationOrAVersionThatIsRefused_isNotWritten() throws IOException {
    Catalogue.Plan plan = plan(bytes(5_000, 4), SEGMENT, 100, SEGMENT);

    assertThatThrownBy(
            () ->
                write(
                    plan,
                    version -> {
                      throw new BackupException(Reason.NEWER, version);
                    }))
        .hasMessage("1.0.0");
    plan.pieces().getLast().store(vault(), header("1.0.0", "other"), bytes(4_900, 5), kms, null);
    assertThatThrownBy(() -> write(plan, version -> {}))
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
  }

  @Test
  void scratch_ofARestoreThatWasKilled_isCleared() throws IOException {
    Path scratch = folder.resolve("scratch");
    Files.createDirectories(scratch.resolve("data/base"));
    Files.writeString(scratch.resolve("data/postmaster.pid"), "999999999\n/somewhere\n");

    ScratchCluster.clear(scratch);
    ScratchCluster.clear(scratch);

    assertThat(scratch).doesNotExist();
  }
}
