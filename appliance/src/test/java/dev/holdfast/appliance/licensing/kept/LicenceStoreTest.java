package dev.holdfast.appliance.licensing.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.licensing.kept.LicenceStore.Kind;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Instant;

/** The files that were taken: kept as they came, and never deleted. */
class LicenceStoreTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private static LicenceStore.Label licence(String digest, String id, long sequence) {
    return new LicenceStore.Label(digest, Kind.LICENCE, id, sequence);
  }

  @BothDatabases
  void keep_threeKinds_areReadBackInTheOrderTheyCame(TestDatabase database) {
    LicenceStore store = new LicenceStore(database, new IdSource());
    store.keep(licence("a", "lic_1", 1), "one\n", "upload", NOW);
    store.keep(
        new LicenceStore.Label("b", Kind.REVOCATIONS, null, 4), "two", "x", NOW.plusSeconds(1));
    store.keep(
        new LicenceStore.Label("c", Kind.CLOCK_RESET, null, 0), "three", "y", NOW.plusSeconds(2));
    assertThat(store.files())
        .extracting(LicenceStore.StoredFile::kind)
        .containsExactly(Kind.LICENCE, Kind.REVOCATIONS, Kind.CLOCK_RESET);
    assertThat(store.files())
        .first()
        .satisfies(
            file -> {
              assertThat(file.body()).isEqualTo("one\n");
              assertThat(file.source()).isEqualTo("upload");
              assertThat(file.addedAt()).isEqualTo(NOW);
              assertThat(file.removedAt()).isNull();
            });
  }

  @BothDatabases
  void revision_anyChange_isAnother(TestDatabase database) {
    LicenceStore store = new LicenceStore(database, new IdSource());
    String empty = store.revision();
    store.keep(licence("a", "lic_1", 1), "one", "upload", NOW);
    String added = store.revision();
    store.remove("lic_1", NOW.plusSeconds(1));
    String removed = store.revision();
    store.keep(licence("a", "lic_1", 1), "one", "again", NOW.plusSeconds(2));
    assertThat(empty).isNotEqualTo(added);
    assertThat(added).isNotEqualTo(removed);
    assertThat(removed).isNotEqualTo(store.revision());
    assertThat(store.revision()).isEqualTo(store.revision());
  }

  @BothDatabases
  void remove_all_leavesListsAndResets(TestDatabase database) {
    LicenceStore store = new LicenceStore(database, new IdSource());
    store.keep(licence("a", "lic_1", 1), "one", "upload", NOW);
    store.keep(licence("b", "lic_2", 1), "two", "upload", NOW);
    store.keep(new LicenceStore.Label("c", Kind.REVOCATIONS, null, 4), "three", "x", NOW);
    assertThat(store.remove(null, NOW.plusSeconds(5))).isEqualTo(2);
    assertThat(store.remove(null, NOW.plusSeconds(6))).isZero();
    assertThat(store.files()).hasSize(3);
    assertThat(store.files())
        .filteredOn(file -> file.removedAt() == null)
        .singleElement()
        .extracting(LicenceStore.StoredFile::kind)
        .isEqualTo(Kind.REVOCATIONS);
  }

  @BothDatabases
  void remove_one_leavesTheOther(TestDatabase database) {
    LicenceStore store = new LicenceStore(database, new IdSource());
    store.keep(licence("a", "lic_1", 1), "one", "upload", NOW);
    store.keep(licence("b", "lic_2", 1), "two", "upload", NOW);
    assertThat(store.remove("lic_2", NOW)).isEqualTo(1);
    assertThat(store.files())
        .filteredOn(file -> file.removedAt() == null)
        .singleElement()
        .extracting(LicenceStore.StoredFile::digest)
        .isEqualTo("a");
  }

  @BothDatabases
  void keep_sameContents_isOneFileThatCountsAgain(TestDatabase database) {
    LicenceStore store = new LicenceStore(database, new IdSource());
    store.keep(licence("a", "lic_1", 1), "one", "upload", NOW);
    store.remove(null, NOW.plusSeconds(1));
    store.keep(licence("a", "lic_1", 1), "one", "file x", NOW.plusSeconds(2));
    assertThat(store.files())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.removedAt()).isNull();
              assertThat(file.source()).isEqualTo("file x");
            });
  }
}
