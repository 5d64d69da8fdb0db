package dev.holdfast.appliance.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.RecoveryKey;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.testkit.FakeKms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A piece of the log is what was stored under its name, or it is refused. */
final class PieceTest {
  private static final String LINE = "lin_01jd9k3m7f8v8x2qn5w4t6a1b2";
  private static final Instant MARK = Instant.parse("2026-11-21T14:00:00.123Z");
  private static final byte[] LOG = "a piece of the log".getBytes(StandardCharsets.US_ASCII);
  private static final Manifest.Header HEADER =
      new Manifest.Header(
          "wal_01jd9k3m7f8v8x2qn5w4t6a1b2", MARK, "1.0.0", "ins", "node", "POSTGRESQL", 18, 0);

  @TempDir private Path folder = Path.of("unset");
  private final FakeKms kms = new FakeKms();

  private Piece piece(long from) {
    return new Piece(LINE, from, from + LOG.length, MARK);
  }

  private Vault vault() {
    return new DirectoryVault(folder);
  }

  private void store(Piece piece) throws IOException {
    piece.store(vault(), HEADER, LOG, kms, null);
  }

  private void assertRefused(Piece piece, Reason reason) {
    assertThatThrownBy(() -> piece.read(vault(), SealedManifest.with(kms)))
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void name_bothWays_isTheSamePiece() {
    Piece piece = new Piece(LINE, 0x1_0000_0000L, 0x1_0000_1000L, MARK);

    assertThat(piece.name())
        .isEqualTo(LINE + ".0000000100000000.0000000100001000.01a1fe68237b.hfwal");
    assertThat(Piece.parse(piece.name())).contains(piece);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bak_01jd9k3m7f8v8x2qn5w4t6a1b2.hfbackup",
        "lin_01jd9k3m7f8v8x2qn5w4t6a1b2.0000000100000000.0000000100001000.019aa6dd4bfb.hfwal.part",
        "lin_x.0000000100000000.0000000100001000.019aa6dd4bfb.hfwal",
        "lin_01jd9k3m7f8v8x2qn5w4t6a1b2.100000000.0000000100001000.019aa6dd4bfb.hfwal"
      })
  void name_ofSomethingElse_isNone(String name) {
    assertThat(Piece.parse(name)).isEmpty();
  }

  @Test
  void read_ofWhatWasStored_givesTheSameBytes() throws IOException {
    store(piece(16));

    Piece.Content content = piece(16).read(vault(), SealedManifest.with(kms));

    assertThat(content.log()).isEqualTo(LOG);
    assertThat(content.header()).isEqualTo(HEADER);
    assertThat(Files.readString(folder.resolve(piece(16).name()), StandardCharsets.ISO_8859_1))
        .doesNotContain("a piece of the log");
  }

  @Test
  void read_byTheRecoveryKey_needsNoKms() throws IOException {
    RecoveryKey.Pair pair = RecoveryKey.generate();
    piece(16).store(vault(), HEADER, LOG, kms, pair.key());

    assertThat(piece(16).read(vault(), SealedManifest.with(pair.privateKey())).log())
        .isEqualTo(LOG);
  }

  @Test
  void read_ofAnyChangedByte_isRefused() throws IOException {
    store(piece(16));
    Path file = folder.resolve(piece(16).name());
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      Files.write(file, changed);

      assertThatThrownBy(() -> piece(16).read(vault(), SealedManifest.with(kms)))
          .as("byte %d", i)
          .isInstanceOf(BackupException.class);
    }
  }

  @Test
  void read_ofAnotherPieceUnderItsName_isRefused() throws IOException {
    store(piece(16));
    store(piece(160));
    Files.move(
        folder.resolve(piece(16).name()),
        folder.resolve(piece(160).name()),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertRefused(piece(160), Reason.DAMAGED);
  }

  @Test
  void read_ofAPieceThatIsCutOffOrGone_isRefused() throws IOException {
    store(piece(16));
    Path file = folder.resolve(piece(16).name());
    byte[] bytes = Files.readAllBytes(file);

    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(piece(16), Reason.DAMAGED);
    Files.delete(file);
    assertRefused(piece(16), Reason.GAP);
  }
}
