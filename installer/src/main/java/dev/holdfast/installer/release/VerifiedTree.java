package dev.holdfast.installer.release;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.SignedManifest;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A release tree that lies extracted in a folder, as the self-extracting bundle leaves it. Its
 * manifest's signature is verified before anything is read, and each file as it is copied.
 */
public final class VerifiedTree implements ReleaseSource {
  private static final int BUFFER = 64 * 1024;

  private final Path tree;
  private final SignedManifest signed;

  private VerifiedTree(Path tree, SignedManifest signed) {
    this.tree = tree;
    this.signed = signed;
  }

  /**
   * @throws CommandFailure where the signature does not hold
   */
  public static VerifiedTree at(Path tree, TrustAnchors anchors) {
    try {
      byte[] manifest = Files.readAllBytes(tree.resolve(SignedManifest.NAME));
      return new VerifiedTree(tree, SignedManifest.verify(manifest, anchors));
    } catch (RefusedException e) {
      throw refused(e.refusal().code(), e.refusal().sentence() + " " + e.detail());
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
    return of(signed.manifest(), List.of());
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

  /** Rights and times go along: the start-up cache knows its jars by their times. */
  @Override
  public void extract(Path target) throws IOException {
    Files.createDirectory(target);
    for (Entry entry : signed.manifest().entries()) {
      Path from = tree.resolve(entry.path());
      Path to = target.resolve(entry.path());
      if (Files.isSymbolicLink(from)) {
        throw refused("entry_changed", entry.path() + " is a link.");
      }
      Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      if (entry.isFile()) {
        if (!digest(to).equals(entry.sha384())) {
          throw refused("entry_changed", entry.path() + " is not the file that was signed.");
        }
        sync(to);
      }
    }
    try (Stream<Path> signatures = Files.list(tree)) {
      for (Path file :
          signatures
              .filter(path -> path.getFileName().toString().startsWith(SignedManifest.NAME))
              .toList()) {
        Files.copy(
            file,
            target.resolve(file.getFileName().toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    for (Entry entry : signed.manifest().entries().reversed()) {
      if (!entry.isFile()) {
        Files.setLastModifiedTime(
            target.resolve(entry.path()), Files.getLastModifiedTime(tree.resolve(entry.path())));
      }
    }
    sync(target);
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

  private static CommandFailure refused(String code, String detail) {
    return new CommandFailure(
        ExitCode.VERIFICATION_FAILED,
        code,
        "The release cannot be trusted: " + detail,
        "Fetch the bundle again; where it stays like this, send its name and this text to"
            + " support.");
  }
}
