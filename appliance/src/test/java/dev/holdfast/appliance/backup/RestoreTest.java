package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Shares;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.restore.Restorer;
import dev.holdfast.appliance.backup.restore.Stager;
import dev.holdfast.appliance.backup.restore.TenantRestorer;
import dev.holdfast.appliance.backup.restore.Watch;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup is taken, things are changed, and the backup is put back. */
@Timeout(300)
final class RestoreTest {
  @TempDir private Path folder = Path.of("unset");

  /** Where a site's data is: an H2 file in its home, or a PostgreSQL database of its own. */
  record Place(Path home, Map<String, Object> properties, DatabaseConfiguration database) {
    static Place of(String kind, Path home) {
      if (kind.equals("H2")) {
        return new Place(home, Map.of(), new DatabaseConfiguration(null, null, null, 4));
      }
      TestDatabase database = TestDatabases.postgres();
      database.close();
      return new Place(home, database.properties(), database.configuration());
    }

    Site start() throws Exception {
      return Site.start(home, properties);
    }
  }

  private Vault vault(Path home) {
    return new DirectoryVault(home.resolve("backups"));
  }

  private static Restorer restorer(Place place) {
    return new Restorer(new Home(place.home()), place.database(), Clock.systemUTC(), Watch.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "PostgreSQL"})
  void restore_ontoTheSameInstallation_isAsItWasAndSaysThatItIs(String kind) throws Exception {
    Place place = Place.of(kind, folder.resolve("home"));
    TenantId alpha;
    Backups.MadeKey key;
    try (Site site = place.start()) {
      alpha = site.tenant("alpha");
      site.audited("test.before");
      key = site.bean(Backups.class).makeRecoveryKey(2, 3);
      site.bean(Backups.class).take("test");
      site.tenant("beta");
      site.audited("test.after");
      assertThat(site.bean(AuditLog.class).verifyAll().intact()).isTrue();
      site.records(); // waits until the database has it
      site.bean(RewindWatch.class).keep();
    }
    byte[] recovery = Shares.join(key.shares().subList(1, 3));

    Manifest manifest =
        Vaults.manifest(vault(place.home()), "latest", SealedManifest.with(recovery));
    Stager.Report report = restorer(place).restore(vault(place.home()), manifest, false);

    assertThat(report.rows()).isGreaterThan(3);
    assertThat(place.home().resolve("restore")).doesNotExist();
    try (Site site = place.start()) {
      assertThat(site.slugs()).containsExactly("alpha");
      assertThat(site.secretOf(alpha)).isEqualTo("secret of alpha");
      assertThat(site.bean(AuditLog.class).verifyAll().intact()).isTrue();
      assertThat(site.records())
          .extracting(entry -> entry.record().event().action())
          .contains("test.before", "platform.restored")
          .doesNotContain("test.after");
      assertThat(site.records())
          .filteredOn(entry -> entry.record().event().action().equals("platform.restored"))
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.record().event().target()).isEqualTo(manifest.header().id());
                assertThat(entry.record().event().details().get("backwards1"))
                    .contains("audit chain");
              });
      site.audited("test.again");
      assertThat(site.bean(AuditLog.class).verifyAll().intact()).isTrue();
    }
    try (Site site = place.start()) {
      assertThat(site.records())
          .extracting(entry -> entry.record().event().action())
          .containsOnlyOnce("platform.restored")
          .doesNotContain("platform.rewound");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2, PostgreSQL", "PostgreSQL, H2"})
  void restore_ontoAnotherMachineAndDatabase_bringsKeysAndAll(String kinds) throws Exception {
    Place first = Place.of(kinds.split(", ")[0], folder.resolve("first"));
    Place second = Place.of(kinds.split(", ")[1], folder.resolve("second"));
    TenantId alpha;
    List<String> shares;
    try (Site site = first.start()) {
      alpha = site.tenant("alpha");
      shares = site.bean(Backups.class).makeRecoveryKey(1, 1).shares();
      site.bean(Backups.class).take("test");
    }
    new Home(second.home()).create();

    Manifest manifest =
        Vaults.manifest(vault(first.home()), "latest", SealedManifest.with(Shares.join(shares)));
    restorer(second).restore(vault(first.home()), manifest, false);

    try (Site site = second.start()) {
      assertThat(site.slugs()).containsExactly("alpha");
      assertThat(site.secretOf(alpha)).isEqualTo("secret of alpha");
      assertThat(site.bean(AuditLog.class).verifyAll().intact()).isTrue();
      assertThat(site.bean(BackupSettings.class).installation())
          .isEqualTo(manifest.header().installation());
    }
  }

  @Test
  void restore_ontoAMachineWithALocalKeyOfItsOwn_opensWhatTheOtherKeySealed() throws Exception {
    Map<String, Object> first =
        Map.of("holdfast.kms.key-file", folder.resolve("first.key").toString());
    Map<String, Object> second =
        Map.of("holdfast.kms.key-file", folder.resolve("second.key").toString());
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    TenantId alpha;
    List<String> shares;
    try (Site site = Site.start(one, first)) {
      alpha = site.tenant("alpha");
      shares = site.bean(Backups.class).makeRecoveryKey(1, 1).shares();
      site.bean(Backups.class).take("test");
    }
    try (Site site = Site.start(two, second)) {
      assertThat(site.slugs()).isEmpty();
    }

    Manifest manifest =
        Vaults.manifest(vault(one), "latest", SealedManifest.with(Shares.join(shares)));
    restorer(Place.of("H2", two)).restore(vault(one), manifest, false);

    try (Site site = Site.start(two, second)) {
      assertThat(site.secretOf(alpha)).isEqualTo("secret of alpha");
      site.bean(Backups.class).take("test");
    }
    // A backup of the second machine brings both keys along.
    Path three = folder.resolve("three");
    new Home(three).create();
    Manifest next = Vaults.manifest(vault(two), "latest", SealedManifest.with(Shares.join(shares)));
    restorer(Place.of("H2", three)).restore(vault(two), next, false);
    try (Site site = Site.start(three, Map.of())) {
      assertThat(site.secretOf(alpha)).isEqualTo("secret of alpha");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "PostgreSQL"})
  void restore_ofOneTenant_leavesTheOthersAndTheBooksAsTheyAre(String kind) throws Exception {
    Place place = Place.of(kind, folder.resolve("home"));
    TenantId alpha;
    TenantId beta;
    try (Site site = place.start()) {
      alpha = site.tenant("alpha");
      beta = site.tenant("beta");
      site.bean(Backups.class).take("test");
      for (TenantId tenant : List.of(alpha, beta)) {
        site.database()
            .inPlatform(
                handle ->
                    handle.execute(
                        "update provider set name = 'changed', secret = null where tenant_id = ?",
                        tenant.value()));
      }
      site.audited("test.after");
    }
    Manifest manifest = openByKms(place);

    TenantRestorer.Report report =
        new TenantRestorer(
                vault(place.home()), new Home(place.home()), place.database(), Clock.systemUTC())
            .restore(manifest, alpha);

    assertThat(report.rows()).containsEntry("provider", 1L).doesNotContainKey("tenant");
    try (Site site = place.start()) {
      assertThat(site.secretOf(alpha)).isEqualTo("secret of alpha");
      assertThat(names(site, beta)).containsExactly("changed");
      assertThat(site.records())
          .extracting(entry -> entry.record().event().action())
          .contains("test.after", "platform.restored");
      assertThat(site.bean(AuditLog.class).verifyAll().intact()).isTrue();
    }
  }

  @Test
  void restore_ofATenantThatTheBackupDoesNotHold_changesNothing() throws Exception {
    Place place = Place.of("H2", folder.resolve("home"));
    TenantId later;
    try (Site site = place.start()) {
      site.tenant("alpha");
      site.bean(Backups.class).take("test");
      later = site.tenant("later");
    }
    Manifest manifest = openByKms(place);
    TenantRestorer restorer =
        new TenantRestorer(
            vault(place.home()), new Home(place.home()), place.database(), Clock.systemUTC());

    assertReason(
        Reason.UNKNOWN,
        () -> restorer.restore(manifest, new TenantId(java.util.UUID.randomUUID())));
    // It is there, and would have been emptied.
    assertReason(Reason.UNKNOWN, () -> restorer.restore(manifest, later));
    try (Site site = place.start()) {
      assertThat(site.slugs()).containsExactlyInAnyOrder("alpha", "later");
      assertThat(site.secretOf(later)).isEqualTo("secret of later");
    }
  }

  @Test
  void restore_ofANewerVersionOrAnUnknownSchema_isRefusedBeforeAnyWrite() throws Exception {
    Place place = Place.of("H2", folder.resolve("home"));
    try (Site site = place.start()) {
      site.bean(Backups.class).take("test");
    }
    Manifest manifest = openByKms(place);
    Manifest newer =
        new Manifest(
            manifest.header(),
            java.util.stream.Stream.concat(
                    manifest.migrations().stream(),
                    java.util.stream.Stream.of("future/V999_1__later.sql"))
                .toList(),
            manifest.tables(),
            manifest.files(),
            manifest.chains(),
            0,
            null,
            manifest.packs());

    assertReason(Reason.NEWER, () -> Stager.check(vault(place.home()), newer, null));
    assertReason(Reason.DAMAGED, () -> Stager.check(vault(place.home()), manifest, "gone.hfpack"));
  }

  @Test
  void restore_whileAnApplianceIsConnected_isRefused() throws Exception {
    Place place = Place.of("PostgreSQL", folder.resolve("home"));
    try (Site site = place.start()) {
      site.bean(Backups.class).take("test");

      assertReason(Reason.REFUSED, () -> restorer(place).check());
    }
    restorer(place).check();
  }

  @Test
  void start_onAnOldDiskImage_saysThatTheStateWentBackwards() throws Exception {
    Place place = Place.of("H2", folder.resolve("home"));
    Path image = folder.resolve("image");
    try (Site site = place.start()) {
      site.audited("test.before");
    }
    RestoreMatrixTest.copy(place.home().resolve("data"), image.resolve("data"));
    RestoreMatrixTest.copy(place.home().resolve("journal"), image.resolve("journal"));
    try (Site site = place.start()) {
      site.audited("test.after");
      assertThat(site.bean(AuditLog.class).verifyAll().intact()).isTrue();
      site.records(); // waits until the database has it
      site.bean(RewindWatch.class).keep();
    }
    for (String name : List.of("data", "journal")) {
      Stager.empty(place.home().resolve(name));
      RestoreMatrixTest.copy(image.resolve(name), place.home().resolve(name));
    }

    try (Site site = place.start()) {
      assertThat(site.records())
          .filteredOn(entry -> entry.record().event().action().equals("platform.rewound"))
          .singleElement()
          .satisfies(
              entry ->
                  assertThat(entry.record().event().details().get("backwards1"))
                      .contains("was seen at"));
    }
  }

  /** Set back by whatever means, and written past its old end before anybody looked. */
  @ParameterizedTest
  @ValueSource(strings = {"H2", "PostgreSQL"})
  void start_onADatabaseSetBackAndWrittenPastItsOldEnd_saysThatItWentBackwards(String kind)
      throws Exception {
    Place place = Place.of(kind, folder.resolve("home"));
    Path seen = place.home().resolve("seen.json");
    Manifest manifest;
    try (Site site = place.start()) {
      site.audited("test.before");
      List<String> shares = site.bean(Backups.class).makeRecoveryKey(1, 1).shares();
      site.bean(Backups.class).take("test");
      manifest =
          Vaults.manifest(vault(place.home()), "latest", SealedManifest.with(Shares.join(shares)));
      site.audited("test.after");
      site.records(); // waits until the database has it
      site.bean(RewindWatch.class).keep();
    }
    byte[] remembered = Files.readAllBytes(seen);
    restorer(place).restore(vault(place.home()), manifest, false);
    Files.delete(seen);
    try (Site site = place.start()) {
      for (int i = 0; i < 20; i++) {
        site.audited("test.other" + i);
      }
      site.records();
    }
    Files.write(seen, remembered);

    try (Site site = place.start()) {
      assertRewound(site, 1);
      site.bean(RewindWatch.class).keep();
      assertRewound(site, 1); // what was told is not told again
      Files.write(seen, remembered);
      site.bean(RewindWatch.class).keep(); // under the running appliance
      assertRewound(site, 2);
    }
  }

  private static void assertRewound(Site site, int times) {
    assertThat(site.records())
        .filteredOn(entry -> entry.record().event().action().equals("platform.rewound"))
        .hasSize(times)
        .allSatisfy(
            entry ->
                assertThat(entry.record().event().details().get("backwards1"))
                    .contains("another record"));
  }

  private Manifest openByKms(Place place) throws Exception {
    try (Site site = place.start()) {
      return Vaults.manifest(
          vault(place.home()),
          "latest",
          SealedManifest.with(site.bean(dev.holdfast.appliance.kms.Kms.class)));
    }
  }

  private static List<String> names(Site site, TenantId tenant) {
    return site.database()
        .inPlatform(
            handle ->
                handle
                    .createQuery("select name from provider where tenant_id = :t")
                    .bind("t", tenant)
                    .mapTo(String.class)
                    .list());
  }

  private interface Effect {
    void run() throws Exception;
  }

  private static void assertReason(Reason reason, Effect call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            BackupException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
