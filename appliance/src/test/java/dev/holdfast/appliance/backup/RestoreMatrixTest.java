package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Shares;
import dev.holdfast.appliance.backup.restore.RestoreJournal;
import dev.holdfast.appliance.backup.restore.Restorer;
import dev.holdfast.appliance.backup.restore.Stager;
import dev.holdfast.appliance.backup.restore.Watch;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.Staging;
import dev.holdfast.appliance.platform.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A restore is stopped before each of its steps, by a full disk and by {@code kill -9}: then either
 * nothing was touched, or it can be finished; never anything between.
 */
@Timeout(600)
final class RestoreMatrixTest {
  /** Where it makes no difference which of many tables was being loaded. */
  private static final List<String> TABLES =
      List.of("load the table account", "load the table tenant");

  @TempDir private Path folder = Path.of("unset");

  private RestoreTest.Place place = RestoreTest.Place.of("H2", Path.of("unset"));
  private Path pristine = Path.of("unset");
  private String share = "";

  private void prepare(String kind) throws Exception {
    place = RestoreTest.Place.of(kind, folder.resolve("home"));
    pristine = folder.resolve("pristine");
    try (Site site = place.start()) {
      site.tenant("alpha");
      share = site.bean(Backups.class).makeRecoveryKey(1, 1).shares().getFirst();
      site.bean(Backups.class).take("test");
      site.audited("test.after");
    }
    Files.writeString(place.home().resolve("licences/after.txt"), "after");
    copy(place.home(), pristine);
  }

  /** As it was before the restore: a marker in the database, and a file of its own. */
  private void reset() throws Exception {
    Stager.empty(place.home());
    copy(pristine, place.home());
    try (Database database =
        Database.open(Staging.inHome(place.database(), place.home().resolve("data")))) {
      database.inPlatform(
          handle -> {
            handle.execute("delete from backup_setting where name = 'marker'");
            return handle.execute("insert into backup_setting values ('marker', 'old')");
          });
    }
  }

  private boolean databaseIsOld() {
    try (Database database =
        Database.open(Staging.inHome(place.database(), place.home().resolve("data")))) {
      return database.inPlatform(
              handle ->
                  handle
                      .createQuery("select count(*) from backup_setting where name = 'marker'")
                      .mapTo(Integer.class)
                      .one())
          == 1;
    }
  }

  private boolean filesAreOld() {
    return Files.exists(place.home().resolve("licences/after.txt"));
  }

  private Restorer restorer(Watch watch) {
    return new Restorer(new Home(place.home()), place.database(), Clock.systemUTC(), watch);
  }

  private void run(Watch watch) throws Exception {
    DirectoryVault vault = new DirectoryVault(pristine.resolve("backups"));
    Manifest manifest =
        Vaults.manifest(vault, "latest", SealedManifest.with(Shares.join(List.of(share))));
    restorer(watch).restore(vault, manifest, false);
  }

  private List<String> steps() throws Exception {
    List<String> steps = new ArrayList<>();
    reset();
    run(steps::add);
    assertThat(databaseIsOld()).isFalse();
    assertThat(filesAreOld()).isFalse();
    steps.removeIf(step -> step.startsWith("load the table") && !TABLES.contains(step));
    return steps;
  }

  /** Whatever was interrupted is either gone without a trace, or goes on to its end. */
  private void recover(String step) throws Exception {
    if (new RestoreJournal(new Home(place.home())).mustGoOn()) {
      assertThat(restorer(Watch.NONE).resume()).as(step).isTrue();
      assertThat(databaseIsOld()).as("database after %s", step).isFalse();
      assertThat(filesAreOld()).as("files after %s", step).isFalse();
    } else {
      assertThat(databaseIsOld()).as("database after %s", step).isTrue();
      assertThat(filesAreOld()).as("files after %s", step).isTrue();
      restorer(Watch.NONE).abandon();
      assertThat(databaseIsOld()).as("database after %s", step).isTrue();
    }
    assertThat(place.home().resolve("restore")).as(step).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "PostgreSQL"})
  void restore_withAFullDiskBeforeEachStep_isUndoneOrFinished(String kind) throws Exception {
    prepare(kind);
    List<String> steps = steps();
    for (String fatal : steps) {
      reset();
      assertThatThrownBy(
              () ->
                  run(
                      step -> {
                        if (step.equals(fatal)) {
                          throw new IOException("No space left on device");
                        }
                      }))
          .as(fatal)
          .hasMessageContaining("No space left");
      recover(fatal);
    }
    assertThat(steps).hasSizeGreaterThanOrEqualTo(kind.equals("H2") ? 18 : 16);
    System.out.printf("restore on %s: disk full before each of %d steps%n", kind, steps.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "PostgreSQL"})
  void restore_killedBeforeEachStep_isUndoneOrFinished(String kind) throws Exception {
    prepare(kind);
    List<String> steps = steps();
    for (String fatal : steps) {
      reset();
      assertThat(RestoreChild.run(place, pristine.resolve("backups"), share, fatal))
          .as(fatal)
          .isEqualTo(RestoreChild.KILLED);
      recover(fatal);
    }
    assertThat(steps).hasSizeGreaterThanOrEqualTo(kind.equals("H2") ? 18 : 16);
    System.out.printf("restore on %s: kill -9 before each of %d steps%n", kind, steps.size());
  }

  static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.toList();
    }
    for (Path file : files) {
      Path target = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.createDirectories(target.getParent() == null ? to : target.getParent());
        Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
