package dev.holdfast.appliance.backup.wal;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.Vault;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a copy of a cluster says of itself; it is a file of the copy's manifest.
 *
 * @param line the log that continues it
 * @param segmentBytes how long the files of the log are
 * @param database the database's name in the cluster
 * @param role whose the database is
 * @param start from where the log has to be replayed
 * @param end up to where at least, before the copy is whole
 */
@Serdeable
public record Base(
    String line,
    int timeline,
    String system,
    int segmentBytes,
    String database,
    String role,
    long start,
    long end) {
  /** The file's name in the manifest. */
  public static final String FACTS = "base.json";

  /** What stands before each file of the cluster in the manifest. */
  public static final String CLUSTER = "cluster/";

  /** The rights of a folder of the cluster, which tell it from a file. */
  static final String FOLDER = "rwx------";

  /** Adds it to a manifest in the making. */
  public Manifest.Entry entry(ArchiveWriter archive) throws IOException {
    archive.chunk(JsonMapper.createDefault().writeValueAsBytes(this));
    return new Manifest.Entry(FACTS, "rw-------", archive.end());
  }

  /** The facts of a manifest; empty where it is no copy of a cluster but of the home's files. */
  public static Optional<Base> facts(Vault vault, Manifest manifest) throws IOException {
    Manifest.Entry entry =
        manifest.files().stream()
            .filter(file -> file.path().equals(FACTS))
            .findFirst()
            .orElse(null);
    if (entry == null) {
      return Optional.empty();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArchiveReader archive = new ArchiveReader(vault, manifest)) {
      archive.read(entry.content(), bytes::writeBytes);
    }
    @Nullable Base base = JsonMapper.createDefault().readValue(bytes.toByteArray(), Base.class);
    if (base == null) {
      throw new BackupException(Reason.DAMAGED, "The base says nothing of itself.");
    }
    return Optional.of(base);
  }
}
