package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Format;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.archive.Zstandard;
import dev.holdfast.appliance.backup.store.DirectoryVault;
import dev.holdfast.appliance.backup.store.S3Vault;
import dev.holdfast.appliance.platform.home.Home;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens the place where backups lie, and says which are there. */
@Singleton
public final class Vaults {
  private static final String LOG = "point-in-time";
  private static final long LARGEST_MANIFEST = 1L << 30;

  private final BackupConfig config;
  private final S3Config s3;
  private final Home home;

  public Vaults(BackupConfig config, S3Config s3, Home home) {
    this.config = config;
    this.s3 = s3;
    this.home = home;
    Zstandard.unpackIn(home.cache());
  }

  /** Opens the configured place; the caller closes it. */
  public Vault open() throws IOException {
    return open("");
  }

  /** Opens the place beside it for the database's log and its bases; the caller closes it. */
  Vault openLog() throws IOException {
    return open(LOG);
  }

  /** The same place below a folder that holds backups. */
  static Vault log(Path directory) {
    return new DirectoryVault(directory.resolve(LOG));
  }

  private Vault open(String below) throws IOException {
    if (s3.bucket() == null) {
      Path directory =
          config.directory() == null ? home.root().resolve("backups") : Path.of(config.directory());
      return new DirectoryVault(directory.resolve(below));
    }
    return new S3Vault(
        new S3Vault.Settings(
            s3.endpoint(),
            s3.region(),
            s3.bucket(),
            below.isEmpty() ? s3.prefix() : s3.prefix() + below + "/",
            Path.of(String.valueOf(s3.accessKeyFile())),
            Path.of(String.valueOf(s3.secretKeyFile())),
            s3.partBytes(),
            s3.timeout()));
  }

  /** The backups that lie in a place, the newest first, by what anybody can read of them. */
  public static List<SealedManifest.Outer> list(Vault vault) throws IOException {
    List<SealedManifest.Outer> found = new ArrayList<>();
    for (Vault.Stored stored : vault.list()) {
      if (stored.name().endsWith(Format.MANIFEST)) {
        found.add(SealedManifest.outer(vault.readAll(stored.name(), LARGEST_MANIFEST)));
      }
    }
    found.sort(
        Comparator.comparing((SealedManifest.Outer outer) -> outer.header().takenAt()).reversed());
    return found;
  }

  /**
   * Opens a backup's manifest.
   *
   * @param id an id, or {@code latest}
   */
  public static Manifest manifest(Vault vault, String id, SealedManifest.Opener opener)
      throws IOException {
    String chosen = id;
    if (id.equals("latest")) {
      chosen =
          list(vault).stream()
              .findFirst()
              .map(outer -> outer.header().id())
              .orElseThrow(
                  () ->
                      new BackupException(
                          Reason.UNKNOWN, "There is no backup in " + vault.description() + "."));
    }
    if (!Format.isId(chosen)) {
      throw new BackupException(Reason.UNKNOWN, "This is no backup's id.");
    }
    Manifest manifest =
        SealedManifest.read(vault.readAll(chosen + Format.MANIFEST, LARGEST_MANIFEST), opener);
    if (!manifest.header().id().equals(chosen)) {
      throw new BackupException(Reason.DAMAGED, "The manifest bears another backup's name.");
    }
    return manifest;
  }

  /** The first file that a backup needs and that is missing or too short; null where none is. */
  public static @Nullable String missing(Vault vault, Manifest manifest) throws IOException {
    Map<String, Long> there =
        vault.list().stream().collect(Collectors.toMap(Vault.Stored::name, Vault.Stored::bytes));
    return ArchiveReader.needs(manifest).entrySet().stream()
        .filter(need -> there.getOrDefault(need.getKey(), -1L) < need.getValue())
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElse(null);
  }
}
