package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.audit.journal.Journal;
import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Format;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.Staging;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.appliance.platform.home.Product;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.platform.id.IdSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a backup. What it holds is what a sudden death of the appliance at one moment would leave:
 * one snapshot of the database, and the journal as far as it stood just after. Restoring it is
 * therefore no other road than the one that every start goes.
 */
@Singleton
final class BackupTaker {
  private static final Logger LOG = LoggerFactory.getLogger(BackupTaker.class);

  private final Database database;
  private final Journal journal;
  private final Kms kms;
  private final Home home;
  private final Node node;
  private final BackupSettings settings;
  private final IdSource ids;
  private final Clock clock;

  BackupTaker(
      Database database,
      Journal journal,
      Kms kms,
      Home home,
      Node node,
      BackupSettings settings,
      IdSource ids,
      Clock clock) {
    this.database = database;
    this.journal = journal;
    this.kms = kms;
    this.home = home;
    this.node = node;
    this.settings = settings;
    this.ids = ids;
    this.clock = clock;
  }

  /** Takes one into {@code vault}; when it returns, the backup is complete and durable there. */
  Manifest take(Vault vault, int level) throws IOException {
    String id = EntityIds.format("bak", ids.next());
    String installation = settings.installation();
    Manifest earlier = earlier(vault, installation);
    Instant takenAt = clock.instant();
    try (ArchiveWriter archive =
            new ArchiveWriter(vault, earlier, () -> EntityIds.format("pak", ids.next()), level);
        Journal.Hold hold = journal.hold()) {
      HomeFiles files = new HomeFiles(home, archive);
      DatabaseDump dump =
          database.inSnapshot(
              handle ->
                  // The journal is copied behind the moment of the snapshot.
                  DatabaseDump.take(
                      handle,
                      database.kind(),
                      archive,
                      () -> {
                        files.journal(hold.files());
                        hold.close();
                      }));
      List<Manifest.Entry> entries = files.all(kms.keyOutsideOfHome());
      List<Manifest.Pack> packs = archive.finish();
      Manifest manifest =
          new Manifest(
              new Manifest.Header(
                  id,
                  takenAt,
                  Product.version(),
                  installation,
                  node.name(),
                  database.kind().name(),
                  archive.plainBytes(),
                  archive.addedBytes()),
              List.copyOf(Staging.known()),
              dump.tables(),
              entries,
              dump.chains(),
              dump.licenceSequence(),
              dump.clockMark(),
              packs);
      try (Vault.Upload out = vault.write(id + Format.MANIFEST)) {
        out.write(SealedManifest.write(manifest, kms, settings.key()));
        out.commit();
      }
      return manifest;
    }
  }

  /**
   * The newest backup here, if it can be opened and is whole: what it holds is not written again.
   */
  private @Nullable Manifest earlier(Vault vault, String installation) throws IOException {
    List<SealedManifest.Outer> there = Vaults.list(vault);
    for (SealedManifest.Outer outer : there) {
      if (!outer.header().installation().equals(installation)) {
        throw new BackupException(
            Reason.REFUSED,
            "There are backups of another installation ("
                + outer.header().installation()
                + ") in "
                + vault.description()
                + ". Give each installation a place of its own.");
      }
    }
    if (there.isEmpty()) {
      return null;
    }
    String newest = there.getFirst().header().id();
    try {
      Manifest manifest = Vaults.manifest(vault, newest, SealedManifest.with(kms));
      String missing = Vaults.missing(vault, manifest);
      if (missing == null) {
        return manifest;
      }
      LOG.warn("The backup {} lacks {}; this one is written in full.", newest, missing);
    } catch (BackupException e) {
      LOG.warn("The backup {} cannot be read; this one is written in full.", newest, e);
    }
    return null;
  }
}
