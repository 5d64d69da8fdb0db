package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.Format;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.backup.wal.Base;
import dev.holdfast.appliance.backup.wal.Catalogue;
import dev.holdfast.appliance.backup.wal.Piece;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.testkit.FakeKms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies where the log lies, and what of it is deleted when. */
final class LogStoreTest {
  private static final int SEGMENT = 1 << 20;
  private static final String LINE = "lin_01jd9k3m7f8v8x2qn5w4t6a1b2";

  @TempDir private Path folder = Path.of("unset");
  private final FakeKms kms = new FakeKms();
  private int made;

  private Vault vault() {
    return new DirectoryVault(folder);
  }

  private LogStore store() {
    return new LogStore(vault(), SealedManifest.with(kms));
  }

  private static Instant at(int hour) {
    return Instant.parse("2026-11-01T00:00:00Z").plusSeconds(3_600L * hour);
  }

  /** Ids of long ago, as those of packs that may be deleted are. */
  private String id(String prefix) {
    return EntityIds.format(
        prefix, new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L | ++made));
  }

  private Manifest.Header header(String prefix, Instant at) {
    return new Manifest.Header(id(prefix), at, "1.0.0", "ins", "node", "POSTGRESQL", 0, 0);
  }

  /** A base, or a set where there is no position. */
  private Manifest manifest(int hour, int position, String content) throws IOException {
    try (ArchiveWriter archive = new ArchiveWriter(vault(), null, () -> id("pak"), 1)) {
      List<Manifest.Entry> entries = new ArrayList<>();
      archive.chunk(content.getBytes(StandardCharsets.UTF_8));
      entries.add(new Manifest.Entry("keys/kms.key", "rw-------", archive.end()));
      if (position >= 0) {
        long start = (long) position * SEGMENT + 40;
        entries.add(
            new Base(LINE, 1, "7", SEGMENT, "holdfast", "holdfast", start, start + 100)
                .entry(archive));
      }
      Manifest manifest =
          new Manifest(
              header("bak", at(hour)),
              List.of(),
              List.of(),
              entries,
              List.of(),
              0,
              null,
              archive.finish());
      try (Vault.Upload out = vault().write(manifest.header().id() + Format.MANIFEST)) {
        out.write(SealedManifest.write(manifest, kms, null));
        out.commit();
      }
      return manifest;
    }
  }

  private Piece piece(int hour) throws IOException {
    Piece piece = new Piece(LINE, (long) hour * SEGMENT, (hour + 1L) * SEGMENT, at(hour + 1));
    piece.store(vault(), header("wal", at(hour)), new byte[SEGMENT], kms, null);
    return piece;
  }

  private List<String> names() throws IOException {
    return vault().list().stream().map(Vault.Stored::name).toList();
  }

  @Test
  void read_ofBasesSetsAndPieces_tellsThemApart() throws IOException {
    Manifest base = manifest(1, 1, "first");
    manifest(2, -1, "a set");
    Piece first = piece(1);
    Piece second = piece(2);

    Catalogue there = store().read();

    assertThat(there.copies()).hasSize(1);
    assertThat(there.copies().getFirst().header()).isEqualTo(base.header());
    assertThat(there.copies().getFirst().base().line()).isEqualTo(LINE);
    assertThat(there.pieces()).containsExactly(first, second);
    assertThat(there.windows()).containsExactly(new Catalogue.Window(at(1), at(3)));
  }

  @Test
  void files_forAMoment_areThoseThatWereStoredFirstAfterIt() throws IOException {
    Manifest base = manifest(1, 1, "first");
    Manifest set = manifest(5, -1, "second");

    assertThat(store().files(at(0)).header()).isEqualTo(base.header());
    assertThat(store().files(at(1)).header()).isEqualTo(base.header());
    assertThat(store().files(at(2)).header()).isEqualTo(set.header());
    assertThat(store().files(at(9)).header()).as("the newest there is").isEqualTo(set.header());
  }

  @Test
  void sweep_ofWhatNoMomentNeeds_deletesBasesSetsPiecesAndPacksButNothingElse() throws IOException {
    Manifest old = manifest(1, 1, "first");
    Manifest set = manifest(2, -1, "second");
    Manifest kept = manifest(4, 4, "third");
    for (int hour = 1; hour < 7; hour++) {
      piece(hour);
    }

    int gone = store().sweep(at(5), LINE, at(9_000));

    assertThat(gone).as("a base, a set, three pieces, two packs").isEqualTo(7);
    assertThat(names())
        .contains(kept.header().id() + Format.MANIFEST)
        .doesNotContain(old.header().id() + Format.MANIFEST, set.header().id() + Format.MANIFEST);
    assertThat(names()).filteredOn(name -> name.endsWith(Format.PACK)).hasSize(1);
    assertThat(store().read().windows()).containsExactly(new Catalogue.Window(at(4), at(7)));
    assertThat(store().sweep(at(5), LINE, at(9_000))).isZero();
  }

  @Test
  void sweep_withOneBaseOnly_deletesNothing() throws IOException {
    manifest(1, 1, "first");
    piece(1);
    List<String> before = names();

    assertThat(store().sweep(at(9), LINE, at(9_000))).isZero();
    assertThat(names()).containsExactlyInAnyOrderElementsOf(before);
  }
}
