package dev.holdfast.license.bundle;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A bundle of which everything held, and so the only one that can be extracted. */
public final class VerifiedBundle {
  private final Archive archive;
  private final SignedManifest signed;
  private final byte[] minisign;

  VerifiedBundle(Archive archive, SignedManifest signed, byte[] minisign) {
    this.archive = archive;
    this.signed = signed;
    this.minisign = minisign;
  }

  /**
   * Writes the release tree into a folder that does not exist yet. Each file is held against the
   * manifest again as it is written, and is on disk before this returns; where anything fails, the
   * folder is gone.
   *
   * @param base the installed release that a delta builds on; null for a whole bundle
   * @throws RefusedException where a byte is not the one that was verified, or the base is another
   * @throws IOException where it cannot be written
   */
  public void extract(Path target, @Nullable Path base, Progress progress) throws IOException {
    BundleManifest manifest = signed.manifest();
    Map<String, Path> borrowed = manifest.isDelta() ? base(base) : Map.of();
    Files.createDirectory(target, permissions(0700));
    try {
      for (Entry entry : manifest.entries()) {
        if (!entry.isFile()) {
          Files.createDirectory(target.resolve(entry.path()));
        }
      }
      Contents contents = new Contents(archive, manifest, progress);
      contents.read(entry -> create(target.resolve(entry.path()), entry.mode()));
      for (Entry entry : manifest.entries()) {
        if (entry.isFile() && !contents.read(entry)) {
          String twin = contents.carried().get(entry.sha384());
          Path from = twin == null ? borrowed.get(entry.sha384()) : target.resolve(twin);
          copy(from, entry, target);
        }
      }
      write(target.resolve(SignedManifest.NAME), signed.file());
      write(target.resolve(SignedManifest.MINISIGN_NAME), minisign);
      finish(target, manifest);
    } catch (IOException | RuntimeException e) {
      delete(target);
      throw e;
    }
  }

  /**
   * The base's files by digest, each held against the base's own signed manifest before a write.
   */
  private Map<String, Path> base(@Nullable Path base) throws IOException {
    BundleManifest manifest = signed.manifest();
    BundleManifest.Base wanted = manifest.base();
    if (base == null || wanted == null) {
      throw new RefusedException(Refusal.BASE_WRONG, "a delta needs the release it builds on");
    }
    BundleManifest installed =
        SignedManifest.verify(
                Files.readAllBytes(base.resolve(SignedManifest.NAME)), signed.anchors())
            .manifest();
    if (!installed.snapshot().equals(wanted.snapshot())) {
      throw new RefusedException(
          Refusal.BASE_WRONG, wanted.version() + " is needed, " + installed.release().version());
    }
    Map<String, Path> files = new HashMap<>();
    for (Entry entry : installed.entries()) {
      Path file = base.resolve(entry.path());
      if (entry.isFile() && manifest.entries().stream().anyMatch(e -> sameBytes(e, entry))) {
        MessageDigest digest = Digests.sha384();
        transfer(file, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        if (!Digests.hex(digest).equals(entry.sha384())) {
          throw new RefusedException(Refusal.BASE_WRONG, entry.path() + " was changed");
        }
        files.putIfAbsent(entry.sha384(), file);
      }
    }
    return files;
  }

  private static boolean sameBytes(Entry one, Entry other) {
    return one.isFile() && one.sha384().equals(other.sha384());
  }

  private static void copy(@Nullable Path from, Entry entry, Path target) throws IOException {
    if (from == null) {
      throw new RefusedException(Refusal.ENTRY_MISSING, entry.path());
    }
    MessageDigest digest = Digests.sha384();
    try (OutputStream out =
        new DigestOutputStream(create(target.resolve(entry.path()), entry.mode()), digest)) {
      transfer(from, out);
    }
    if (!Digests.hex(digest).equals(entry.sha384())) {
      throw new RefusedException(Refusal.ENTRY_CHANGED, entry.path());
    }
  }

  private static void transfer(Path from, OutputStream to) throws IOException {
    try (var in = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS)) {
      in.transferTo(to);
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = create(file, 0644)) {
      out.write(bytes);
    }
  }

  /** A file that did not exist, which is on disk once the stream is closed. */
  private static OutputStream create(Path file, int mode) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            permissions(0600));
    return new java.io.FilterOutputStream(Channels.newOutputStream(channel)) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        try (channel) {
          Files.setPosixFilePermissions(file, modes(mode));
          channel.force(true);
        }
      }
    };
  }

  /** One time for all files, which the start-up cache asks of the jars it was made for. */
  private static void finish(Path target, BundleManifest manifest) throws IOException {
    FileTime time = FileTime.from(manifest.issued());
    for (Entry entry : manifest.entries().reversed()) {
      Path path = target.resolve(entry.path());
      if (!entry.isFile()) {
        Files.setPosixFilePermissions(path, modes(entry.mode()));
      }
      Files.setLastModifiedTime(path, time);
    }
    Files.setPosixFilePermissions(target, modes(0755));
    try (FileChannel folder = FileChannel.open(target, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static java.nio.file.attribute.FileAttribute<?> permissions(int mode) {
    return PosixFilePermissions.asFileAttribute(modes(mode));
  }

  private static Set<PosixFilePermission> modes(int mode) {
    PosixFilePermission[] bits = PosixFilePermission.values();
    Set<PosixFilePermission> modes = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < bits.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        modes.add(bits[i]);
      }
    }
    return modes;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
