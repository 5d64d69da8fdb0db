package dev.holdfast.installer.backup;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the appliance's own program: that of the release that this holdfastctl belongs to. */
final class Program {
  private static final Path INSTALLED = Path.of("/opt/holdfast/current/bin/holdfast");
  private static final String MAIN = "dev.holdfast.appliance.Application";

  private Program() {}

  static List<String> find() {
    return find(here(), INSTALLED);
  }

  /**
   * Looks beside this tool first.
   *
   * @param here the directory of this tool's jar, {@code RELEASE/ctl} or a build's
   */
  static List<String> find(@Nullable Path here, Path installed) {
    if (here != null) {
      Path beside = here.resolveSibling("bin").resolve("holdfast");
      if (Files.isExecutable(beside)) {
        return List.of(beside.toString());
      }
      Path built = here.resolve("../../../../appliance/target/dist/lib").normalize();
      if (Files.isDirectory(built)) {
        return List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dholdfast.log.level=WARN",
            "-cp",
            built + "/*",
            MAIN);
      }
    }
    if (Files.isExecutable(installed)) {
      return List.of(installed.toString());
    }
    throw new CommandFailure(
        ExitCode.SOFTWARE,
        "program_missing",
        "The appliance's program is neither beside this tool nor at " + installed + ".",
        "Run the holdfastctl of an installed release.");
  }

  private static @Nullable Path here() {
    CodeSource source = Program.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? null : Path.of(source.getLocation().toURI()).getParent();
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
