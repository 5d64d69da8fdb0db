package dev.holdfast.installer.machine;

import java.nio.file.Path;

/**
 * Where an installation lies.
 *
 * @param root {@code /}, or the directory of an image that is being prepared
 */
public record Layout(Path root) {
  public Layout {
    root = root.toAbsolutePath().normalize();
  }

  /** Whether this is the running machine's own root. */
  public boolean isMachine() {
    return root.getNameCount() == 0;
  }

  /** The place of an absolute path of the installed machine. */
  public Path at(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** A path as the installed machine will see it. */
  public String seen(Path path) {
    return isMachine() ? path.toString() : "/" + root.relativize(path);
  }

  public Path program() {
    return at("/opt/holdfast");
  }

  public Path release(String version) {
    return program().resolve("releases").resolve(version);
  }

  /** The symbolic link to the release in force. */
  public Path current() {
    return program().resolve("current");
  }

  public Path configurationFolder() {
    return at("/etc/holdfast");
  }

  public Path configuration() {
    return configurationFolder().resolve("holdfast.properties");
  }

  /** Secrets that reach the service as credentials only; root's alone. */
  public Path secrets() {
    return configurationFolder().resolve("credentials");
  }

  public Path home() {
    return at("/var/lib/holdfast");
  }

  public Path logs() {
    return at("/var/log/holdfast");
  }

  public Path backups() {
    return at("/var/backups/holdfast");
  }

  public Path units() {
    return at("/etc/systemd/system");
  }

  /** The installer's own state: journals, receipts, snapshots. */
  public Path state() {
    return at("/var/lib/holdfast-install");
  }

  public Path journal() {
    return state().resolve("journal");
  }

  public Path receipt() {
    return state().resolve("installed.json");
  }

  public Path snapshots() {
    return state().resolve("snapshots");
  }

  public Path tool() {
    return at("/usr/local/bin/holdfastctl");
  }

  public Path postgresProgram() {
    return program().resolve("postgresql");
  }

  public Path postgresHome() {
    return at("/var/lib/holdfast-postgresql");
  }
}
