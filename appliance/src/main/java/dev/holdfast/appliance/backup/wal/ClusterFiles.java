package dev.holdfast.appliance.backup.wal;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.SealedManifest;
import dev.holdfast.appliance.backup.archive.Vault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The files of a cluster: into an archive as they come, and out of it into a folder. */
public final class ClusterFiles implements Tar.Taker {
  /** Cut from each file's beginning, so that the next base finds unchanged pieces again. */
  private static final int PIECE = 1 << 20;

  private static final String FILE = "rw-------";
  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*");
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER_RIGHTS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(Base.FOLDER));

  private final ArchiveWriter archive;
  private final List<Manifest.Entry> entries = new ArrayList<>();
  private final byte[] piece = new byte[PIECE];
  private int filled;
  private String path = "";

  public ClusterFiles(ArchiveWriter archive) {
    this.archive = archive;
  }

  /** What was taken so far. */
  public List<Manifest.Entry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public void folder(String name) throws IOException {
    if (!name.isEmpty() && !name.equals(".")) {
      entries.add(new Manifest.Entry(Base.CLUSTER + name, Base.FOLDER, archive.end()));
    }
  }

  @Override
  public void file(String name) {
    path = name;
  }

  @Override
  public void bytes(byte[] from, int at, int length) throws IOException {
    int position = at;
    while (position < at + length) {
      int part = Math.min(PIECE - filled, at + length - position);
      System.arraycopy(from, position, piece, filled, part);
      filled += part;
      position += part;
      if (filled == PIECE) {
        flush();
      }
    }
  }

  private void flush() throws IOException {
    if (filled > 0) {
      archive.chunk(Arrays.copyOf(piece, filled));
      filled = 0;
    }
  }

  @Override
  public void fileEnd() throws IOException {
    flush();
    entries.add(new Manifest.Entry(Base.CLUSTER + path, FILE, archive.end()));
  }

  /** Lays a base's cluster down in a folder, which is made. */
  public static void layDown(Vault vault, Manifest manifest, Path folder) throws IOException {
    Files.createDirectories(folder, FOLDER_RIGHTS);
    try (ArchiveReader archive = new ArchiveReader(vault, manifest)) {
      for (Manifest.Entry entry : manifest.files()) {
        if (!entry.path().startsWith(Base.CLUSTER)) {
          continue;
        }
        String name = entry.path().substring(Base.CLUSTER.length());
        if (!PATH.matcher(name).matches()) {
          throw new BackupException(Reason.DAMAGED, "The base names a file where none belongs.");
        }
        Path target = folder.resolve(name);
        if (entry.mode().equals(Base.FOLDER)) {
          Files.createDirectories(target, FOLDER_RIGHTS);
          continue;
        }
        Path parent = target.getParent();
        if (parent != null) {
          Files.createDirectories(parent, FOLDER_RIGHTS);
        }
        try (var out =
            Channels.newOutputStream(
                FileChannel.open(
                    target,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE))))) {
          archive.read(entry.content(), out::write);
        }
      }
    }
  }

  /**
   * Writes the log behind a base into the cluster's own folder for it, as the server would have.
   *
   * @param newest the version that may have written it at most
   * @throws BackupException {@code DAMAGED}, {@code GAP}, {@code NEWER}, {@code REFUSED} for
   *     another installation's
   */
  public static void writeLog(
      Vault vault,
      SealedManifest.Opener opener,
      Catalogue.Plan plan,
      Path folder,
      VersionCheck newest)
      throws IOException {
    Base base = plan.copy().base();
    Path log = folder.resolve("pg_wal");
    Files.createDirectories(log, FOLDER_RIGHTS);
    long needed = plan.copy().needs();
    for (Piece piece : plan.pieces()) {
      Piece.Content content = read(vault, opener, plan, piece, newest);
      long at = piece.from();
      int from = 0;
      if (at < needed) {
        from = (int) (needed - at);
        at = needed;
      }
      while (from < content.log().length) {
        long segment = Lsn.segment(at, base.segmentBytes());
        int room = (int) (segment + base.segmentBytes() - at);
        int length = Math.min(room, content.log().length - from);
        write(
            log.resolve(Lsn.file(base.timeline(), at, base.segmentBytes())),
            at - segment,
            ByteBuffer.wrap(content.log(), from, length),
            base.segmentBytes());
        at += length;
        from += length;
      }
    }
  }

  /** Reads a piece, with the refusals of {@link #writeLog}. */
  public static Piece.Content read(
      Vault vault,
      SealedManifest.Opener opener,
      Catalogue.Plan plan,
      Piece piece,
      VersionCheck newest)
      throws IOException {
    Piece.Content content = piece.read(vault, opener);
    if (!content.header().installation().equals(plan.copy().header().installation())) {
      throw new BackupException(
          Reason.REFUSED, "The piece " + piece.name() + " of the log is another installation's.");
    }
    newest.check(content.header().version());
    return content;
  }

  /** Refuses what a newer version wrote. */
  @FunctionalInterface
  public interface VersionCheck {
    void check(String version) throws BackupException;
  }

  /** What is not written of a segment stays zeros, as in a fresh one of the server. */
  private static void write(Path file, long at, ByteBuffer bytes, int segmentBytes)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE)))) {
      long position = at;
      while (bytes.hasRemaining()) {
        position += channel.write(bytes, position);
      }
      if (channel.size() < segmentBytes) {
        channel.write(ByteBuffer.allocate(1), segmentBytes - 1L);
      }
    }
  }
}
