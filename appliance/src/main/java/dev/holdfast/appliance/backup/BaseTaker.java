package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.Format;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.wal.Base;
import dev.holdfast.appliance.backup.wal.ClusterFiles;
import dev.holdfast.appliance.backup.wal.Replication;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.db.Staging;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.appliance.platform.home.Product;
import dev.holdfast.appliance.platform.id.EntityIds;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bases that the log is replayed on: a copy of the whole cluster while it is in use, and
 * the home's files with it. Sealed as backups are; a piece that the base before holds is not
 * written again.
 */
@Singleton
final class BaseTaker {
  private static final String ACTION = "backup.base.create";

  private final LogDatabase database;
  private final Kms kms;
  private final BackupSettings settings;
  private final BackupConfig config;
  private final BackupRuns runs;
  private final Audit audit;
  private final Node node;
  private final Backups.BackupGround ground;

  BaseTaker(
      LogDatabase database,
      Kms kms,
      BackupSettings settings,
      BackupConfig config,
      BackupRuns runs,
      Audit audit,
      Node node,
      Backups.BackupGround ground) {
    this.database = database;
    this.kms = kms;
    this.settings = settings;
    this.config = config;
    this.runs = runs;
    this.audit = audit;
    this.node = node;
    this.ground = ground;
  }

  /**
   * Takes a base of a line, writes down how that went, and tells the audit log.
   *
   * @param earlier whose pieces need not be written again
   */
  void base(Vault vault, String line, @Nullable Manifest earlier) throws IOException {
    String run = EntityIds.format("run", ground.ids().next());
    runs.begin(run, BackupRuns.BASE, Backups.timer());
    try {
      Manifest.Header made = take(vault, line, earlier);
      runs.end(
          run,
          made.id(),
          BackupRuns.DONE,
          "The cluster was copied.",
          made.bytes(),
          made.addedBytes());
      tell(made.id(), null);
    } catch (IOException | RuntimeException e) {
      runs.end(run, null, BackupRuns.FAILED, LogState.words(e), 0, 0);
      tell("", LogState.code(e));
      throw e;
    }
  }

  private void tell(String target, @Nullable ErrorCode fault) {
    audit.record(
        new AuditEvent(
            null,
            Actor.SYSTEM,
            ACTION,
            target,
            fault == null ? Outcome.SUCCESS : Outcome.FAILED,
            fault == null ? null : fault.code(),
            "",
            null,
            Map.of("by", "timer"),
            null));
  }

  private Manifest.Header take(Vault vault, String line, @Nullable Manifest earlier)
      throws IOException {
    LogDatabase.Facts facts = database.facts();
    Replication.Target target = database.target();
    try (ArchiveWriter archive = writer(vault, earlier);
        Replication link = Replication.connect(target)) {
      String system = link.identify().system();
      ClusterFiles cluster = new ClusterFiles(archive);
      Replication.Span span = link.copy("holdfast", cluster);
      // From here on the copy is whole: every later commit lies behind its end.
      Instant takenAt = database.now();
      Base base =
          new Base(
              line,
              span.timeline(),
              system,
              facts.segmentBytes(),
              facts.name(),
              target.user(),
              span.start(),
              span.end());
      List<Manifest.Entry> entries = new ArrayList<>(cluster.entries());
      entries.add(base.entry(archive));
      return store(vault, archive, takenAt, entries);
    }
  }

  /** Stores the home's files alone: they have changed since the last base. */
  void files(Vault vault) throws IOException {
    try (ArchiveWriter archive = writer(vault, null)) {
      store(vault, archive, database.now(), new ArrayList<>());
    }
  }

  private ArchiveWriter writer(Vault vault, @Nullable Manifest earlier) {
    return new ArchiveWriter(
        vault, earlier, () -> EntityIds.format("pak", ground.ids().next()), config.compression());
  }

  private Manifest.Header store(
      Vault vault, ArchiveWriter archive, Instant takenAt, List<Manifest.Entry> entries)
      throws IOException {
    HomeFiles home = new HomeFiles(ground.home(), archive);
    home.journal(List.of());
    entries.addAll(home.all(kms.keyOutsideOfHome()));
    List<Manifest.Pack> packs = archive.finish();
    Manifest manifest =
        new Manifest(
            header("bak", takenAt, archive.plainBytes(), archive.addedBytes()),
            List.copyOf(Staging.known()),
            List.of(),
            entries,
            List.of(),
            0,
            null,
            packs);
    try (Vault.Upload out = vault.write(manifest.header().id() + Format.MANIFEST)) {
      out.write(SealedManifest.write(manifest, kms, settings.key()));
      out.commit();
    }
    return manifest.header();
  }

  /** What stands before everything that is stored here. */
  Manifest.Header header(String prefix, Instant takenAt, long bytes, long added) {
    return new Manifest.Header(
        EntityIds.format(prefix, ground.ids().next()),
        takenAt,
        Product.version(),
        settings.installation(),
        node.name(),
        "POSTGRESQL",
        bytes,
        added);
  }
}
