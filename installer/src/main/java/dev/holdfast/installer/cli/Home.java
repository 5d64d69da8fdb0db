package dev.holdfast.installer.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The appliance's home directory, as far as its operator's tool reads it. */
public record Home(Path directory) {
  private static final Path INSTALLED = Path.of("/var/lib/holdfast");
  private static final Path FROM_BUILD = Path.of("var");
  private static final int MAX_SMALL_FILE = 64 * 1024;

  public static Home resolve(@Nullable Path option, @Nullable String environment) {
    if (option != null) {
      return new Home(option.toAbsolutePath().normalize());
    }
    if (environment != null && !environment.isBlank()) {
      return new Home(Path.of(environment).toAbsolutePath().normalize());
    }
    // Not by "run": seen from the root directory, var/run is the machine's own.
    Path found = Files.isDirectory(FROM_BUILD.resolve("journal")) ? FROM_BUILD : INSTALLED;
    return new Home(found.toAbsolutePath().normalize());
  }

  public Path certificateAuthority() {
    return directory.resolve("tls").resolve("ca.crt");
  }

  /** The certificate that the running appliance shows, be it its own or the operator's. */
  public Path servedCertificate() {
    return directory.resolve("tls").resolve("served.crt");
  }

  public Path operatorToken() {
    return directory.resolve("run").resolve("operator.token");
  }

  /** Holds the link of the set-up page, until there is an administrator. */
  public Path setupLink() {
    return directory.resolve("run").resolve("setup.link");
  }

  /** Holds the URL of the running appliance. */
  public Path ready() {
    return directory.resolve("run").resolve("ready");
  }

  /** Reads a small text file, or explains why it cannot be read. */
  public static String read(Path file, String what) {
    try {
      if (Files.size(file) > MAX_SMALL_FILE) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "file_too_large",
            file + " is too large to be " + what + ".",
            "Name the right file.");
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "not_running",
          "There is no " + what + " at " + file + ".",
          "Start it with `systemctl start holdfast`; `journalctl -u holdfast -n 50` says why it"
              + " ended. Where this is not its home, --home names another.");
    } catch (AccessDeniedException e) {
      throw new CommandFailure(
          ExitCode.NOT_ALLOWED,
          "permission_denied",
          "This user may not read " + file + ".",
          "Run holdfastctl as root or as the user that the appliance runs as.");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.SOFTWARE,
          "unreadable",
          file + " cannot be read: " + CommandFailure.reason(e) + ".",
          "Check the file and its disk.");
    }
  }

  /** Reads a small text file that the command line names, or explains why it cannot be read. */
  public static String given(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "no_such_file",
          file + (Files.exists(file) ? " is no file." : " is not there."),
          "Check the path; it is seen from the directory that the command runs in.");
    }
    return read(file, "that file");
  }
}
