package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.restore.Watch;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.id.IdSource;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that makes a backup of a moment, and dies before a given step, as by {@code kill -9}.
 */
final class LogRestoreChild {
  static final int KILLED = 137;

  private LogRestoreChild() {}

  static int run(ManagedPostgres postgres, Path home, Instant moment, String fatal)
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
                LogRestoreChild.class.getName(),
                home.toString(),
                postgres.scratch().toString(),
                postgres.programs().toString(),
                moment.toString(),
                fatal));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  static LogRestore restorer(
      Path home, Path scratch, Path programs, Optional<String> user, Watch watch) {
    try (ApplicationContext context =
        ApplicationContext.run(Map.of("holdfast.home", home.toString()), "test")) {
      return new LogRestore(
          Vaults.log(home.resolve("backups")),
          SealedManifest.with(context.getBean(Kms.class)),
          new LogRestore.Scratch(scratch, programs, user),
          context.getBean(IdSource.class),
          watch);
    }
  }

  /** The process. */
  public static void main(String[] arguments) throws Exception {
    try (LogRestore moments =
        restorer(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            ManagedPostgres.user(),
            step -> {
              if (step.equals(arguments[4])) {
                Runtime.getRuntime().halt(KILLED);
              }
            })) {
      moments.make(Instant.parse(arguments[3]));
    }
  }
}
