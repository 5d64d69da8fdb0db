package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.audit.journal.Journal;
import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Format;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.table.TableDump;
import dev.holdfast.appliance.backup.table.Tables;
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
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
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

  /** What a snapshot of the database says of itself. */
  private record Dump(
      List<Manifest.Table> tables,
      List<Manifest.ChainEnd> chains,
      long licenceSequence,
      @Nullable Instant clockMark) {}

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
      Dump dump = database.inSnapshot(handle -> dump(handle, files, hold, archive));
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

  private Dump dump(Handle handle, HomeFiles files, Journal.Hold hold, ArchiveWriter archive) {
    try {
      // The first statement fixes the snapshot; the journal is copied behind that moment.
      List<Manifest.ChainEnd> chains = Snapshot.chains(handle);
      files.journal(hold.files());
      hold.close();
      Map<String, List<Manifest.Column>> columns =
          Tables.of(handle.getConnection(), database.kind());
      TableDump dump = new TableDump(handle.getConnection(), database.kind(), archive);
      List<Manifest.Table> tables = new ArrayList<>();
      for (Map.Entry<String, List<Manifest.Column>> table : columns.entrySet()) {
        tables.add(dump.table(table.getKey(), table.getValue()));
      }
      return new Dump(tables, chains, Snapshot.licenceSequence(handle), Snapshot.clockMark(handle));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new UncheckedIOException(
          new BackupException(Reason.REFUSED, "The database cannot be read: " + e.getMessage(), e));
    }
  }
}
