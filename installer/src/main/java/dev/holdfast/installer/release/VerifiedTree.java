package dev.holdfast.installer.release;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.SignedManifest;
import dev.holdfast.license.bundle.Site;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A release tree that lies extracted in a folder, as the self-extracting bundle leaves it. Its
 * manifest's signature is verified before anything is read, the rules of the site are asked as they
 * are of a bundle, and each file is verified as it is copied. Nothing but bytes is taken from the
 * folder: who owns a file and who may do what with it is what the manifest says.
 */
public final class VerifiedTree implements ReleaseSource {
  private static final int BUFFER = 64 * 1024;
  private static final int MAX_SIGNATURE = 4096;

  private final Path tree;
  private final SignedManifest signed;
  private final List<String> notices;

  private VerifiedTree(Path tree, SignedManifest signed, List<String> notices) {
    this.tree = tree;
    this.signed = signed;
    this.notices = notices;
  }

  /**
   * @throws CommandFailure where the signature does not hold, or the release may not be used here
   */
  public static VerifiedTree at(Path tree, TrustAnchors anchors, Site site) {
    try {
      SignedManifest signed =
          SignedManifest.verify(Files.readAllBytes(tree.resolve(SignedManifest.NAME)), anchors);
      return new VerifiedTree(tree, signed, signed.requireFits(site));
    } catch (RefusedException e) {
      throw Releases.failure(e.refusal(), e.detail());
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "no_release",
          tree + " is not a release: it has no " + SignedManifest.NAME + ".",
          "Name a bundle (holdfast-VERSION-linux-ARCH.run) or the folder it was extracted to.");
    }
  }

  @Override
  public Release release() {
    return of(signed.manifest(), notices);
  }

  static Release of(BundleManifest manifest, List<String> notices) {
    BundleManifest.Release release = manifest.release();
    return new Release(
        release.version(),
        release.edition(),
        release.channel(),
        release.sequence(),
        manifest.snapshot(),
        manifest.totalSize(),
        manifest.upgrade(),
        notices);
  }

  /** One time for all files: the start-up cache knows its jars by it. */
  @Override
  public void extract(Path target) throws IOException {
    Files.createDirectory(target, permissions(0700));
    for (Entry entry : signed.manifest().entries()) {
      Path to = target.resolve(entry.path());
      if (entry.isFile()) {
        copy(entry, to);
      } else {
        Files.createDirectory(to);
      }
    }
    write(target.resolve(SignedManifest.NAME), signed.file());
    Path signature = tree.resolve(SignedManifest.MINISIGN_NAME);
    if (Files.isRegularFile(signature, LinkOption.NOFOLLOW_LINKS)
        && Files.size(signature) <= MAX_SIGNATURE) {
      write(target.resolve(SignedManifest.MINISIGN_NAME), Files.readAllBytes(signature));
    }
    FileTime time = FileTime.from(signed.manifest().issued());
    for (Entry entry : signed.manifest().entries().reversed()) {
      Path path = target.resolve(entry.path());
      Files.setPosixFilePermissions(path, modes(entry.mode()));
      Files.setLastModifiedTime(path, time);
    }
    Files.setPosixFilePermissions(target, modes(0755));
    sync(target);
  }

  private void copy(Entry entry, Path to) throws IOException {
    Path from = tree.resolve(entry.path());
    if (!Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
      throw Releases.failure(Refusal.ENTRY_CHANGED, entry.path() + " is no plain file");
    }
    try (InputStream in = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS);
        OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
      in.transferTo(out);
    }
    if (!digest(to).equals(entry.sha384())) {
      throw Releases.failure(
          Refusal.ENTRY_CHANGED, entry.path() + " is not the file that was signed");
    }
    sync(to);
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
    Files.setPosixFilePermissions(file, modes(0644));
    sync(file);
  }

  private static FileAttribute<?> permissions(int mode) {
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

  private static String digest(Path file) throws IOException {
    try {
      MessageDigest sha384 = MessageDigest.getInstance("SHA-384");
      byte[] buffer = new byte[BUFFER];
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha384)) {
        while (in.read(buffer) >= 0) {
          // the digest reads along
        }
      }
      return HexFormat.of().formatHex(sha384.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
