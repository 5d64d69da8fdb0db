package dev.holdfast.appliance.platform.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The home directory ({@code HOLDFAST_HOME}). Every directory in it is for its owner only (0700).
 *
 * @param root absolute and normalised
 */
public record Home(Path root) {
  /** For the owner to read and write: 0600. */
  public static final String FILE_RIGHTS = "rw-------";

  /** For the owner only: 0700. */
  public static final String DIRECTORY_RIGHTS = "rwx------";

  public Home {
    root = root.toAbsolutePath().normalize();
  }

  /** What the operator writes: {@code holdfast.properties}. */
  public Path conf() {
    return root.resolve("conf");
  }

  /** The embedded database. */
  public Path data() {
    return root.resolve("data");
  }

  /** The audit journal. */
  public Path journal() {
    return root.resolve("journal");
  }

  /** The local key file. */
  public Path keys() {
    return root.resolve("keys");
  }

  /** The certificate authority and the server's certificate. */
  public Path tls() {
    return root.resolve("tls");
  }

  /** Licence files that somebody put there. */
  public Path licences() {
    return root.resolve("licences");
  }

  /** What exists only while the appliance runs: the operator's token, the ready file. */
  public Path run() {
    return root.resolve("run");
  }

  /** What can be deleted at any time. */
  public Path cache() {
    return root.resolve("cache");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /** Makes the directories that are missing, and takes others' rights from those that exist. */
  public void create() throws IOException {
    Files.createDirectories(root);
    for (Path directory : directories()) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(DIRECTORY_RIGHTS));
    }
  }

  /** The home itself and every directory of the layout. */
  public List<Path> directories() {
    return List.of(
        root, conf(), data(), journal(), keys(), tls(), licences(), run(), cache(), logs());
  }

  /**
   * Writes a small file whole or not at all, for its owner only, and has it on disk on return.
   *
   * @throws IOException where it could not be; then what was there stands
   */
  public static void write(Path file, byte[] content) throws IOException {
    OwnerFile.write(file, content);
  }

  /** The same, with a text (UTF-8). */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
