package dev.holdfast.appliance.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.testkit.FakeKms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chunks, packs and manifests, in memory. */
final class ArchiveTest {
  private static final String SECRET = "canary-of-a-table-row";

  private final MemoryVault vault = new MemoryVault();
  private final FakeKms kms = new FakeKms();
  private final IdSource ids = new IdSource();
  private final Random random = new Random(7);

  private Manifest write(@Nullable Manifest earlier, List<byte[]> chunks) throws IOException {
    try (ArchiveWriter writer =
        new ArchiveWriter(vault, earlier, () -> EntityIds.format("pak", ids.next()), 3)) {
      for (byte[] chunk : chunks) {
        writer.chunk(chunk);
      }
      Manifest.Content content = writer.end();
      List<Manifest.Pack> packs = writer.finish();
      return new Manifest(
          new Manifest.Header(
              EntityIds.format("bak", ids.next()),
              Instant.parse("2026-11-21T00:00:00Z"),
              "1.0.0",
              "ins_1",
              "node_1",
              "H2",
              writer.plainBytes(),
              writer.addedBytes()),
          List.of("tenant/V210_1__tenant.sql"),
          List.of(new Manifest.Table("t", List.of(new Manifest.Column("a", "text")), 1, content)),
          List.of(),
          List.of(),
          0,
          null,
          packs);
    }
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] read(Manifest manifest) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArchiveReader reader = new ArchiveReader(vault, manifest)) {
      reader.read(manifest.tables().getFirst().content(), out::writeBytes);
    }
    return out.toByteArray();
  }

  @Test
  void read_ofManyChunks_givesTheSameBytesInOrder() throws IOException {
    List<byte[]> chunks = new ArrayList<>();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (int i = 0; i < 40; i++) {
      byte[] chunk = i % 3 == 0 ? new byte[200_000] : noise(100_000 + i);
      chunk[0] = (byte) i;
      chunks.add(chunk);
      whole.writeBytes(chunk);
    }

    Manifest manifest = write(null, chunks);

    assertThat(read(manifest)).isEqualTo(whole.toByteArray());
    assertThat(manifest.header().bytes()).isEqualTo(whole.size());
    assertThat(manifest.header().addedBytes()).isLessThan(whole.size());
  }

  @Test
  void write_afterAnEarlierBackup_addsOnlyWhatIsNew() throws IOException {
    byte[] same = noise(500_000);
    Manifest first = write(null, List.of(same.clone(), same.clone()));
    Manifest second = write(first, List.of(same.clone(), noise(1_000)));

    assertThat(first.header().addedBytes()).isBetween(500_000L, 510_000L);
    assertThat(second.header().addedBytes()).isLessThan(2_000);
    assertThat(second.packs()).hasSize(2);
    assertThat(read(second)).hasSize(501_000);
    assertThat(ArchiveReader.needs(second)).hasSize(2);
  }

  @Test
  void write_ofNothingNew_makesNoPack() throws IOException {
    byte[] same = noise(1_000);
    Manifest first = write(null, List.of(same.clone()));
    int files = vault.files.size();
    Manifest second = write(first, List.of(same.clone()));

    assertThat(vault.files).hasSize(files);
    assertThat(read(second)).isEqualTo(same);
  }

  @Test
  void pack_anywhere_showsNothingOfTheContent() throws IOException {
    Manifest manifest = write(null, List.of(SECRET.getBytes(StandardCharsets.UTF_8)));
    vault.files.put("m", SealedManifest.write(manifest, kms, RecoveryKey.generate().key()));

    assertThat(vault.files.values())
        .allSatisfy(
            bytes ->
                assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                    .doesNotContain(SECRET)
                    .doesNotContain(manifest.packs().getFirst().key())
                    .doesNotContain("V210_1"));
  }

  @Test
  void read_afterOneBitChanged_isDamagedAndGivesNothing() throws IOException {
    Manifest manifest = write(null, List.of(noise(1_000)));
    vault.files.values().iterator().next()[500] ^= 1;

    assertReason(Reason.DAMAGED, () -> read(manifest));
  }

  @Test
  void read_ofChunksInAnotherOrder_isDamaged() throws IOException {
    Manifest honest = write(null, List.of(noise(1_000), noise(1_000)));
    Manifest.Content content = honest.tables().getFirst().content();
    Manifest.Content swapped =
        new Manifest.Content(content.bytes(), content.sha384(), content.chunks().reversed());

    try (ArchiveReader reader = new ArchiveReader(vault, honest)) {
      assertReason(Reason.DAMAGED, () -> reader.read(swapped, plain -> {}));
    }
  }

  @Test
  void close_beforeTheEnd_leavesNoFile() throws IOException {
    try (ArchiveWriter writer =
        new ArchiveWriter(vault, null, () -> EntityIds.format("pak", ids.next()), 3)) {
      writer.chunk(noise(1_000));
    }

    assertThat(vault.files).isEmpty();
  }

  @Test
  void manifest_sealed_opensWithTheKmsAndWithTheRecoveryKey() throws IOException {
    Manifest manifest = write(null, List.of(noise(10)));
    RecoveryKey.Pair pair = RecoveryKey.generate();
    byte[] file = SealedManifest.write(manifest, kms, pair.key());

    assertThat(SealedManifest.read(file, SealedManifest.with(kms))).isEqualTo(manifest);
    assertThat(SealedManifest.read(file, SealedManifest.with(pair.privateKey())))
        .isEqualTo(manifest);
    assertThat(SealedManifest.outer(file).header()).isEqualTo(manifest.header());
  }

  @Test
  void manifest_withoutTheRightKey_isLocked() throws IOException {
    Manifest manifest = write(null, List.of(noise(10)));
    byte[] file = SealedManifest.write(manifest, kms, null);

    assertReason(
        Reason.LOCKED,
        () -> SealedManifest.read(file, SealedManifest.with(RecoveryKey.generate().privateKey())));
    kms.replaceKey();
    assertReason(Reason.LOCKED, () -> SealedManifest.read(file, SealedManifest.with(kms)));
  }

  @Test
  void manifest_whoseOpenLineOrBodyWasChanged_isDamaged() throws IOException {
    Manifest manifest = write(null, List.of(noise(10)));
    byte[] file = SealedManifest.write(manifest, kms, null);
    byte[] tail = file.clone();
    tail[file.length - 1] ^= 1;
    byte[] line =
        new String(file, StandardCharsets.ISO_8859_1)
            .replace("\"1.0.0\"", "\"0.9.0\"")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertReason(Reason.DAMAGED, () -> SealedManifest.read(tail, SealedManifest.with(kms)));
    assertReason(Reason.DAMAGED, () -> SealedManifest.read(line, SealedManifest.with(kms)));
    assertReason(Reason.DAMAGED, () -> SealedManifest.outer(new byte[] {1, 2, 3}));
  }

  private interface Effect {
    void run() throws IOException;
  }

  private static void assertReason(Reason reason, Effect call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
