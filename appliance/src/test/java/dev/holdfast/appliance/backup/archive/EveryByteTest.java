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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup with one byte changed, anywhere, is never taken for a backup. */
@SuppressWarnings("NullAway.Init") // set before each
final class EveryByteTest {
  private static final int[] CHANGES = {0x01, 0x80, 0xff};

  private final MemoryVault vault = new MemoryVault();
  private final FakeKms kms = new FakeKms();
  private final RecoveryKey.Pair pair = RecoveryKey.generate();
  private final Random random = new Random(3);
  private Manifest manifest;
  private byte[] file;

  @BeforeEach
  void write() throws IOException {
    IdSource ids = new IdSource();
    try (ArchiveWriter writer =
        new ArchiveWriter(vault, null, () -> EntityIds.format("pak", ids.next()), 3)) {
      writer.chunk(noise(200));
      writer.chunk(noise(200));
      Manifest.Content content = writer.end();
      manifest =
          new Manifest(
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
              List.of(
                  new Manifest.Table("t", List.of(new Manifest.Column("a", "text")), 1, content)),
              List.of(),
              List.of(),
              0,
              null,
              writer.finish());
    }
    file = SealedManifest.write(manifest, kms, pair.key());
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void manifest_anyByteChanged_opensForNobody() throws IOException {
    assertThat(SealedManifest.read(file, SealedManifest.with(kms))).isEqualTo(manifest);
    for (int at = 0; at < file.length; at++) {
      for (int change : CHANGES) {
        byte[] changed = file.clone();
        changed[at] ^= (byte) change;
        assertThatThrownBy(() -> SealedManifest.read(changed, SealedManifest.with(kms)))
            .as("byte %s ^ %s", at, change)
            .isInstanceOf(BackupException.class);
      }
      byte[] changed = file.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> SealedManifest.read(changed, SealedManifest.with(pair.privateKey())))
          .as("byte %s", at)
          .isInstanceOf(BackupException.class);
    }
  }

  @Test
  void manifest_cutOffAnywhereOrLonger_isNoManifest() {
    for (int length = 0; length < file.length; length++) {
      byte[] shorter = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> SealedManifest.read(shorter, SealedManifest.with(kms)))
          .as("%s bytes", length)
          .isInstanceOf(BackupException.class);
    }
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    assertThatThrownBy(() -> SealedManifest.read(longer, SealedManifest.with(kms)))
        .isInstanceOf(BackupException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "null\n",
        "7\n",
        "[]\n",
        "{}\n",
        "{\"format\":null}\n",
        "{\"format\":\"holdfast-backup-99\"}\n",
        "{\"format\":\"FORMAT\",\"header\":null,\"recipients\":[],\"plainBytes\":1}\n",
        "{\"format\":\"FORMAT\",\"header\":{},\"recipients\":[],\"plainBytes\":1}\n",
        "{\"format\":\"FORMAT\",\"recipients\":[],\"plainBytes\":1}\n",
        "\u0000\u0001\u0002\n",
        "no line at all"
      })
  void firstLine_thatIsNone_saysWhatIsWrongAndThrowsNothingElse(String line) {
    byte[] bytes = line.replace("FORMAT", Format.NAME).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> SealedManifest.outer(bytes))
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isIn(Reason.DAMAGED, Reason.NEWER));
  }

  @Test
  void firstLine_ofAnotherForm_isSaidToBeNewer() {
    byte[] newer =
        new String(file, StandardCharsets.ISO_8859_1)
            .replace("\"" + Format.NAME + "\"", "\"holdfast-backup-99\"")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> SealedManifest.outer(newer))
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NEWER));
  }

  @Test
  void manifest_withAnotherBackupsRecipients_staysClosed() throws IOException {
    byte[] other = SealedManifest.write(manifest, kms, RecoveryKey.generate().key());
    byte[] mixed = (firstLine(other) + "\n" + body(file)).getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> SealedManifest.read(mixed, SealedManifest.with(kms)))
        .isInstanceOf(BackupException.class);
  }

  private static String firstLine(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.substring(0, text.indexOf('\n'));
  }

  private static String body(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.substring(text.indexOf('\n') + 1);
  }

  @Test
  void pack_anyByteThatAChunkCovers_isDamagedAndGivesNoByteOfThatChunk() throws IOException {
    Manifest.Content content = manifest.tables().getFirst().content();
    byte[] pack = vault.files.values().iterator().next();
    byte[] whole = read(content);
    for (int chunk = 0; chunk < content.chunks().size(); chunk++) {
      Manifest.Chunk place = content.chunks().get(chunk);
      int before =
          content.chunks().subList(0, chunk).stream().mapToInt(Manifest.Chunk::bytes).sum();
      for (int at = 0; at < place.length(); at++) {
        pack[Math.toIntExact(place.offset()) + at] ^= 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ArchiveReader reader = new ArchiveReader(vault, manifest)) {
          assertThatThrownBy(() -> reader.read(content, out::writeBytes))
              .isInstanceOfSatisfying(
                  BackupException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
        }
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(whole, before));
        pack[Math.toIntExact(place.offset()) + at] ^= 1;
      }
    }
    assertThat(read(content)).isEqualTo(whole);
  }

  private byte[] read(Manifest.Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArchiveReader reader = new ArchiveReader(vault, manifest)) {
      reader.read(content, out::writeBytes);
    }
    return out.toByteArray();
  }

  @Test
  void chunk_inAnothersPlace_isDamaged() throws IOException {
    Manifest.Content content = manifest.tables().getFirst().content();
    Manifest.Chunk first = content.chunks().getFirst();
    Manifest.Chunk second = content.chunks().getLast();
    // The digests still say what is asked for; the places are each other's.
    Manifest.Content swapped =
        new Manifest.Content(
            content.bytes(),
            content.sha384(),
            List.of(
                new Manifest.Chunk(
                    first.sha384(), first.bytes(), second.pack(), second.offset(), second.length()),
                new Manifest.Chunk(
                    second.sha384(),
                    second.bytes(),
                    first.pack(),
                    first.offset(),
                    first.length())));

    assertThatThrownBy(() -> read(swapped))
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
  }
}
