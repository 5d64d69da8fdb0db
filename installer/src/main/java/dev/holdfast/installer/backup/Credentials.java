package dev.holdfast.installer.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What systemd hands to the installed service, for a program of the same release that systemd does
 * not start: the local key, unsealed, and the database's password, in a folder in memory that goes
 * when this is closed. It belongs to the user whose the home is, as that of systemd belongs to the
 * service's: what only a capability could read, the program takes for missing.
 */
final class Credentials implements AutoCloseable {
  static final String KEY = "kms.key";
  static final String SEALED_KEY = "kms.key.cred";
  static final String PASSWORD = "database.password";

  private static final FileAttribute<Set<PosixFilePermission>> FOLDER_RIGHTS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE_RIGHTS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path secrets;
  private final Sealer sealer;
  private final Path folder;
  private final Path home;

  private Credentials(Path secrets, Sealer sealer, Path folder, Path home) {
    this.secrets = secrets;
    this.sealer = sealer;
    this.folder = folder;
    this.home = home;
  }

  /** What this machine seals with. */
  interface Sealer {
    byte[] seal(String name, byte[] secret) throws IOException;

    byte[] open(String name, byte[] sealed) throws IOException;
  }

  /**
   * Lays them out.
   *
   * @param secrets where the installation keeps them
   * @param runtime a folder in memory, {@code /run}
   * @param home whose owner the program runs as
   */
  static Credentials of(Path secrets, Path runtime, Path home, Sealer sealer) throws IOException {
    Path folder = Files.createTempDirectory(runtime, "holdfast-restore-", FOLDER_RIGHTS);
    Credentials made = new Credentials(secrets, sealer, folder, home);
    try {
      made.handOver(folder);
      Path sealed = secrets.resolve(SEALED_KEY);
      if (Files.exists(sealed)) {
        made.put(KEY, sealer.open(KEY, Files.readAllBytes(sealed)));
      }
      for (String plain : List.of(KEY, PASSWORD)) {
        if (Files.exists(secrets.resolve(plain))) {
          made.put(plain, Files.readAllBytes(secrets.resolve(plain)));
        }
      }
    } catch (IOException | RuntimeException e) {
      made.close();
      throw e;
    }
    return made;
  }

  private void put(String name, byte[] secret) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(file, FILE_RIGHTS);
    Files.write(file, secret);
    handOver(file);
  }

  private void handOver(Path file) throws IOException {
    for (String id : List.of("unix:gid", "unix:uid")) {
      Files.setAttribute(file, id, Files.getAttribute(home, id));
    }
  }

  /** How the program is told of them. */
  Map<String, String> environment() {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("CREDENTIALS_DIRECTORY", folder.toString());
    if (Files.exists(folder.resolve(PASSWORD))) {
      told.put("HOLDFAST_DATABASE_PASSWORD_FILE", folder.resolve(PASSWORD).toString());
    }
    return told;
  }

  /**
   * Takes the local key that a backup of another machine brought into this machine's own, where
   * this machine keeps it outside of the home; the copy in the home goes.
   *
   * @return whether there was one that was not known
   */
  boolean takeOver(Path restored) throws IOException {
    Path own = folder.resolve(KEY);
    if (!Files.exists(restored) || !Files.exists(own)) {
      return false;
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(own, StandardCharsets.US_ASCII));
    boolean news = false;
    for (String line : Files.readAllLines(restored, StandardCharsets.US_ASCII)) {
      String key = line.strip();
      if (!key.isEmpty() && !key.startsWith("#") && !lines.contains(key)) {
        lines.add(key);
        news = true;
      }
    }
    if (news) {
      byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
      boolean sealed = Files.exists(secrets.resolve(SEALED_KEY));
      replace(secrets.resolve(sealed ? SEALED_KEY : KEY), sealed ? sealer.seal(KEY, text) : text);
    }
    Files.delete(restored);
    return news;
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Path fresh = Files.createTempFile(file.getParent(), ".", ".new", FILE_RIGHTS);
    try {
      Files.write(fresh, bytes);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
