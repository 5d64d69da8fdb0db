package dev.holdfast.appliance.backup.restore;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.restore.RestoreJournal.Entry;
import dev.holdfast.appliance.backup.restore.RestoreJournal.Step;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.db.Staging;
import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts a whole backup in the place of what a home and its database hold. First everything is made
 * beside; then folders are exchanged by renames, and on PostgreSQL the tables in one transaction.
 * Whatever stops it, running it again either starts over with nothing touched, or finishes.
 */
public final class Restorer {
  private static final String LABEL = "holdfast_restore";
  private static final String BEFORE = "holdfast_before";
  private static final String NEW = "new";
  private static final String OLD = "before";
  private static final Pattern PATH =
      Pattern.compile("(conf|keys|tls|licences|journal)(/[A-Za-z0-9_][A-Za-z0-9._-]*)+");

  /** Each look waits a tenth of a second first. */
  private static final String OTHERS =
      "select count(*) from (select pg_sleep(0.1)) pause, pg_stat_activity where datname ="
          + " current_database() and application_name = 'holdfast'";

  private static final int TRIES = 20;

  private final Home home;
  private final DatabaseConfiguration inUse;
  private final Clock clock;
  private final Watch watch;
  private final RestoreJournal journal;

  public Restorer(Home home, DatabaseConfiguration configured, Clock clock, Watch watch) {
    this.home = home;
    this.inUse = Staging.inHome(configured, home.data());
    this.clock = clock;
    this.watch = watch;
    this.journal = new RestoreJournal(home);
  }

  /**
   * Restores everything.
   *
   * @param configuration whether the backup's configuration replaces the one that is there
   * @throws BackupException {@code REFUSED} where an earlier restore has to be finished first
   */
  public Stager.Report restore(Vault vault, Manifest manifest, boolean configuration)
      throws IOException, SQLException {
    check();
    Path staged = journal.folder().resolve(NEW);
    watch.before("write the journal");
    Stager.empty(journal.folder());
    journal.write(new Entry(Step.STAGE, manifest.header().id(), List.of()));
    Stager.Report report =
        new Stager(vault, inUse, clock)
            .stage(
                manifest,
                staged.resolve("data"),
                LABEL,
                watch,
                connection -> note(connection, manifest, null));
    watch.before("stage the files");
    List<String> folders = files(vault, manifest, staged, configuration);
    if (isH2()) {
      folders.add("data");
    }
    watch.before("write down that everything is staged");
    journal.write(new Entry(Step.SWITCH, manifest.header().id(), folders));
    resume();
    return report;
  }

  /**
   * Looks whether something could be restored here now.
   *
   * @throws BackupException {@code REFUSED} with the reason
   */
  public void check() throws IOException, SQLException {
    if (journal.mustGoOn()) {
      throw new BackupException(
          Reason.REFUSED, "An earlier restore was interrupted; finish it first (--resume).");
    }
    refuseOtherFile();
    if (!isH2() && isInUse()) {
      throw new BackupException(
          Reason.REFUSED,
          "An appliance is connected to the database. Stop every node, then restore.");
    }
  }

  /** The server may take a moment to see that a connection is closed. */
  private boolean isInUse() throws SQLException {
    try (Connection connection = Staging.direct(inUse);
        PreparedStatement statement = connection.prepareStatement(OTHERS)) {
      for (int tries = 0; tries < TRIES; tries++) {
        try (ResultSet rows = statement.executeQuery()) {
          if (rows.next() && rows.getLong(1) == 0) {
            return false;
          }
        }
      }
      return true;
    }
  }

  /**
   * Finishes an interrupted restore.
   *
   * @return whether there was one to finish
   */
  public boolean resume() throws IOException, SQLException {
    Entry entry = journal.read().orElse(null);
    if (entry == null || entry.step() == Step.STAGE) {
      return false;
    }
    if (entry.step() == Step.SWITCH) {
      if (!isH2()) {
        watch.before("exchange the tables");
        Staging.takePlace(inUse, LABEL, BEFORE);
      }
      for (String folder : entry.folders()) {
        exchange(folder);
      }
      watch.before("write down that everything is in place");
      journal.write(new Entry(Step.CLEAN, entry.backup(), entry.folders()));
    }
    watch.before("delete what was there before");
    Staging.drop(inUse, BEFORE);
    journal.end();
    return true;
  }

  /**
   * Throws away what an interrupted restore has staged.
   *
   * @throws BackupException {@code REFUSED} where it can only go forward
   */
  public boolean abandon() throws IOException, SQLException {
    if (journal.read().isEmpty()) {
      return false;
    }
    if (journal.mustGoOn()) {
      throw new BackupException(
          Reason.REFUSED,
          "The restore has begun to put things in their place; it can only be finished (--resume).");
    }
    Staging.drop(inUse, LABEL);
    journal.end();
    return true;
  }

  private boolean isH2() {
    return String.valueOf(inUse.url()).startsWith("jdbc:h2:");
  }

  /** Only the H2 file in the home can be exchanged by renaming folders of the home. */
  private void refuseOtherFile() throws BackupException {
    if (isH2() && !String.valueOf(inUse.url()).contains(home.data().toString())) {
      throw new BackupException(
          Reason.REFUSED,
          "holdfast.database.url names an H2 database outside of the home; take it out first.");
    }
  }

  private List<String> files(Vault vault, Manifest manifest, Path staged, boolean configuration)
      throws IOException {
    boolean keep = !configuration && Files.exists(home.conf().resolve("holdfast.properties"));
    Set<String> folders = new TreeSet<>(List.of("journal", "keys", "licences", "tls"));
    if (!keep) {
      folders.add("conf");
    }
    for (String folder : folders) {
      Files.createDirectories(
          staged.resolve(folder),
          PosixFilePermissions.asFileAttribute(
              PosixFilePermissions.fromString(Home.DIRECTORY_RIGHTS)));
    }
    try (ArchiveReader archive = new ArchiveReader(vault, manifest)) {
      for (Manifest.Entry entry : manifest.files()) {
        if (!PATH.matcher(entry.path()).matches()) {
          throw new BackupException(
              Reason.DAMAGED, "The manifest names a file where none belongs.");
        }
        if (keep && entry.path().startsWith("conf/")) {
          continue;
        }
        file(archive, entry, staged.resolve(entry.path()));
      }
    }
    return new ArrayList<>(folders);
  }

  private static void file(ArchiveReader archive, Manifest.Entry entry, Path target)
      throws IOException {
    Path folder = target.getParent();
    if (folder != null) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(
              PosixFilePermissions.fromString(Home.DIRECTORY_RIGHTS)));
    }
    var rights = PosixFilePermissions.fromString(entry.mode());
    try (FileChannel channel =
            FileChannel.open(
                target,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString(Home.FILE_RIGHTS)));
        OutputStream out = java.nio.channels.Channels.newOutputStream(channel)) {
      archive.read(entry.content(), out::write);
      channel.force(true);
    }
    Files.setPosixFilePermissions(target, rights);
  }

  /** Each of the two moves is atomic, and whichever was the last, this goes on behind it. */
  private void exchange(String name) throws IOException {
    Path fresh = journal.folder().resolve(NEW).resolve(name);
    Path before = journal.folder().resolve(OLD).resolve(name);
    Path place = home.root().resolve(name);
    if (!Files.exists(fresh)) {
      return;
    }
    Files.createDirectories(journal.folder().resolve(OLD));
    if (Files.exists(place) && !Files.exists(before)) {
      watch.before("put " + name + " aside");
      Files.move(place, before, StandardCopyOption.ATOMIC_MOVE);
    }
    watch.before("put the restored " + name + " in place");
    Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
    RestoreJournal.sync(home.root());
  }

  /** Leaves word for the next start, which tells the audit log. */
  void note(Connection connection, Manifest manifest, @Nullable String scope) throws SQLException {
    try (PreparedStatement clear =
            connection.prepareStatement("delete from backup_restore where backup_id = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into backup_restore (id, backup_id, scope, taken_at, restored_at)"
                    + " values (?, ?, ?, ?, ?)")) {
      clear.setString(1, manifest.header().id());
      clear.execute();
      insert.setString(1, "rst_" + clock.instant().toEpochMilli());
      insert.setString(2, manifest.header().id());
      insert.setString(3, scope);
      insert.setObject(4, manifest.header().takenAt().atOffset(java.time.ZoneOffset.UTC));
      insert.setObject(5, clock.instant().atOffset(java.time.ZoneOffset.UTC));
      insert.execute();
    }
  }

  /** Which database is in use. */
  Database.Kind kind() {
    return isH2() ? Database.Kind.H2 : Database.Kind.POSTGRESQL;
  }
}
