package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.RecoveryKey;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Shares;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.restore.Stager;
import dev.holdfast.appliance.backup.restore.Watch;
import dev.holdfast.appliance.backup.wal.Catalogue;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.db.Staging;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.platform.id.IdSource;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Takes, lists, proves and drills backups; one of these that writes at a time. */
@Singleton
final class Backups {
  private static final String SCRATCH = "drill";
  private static final String SCHEMA = "holdfast_drill";

  private final BackupTaker taker;
  private final Vaults vaults;
  private final BackupRuns runs;
  private final BackupSettings settings;
  private final BackupConfig config;
  private final Kms kms;
  private final BackupGround ground;
  private final JsonMapper json;
  private final ReentrantLock busy = new ReentrantLock();

  Backups(
      BackupTaker taker,
      Vaults vaults,
      BackupRuns runs,
      BackupSettings settings,
      BackupConfig config,
      Kms kms,
      BackupGround ground,
      JsonMapper json) {
    this.taker = taker;
    this.vaults = vaults;
    this.runs = runs;
    this.settings = settings;
    this.config = config;
    this.kms = kms;
    this.ground = ground;
    this.json = json;
  }

  /** What backups stand on. */
  @Singleton
  record BackupGround(
      Home home,
      DatabaseConfiguration database,
      IdSource ids,
      Clock clock,
      LogRestore.Scratch scratch) {}

  /** A backup as a list shows it, and whether the recovery key opens it. */
  record Listed(Manifest.Header header, List<SealedManifest.Recipient> recipients) {}

  /** Where backups lie, for people. */
  String place() {
    try (Vault vault = vaults.open()) {
      return vault.description();
    } catch (IOException e) {
      return "unusable: " + e.getMessage();
    }
  }

  List<Listed> list() {
    return with(
        vault ->
            Vaults.list(vault).stream()
                .map(outer -> new Listed(outer.header(), outer.recipients()))
                .toList());
  }

  List<BackupRuns.Run> runs() {
    return runs.latest();
  }

  @Nullable RecoveryKey recoveryKey() {
    return settings.key();
  }

  /** Takes one now, then deletes what need not be kept. */
  Manifest.Header take(String by) {
    return run(
        BackupRuns.BACKUP,
        by,
        vault -> {
          Manifest manifest = taker.take(vault, config.compression());
          Retention.Swept swept =
              new Retention(config)
                  .sweep(vault, SealedManifest.with(kms), ground.clock().instant());
          return new Done<>(
              manifest.header(),
              manifest.header().id(),
              swept.backups().isEmpty()
                  ? "Complete."
                  : "Complete; " + swept.backups().size() + " older ones were deleted.",
              manifest.header().bytes(),
              manifest.header().addedBytes());
        });
  }

  /** Restores a backup into a scratch database, looks at it, and throws it away. */
  Stager.Report drill(String id, String by) {
    return run(
        BackupRuns.DRILL,
        by,
        vault -> {
          Manifest manifest = Vaults.manifest(vault, id, SealedManifest.with(kms));
          Stager.check(vault, manifest, Vaults.missing(vault, manifest));
          Stager.Report report = staged(vault, manifest);
          return new Done<>(report, report.backup(), text(report), report.bytes(), 0);
        });
  }

  /**
   * Makes the backup of a moment out of the stored log, as a restore to it does, drills that, and
   * throws it away.
   *
   * @param at the moment; empty for the latest that can be reached
   */
  Stager.Report drillAt(Optional<Instant> at, String by) {
    return run(
        BackupRuns.MOMENT,
        by,
        unused -> {
          try (Vault log = vaults.openLog();
              LogRestore moments =
                  new LogRestore(
                      log, SealedManifest.with(kms), ground.scratch(), ground.ids(), Watch.NONE)) {
            LogRestore.Made made =
                moments.make(at.isPresent() ? at.get() : Catalogue.latest(moments.windows()));
            Stager.Report report = staged(made.vault(), made.manifest());
            return new Done<>(report, null, text(report), report.bytes(), 0);
          }
        });
  }

  private Stager.Report staged(Vault vault, Manifest manifest) throws IOException, SQLException {
    DatabaseConfiguration inUse = Staging.inHome(ground.database(), ground.home().data());
    Path scratch = ground.home().cache().resolve(SCRATCH);
    // Keys, certificates and the journal are put nowhere by a drill; a restore needs them.
    authenticate(vault, manifest, manifest.files().stream().map(Manifest.Entry::content).toList());
    try {
      return new Stager(vault, inUse, ground.clock())
          .stage(manifest, scratch, SCHEMA, Watch.NONE, connection -> {});
    } finally {
      Staging.drop(inUse, SCHEMA);
      Stager.empty(scratch);
    }
  }

  private String text(Stager.Report report) throws IOException {
    return new String(json.writeValueAsBytes(report), java.nio.charset.StandardCharsets.UTF_8);
  }

  /**
   * Looks whether a backup is whole.
   *
   * @param deep whether every byte is read and authenticated, or only that the files are there
   * @return the backup's own words about itself
   */
  Manifest.Header verify(String id, boolean deep, String by) {
    // It only reads, so it need not wait for a backup that runs.
    return recorded(
        BackupRuns.VERIFY,
        by,
        vault -> {
          Manifest manifest = Vaults.manifest(vault, id, SealedManifest.with(kms));
          Stager.check(vault, manifest, Vaults.missing(vault, manifest));
          if (deep) {
            authenticate(vault, manifest, ArchiveReader.contents(manifest));
          }
          Manifest.Header header = manifest.header();
          String words = deep ? "Every byte was read and is authentic." : "Every file is there.";
          return new Done<>(header, header.id(), words, header.bytes(), 0);
        });
  }

  private static void authenticate(
      Vault vault, Manifest manifest, Collection<Manifest.Content> contents) throws IOException {
    try (ArchiveReader archive = new ArchiveReader(vault, manifest)) {
      for (Manifest.Content content : contents) {
        archive.read(content, plain -> {});
      }
    }
  }

  /** A new recovery key, and the shares of its private half, which are kept nowhere. */
  record MadeKey(RecoveryKey key, List<String> shares) {
    MadeKey {
      shares = List.copyOf(shares);
    }
  }

  /** Makes a recovery key; backups from now on are sealed to it too. */
  MadeKey makeRecoveryKey(int m, int n) {
    RecoveryKey.Pair pair = RecoveryKey.generate();
    List<String> shares;
    try {
      shares = Shares.split(pair, m, n);
    } catch (IllegalArgumentException e) {
      throw Problem.of(
              ErrorCode.REQUEST_INVALID,
              "The fields needed and shares take "
                  + String.valueOf(e.getMessage()).replace("shares are ", "")
                  + ".")
          .asException();
    }
    settings.recoveryKey(pair.key());
    return new MadeKey(pair.key(), shares);
  }

  /** What a run came to. */
  private record Done<T>(
      T value, @Nullable String backup, String detail, long bytes, long addedBytes) {}

  @FunctionalInterface
  private interface Use<T> {
    T in(Vault vault) throws IOException, SQLException;
  }

  private <T> T run(String kind, String by, Use<Done<T>> use) {
    if (!busy.tryLock()) {
      throw Problem.of(ErrorCode.BACKUP_RUNNING, "A backup or a drill runs on this node.")
          .asException();
    }
    try {
      return recorded(kind, by, use);
    } finally {
      busy.unlock();
    }
  }

  /** Writes down that it began, and how it ended. */
  private <T> T recorded(String kind, String by, Use<Done<T>> use) {
    String id = EntityIds.format("run", ground.ids().next());
    runs.begin(id, kind, by);
    try {
      Done<T> done = with(use);
      runs.end(id, done.backup(), BackupRuns.DONE, done.detail(), done.bytes(), done.addedBytes());
      return done.value();
    } catch (RuntimeException e) {
      runs.end(id, null, BackupRuns.FAILED, words(e), 0, 0);
      throw e;
    }
  }

  private static String words(RuntimeException e) {
    return e instanceof ProblemException problem
        ? problem.problem().detail()
        : "Unexpected: " + e.getClass().getSimpleName();
  }

  private <T> T with(Use<T> use) {
    try (Vault vault = vaults.open()) {
      return use.in(vault);
    } catch (UncheckedIOException e) {
      throw problem(e.getCause() == null ? new IOException(e) : e.getCause());
    } catch (IOException e) {
      throw problem(e);
    } catch (SQLException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "The database refused: " + e.getMessage()), e);
    }
  }

  private static ProblemException problem(IOException fault) {
    if (!(fault instanceof BackupException known)) {
      return new ProblemException(
          Problem.of(
              ErrorCode.BACKUP_STORE_UNAVAILABLE,
              "The place for backups cannot be used: "
                  + fault.getClass().getSimpleName()
                  + " "
                  + fault.getMessage()),
          fault);
    }
    return new ProblemException(
        Problem.of(known.reason().code(), String.valueOf(known.getMessage())), known);
  }

  /** Who a run that nobody asked for is run by. */
  static String timer() {
    return Actor.SYSTEM.label();
  }
}
