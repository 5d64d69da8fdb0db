package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.restore.Stager;
import dev.holdfast.appliance.backup.restore.Watch;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.backup.wal.Base;
import dev.holdfast.appliance.backup.wal.Catalogue;
import dev.holdfast.appliance.backup.wal.ClusterFiles;
import dev.holdfast.appliance.backup.wal.Piece;
import dev.holdfast.appliance.backup.wal.ScratchCluster;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.db.Staging;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.home.Product;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.platform.id.IdSource;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes an ordinary backup of a moment that none was taken at: lays the base before it down in a
 * scratch folder, replays the log on it, and dumps the database that comes out. Nothing that is in
 * use is touched; what is restored then, and how, is as with any other backup. One thread uses it.
 */
final class LogRestore implements AutoCloseable {
  private static final int LEVEL = 1;

  private final Vault log;
  private final SealedManifest.Opener opener;
  private final LogStore store;
  private final Scratch scratch;
  private final IdSource ids;
  private final Watch watch;

  /**
   * Where and with what the log is replayed.
   *
   * @param user as whom, where this process is root
   */
  record Scratch(Path folder, Path programs, Optional<String> user) {
    /** The same, as another user. */
    Scratch as(Optional<String> other) {
      return new Scratch(folder, programs, other);
    }

    ScratchCluster cluster() {
      return new ScratchCluster(folder, programs, user);
    }
  }

  /** Says where and with what the log is replayed on this machine. */
  @Factory
  static final class Scratches {
    private static final String FOLDER = "point-in-time";

    /**
     * A folder of its own, because it is emptied: others may keep theirs in the place that is
     * named.
     */
    @Singleton
    Scratch scratch(Home home, PointInTimeConfig config) {
      String named = config.scratch();
      Path place = named == null || named.isBlank() ? home.cache() : Path.of(named);
      return new Scratch(place.resolve(FOLDER), Path.of(config.programs()), Optional.empty());
    }
  }

  LogRestore(Vault log, SealedManifest.Opener opener, Scratch scratch, IdSource ids, Watch watch) {
    this.log = log;
    this.opener = opener;
    this.store = new LogStore(log, opener);
    this.scratch = scratch;
    this.ids = ids;
    this.watch = watch;
  }

  /** A backup that lies in the scratch folder until this is closed. */
  record Made(Vault vault, Manifest manifest) {}

  /** Which moments can be reached. */
  List<Catalogue.Window> windows() throws IOException {
    return store.read().windows();
  }

  /**
   * Looks whether a moment can be restored here: reads and authenticates every piece of the log
   * that it needs.
   *
   * @throws BackupException with the reason why not
   */
  Catalogue.Plan check(Instant at) throws IOException {
    scratch.cluster().check();
    Catalogue.Plan plan = store.read().plan(at);
    // The base's own schema is older than the moment's, and is known where that is.
    Manifest manifest = store.manifest(plan.copy().header().id());
    Stager.check(log, manifest, Vaults.missing(log, manifest));
    for (Piece piece : plan.pieces()) {
      ClusterFiles.read(log, opener, plan, piece, LogRestore::version);
    }
    return plan;
  }

  private static void version(String version) throws BackupException {
    if (Stager.newer(version, Product.version())) {
      throw new BackupException(
          Reason.NEWER,
          "The log up to that moment was written by version "
              + version
              + ", this is "
              + Product.version()
              + ".");
    }
  }

  /**
   * Makes the backup.
   *
   * @throws BackupException as {@link #check}, and {@code DAMAGED} where the replay fails
   */
  Made make(Instant at) throws IOException {
    scratch.cluster().check();
    Catalogue.Plan plan = store.read().plan(at);
    Manifest base = store.manifest(plan.copy().header().id());
    Stager.check(log, base, Vaults.missing(log, base));
    watch.before("empty the scratch folder");
    ScratchCluster.clear(scratch.folder());
    Files.createDirectories(
        scratch.folder(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (ScratchCluster cluster = scratch.cluster()) {
      watch.before("lay the base of " + base.header().takenAt() + " down");
      ClusterFiles.layDown(log, base, cluster.data());
      watch.before("write the log behind it");
      ClusterFiles.writeLog(log, opener, plan, cluster.data(), LogRestore::version);
      watch.before("replay the log up to " + at);
      cluster.replay(at, plan.copy().base().role());
      watch.before("read the database as it was then");
      cluster.open();
      return dump(cluster, plan, at);
    }
  }

  private Made dump(ScratchCluster cluster, Catalogue.Plan plan, Instant at) throws IOException {
    Vault made = new DirectoryVault(scratch.folder().resolve("backup"));
    DatabaseConfiguration configuration =
        new DatabaseConfiguration(
            cluster.url(plan.copy().base().database()),
            cluster.role(),
            cluster.passwordFile().toString(),
            2);
    Manifest files = store.files(at);
    try (ArchiveWriter archive =
            new ArchiveWriter(made, null, () -> EntityIds.format("pak", ids.next()), LEVEL);
        Database database = Database.open(configuration)) {
      DatabaseDump dump =
          database.inSnapshot(
              handle -> DatabaseDump.take(handle, database.kind(), archive, () -> {}));
      List<Manifest.Entry> entries = copy(files, archive);
      List<Manifest.Pack> packs = archive.finish();
      Manifest.Header header = plan.copy().header();
      return new Made(
          made,
          new Manifest(
              new Manifest.Header(
                  EntityIds.format("bak", ids.next()),
                  at,
                  Product.version(),
                  header.installation(),
                  header.node(),
                  header.database(),
                  archive.plainBytes(),
                  archive.addedBytes()),
              List.copyOf(Staging.known()),
              dump.tables(),
              entries,
              dump.chains(),
              dump.licenceSequence(),
              dump.clockMark(),
              packs));
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  private List<Manifest.Entry> copy(Manifest from, ArchiveWriter archive) throws IOException {
    List<Manifest.Entry> entries = new ArrayList<>();
    try (ArchiveReader reader = new ArchiveReader(log, from)) {
      for (Manifest.Entry entry : from.files()) {
        if (entry.path().equals(Base.FACTS) || entry.path().startsWith(Base.CLUSTER)) {
          continue;
        }
        reader.read(entry.content(), archive::chunk);
        entries.add(new Manifest.Entry(entry.path(), entry.mode(), archive.end()));
      }
    }
    return entries;
  }

  /** Throws everything away that was made. */
  @Override
  public void close() throws IOException {
    ScratchCluster.clear(scratch.folder());
  }
}
