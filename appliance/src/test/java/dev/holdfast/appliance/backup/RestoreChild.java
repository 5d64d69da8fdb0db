package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Shares;
import dev.holdfast.appliance.backup.restore.Restorer;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.home.Home;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process that restores, and dies by its own hand before a given step, as by {@code kill -9}. */
final class RestoreChild {
  static final int KILLED = 137;
  private static final String NOTHING = "-";

  private RestoreChild() {}

  static int run(RestoreTest.Place place, Path backups, String share, String fatal)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Dholdfast.log.level=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                RestoreChild.class.getName(),
                place.home().toString(),
                backups.toString(),
                share,
                fatal));
    command.add(argument(place.database().url()));
    command.add(argument(place.database().username()));
    command.add(argument(place.database().passwordFile()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** The process. */
  public static void main(String[] arguments) throws Exception {
    DirectoryVault vault = new DirectoryVault(Path.of(arguments[1]));
    Manifest manifest =
        Vaults.manifest(vault, "latest", SealedManifest.with(Shares.join(List.of(arguments[2]))));
    DatabaseConfiguration database =
        new DatabaseConfiguration(text(arguments[4]), text(arguments[5]), text(arguments[6]), 4);
    new Restorer(
            new Home(Path.of(arguments[0])),
            database,
            Clock.systemUTC(),
            step -> {
              if (step.equals(arguments[3])) {
                Runtime.getRuntime().halt(KILLED);
              }
            })
        .restore(vault, manifest, false);
  }

  private static String argument(@Nullable String text) {
    return text == null ? NOTHING : text;
  }

  private static @Nullable String text(String argument) {
    return argument.equals(NOTHING) ? null : argument;
  }
}
