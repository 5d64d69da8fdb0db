package dev.holdfast.appliance.gates;

import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.checks.Check;
import dev.holdfast.checks.Finding.Result;
import dev.holdfast.checks.Severity;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Nobody but the appliance's own user may look into the home directory. */
@Singleton
final class HomeRightsCheck implements Check {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Home home;

  HomeRightsCheck(Home home) {
    this.home = home;
  }

  @Override
  public String id() {
    return "home.rights";
  }

  @Override
  public Severity severity() {
    return Severity.STRICT;
  }

  @Override
  public String title() {
    return "Rights in the home directory";
  }

  @Override
  public Observation look() throws IOException {
    List<String> open = new ArrayList<>();
    for (Path directory : home.directories()) {
      note(directory, open);
    }
    for (Path secrets : List.of(home.keys(), home.tls(), home.run())) {
      try (Stream<Path> files = Files.list(secrets)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (isSecret(file)) {
            note(file, open);
          }
        }
      }
    }
    return new Observation(
        open.isEmpty() ? Result.OK : Result.FAIL,
        open.isEmpty() ? "Only its owner can open it." : "Open to others: " + open,
        "Directories are 0700 and files with secrets 0600.",
        "chmod -R go-rwx " + home.root());
  }

  private static boolean isSecret(Path file) {
    String name = file.getFileName().toString();
    return !name.endsWith(".crt") && !name.equals("ready") && !name.equals("lock");
  }

  private static void note(Path path, List<String> open) throws IOException {
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path);
    if (!OWNERS.containsAll(rights)) {
      open.add(path + " " + PosixFilePermissions.toString(rights));
    }
  }
}
