package dev.holdfast.installer.bundle;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleWriter;
import dev.holdfast.license.bundle.SignedManifest;
import dev.holdfast.license.key.TrustAnchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Holds an installed release against its signed manifest, file by file. */
public final class TreeCheck {
  private final Path release;
  private final SignedManifest signed;
  private final Map<String, String> caches;
  private final List<Finding> findings = new ArrayList<>();

  private TreeCheck(Path release, SignedManifest signed, Map<String, String> caches) {
    this.release = release;
    this.signed = signed;
    this.caches = caches;
  }

  /**
   * What was seen.
   *
   * @param findings what is not as it was installed; empty where all is
   */
  public record Report(SignedManifest signed, int files, List<Finding> findings) {
    public Report {
      findings = List.copyOf(findings);
    }

    public boolean holds() {
      return findings.isEmpty();
    }
  }

  /** One path, and what is wrong with it: {@code changed}, {@code missing}, {@code unexpected}. */
  public record Finding(String path, String what) {}

  /**
   * Checks a release.
   *
   * @param seal the digests of the start-up caches that were made on this machine
   * @throws dev.holdfast.license.statement.RefusedException where the manifest itself does not hold
   * @throws IOException where a file cannot be read
   */
  public static Report check(Path release, TrustAnchors anchors, Path seal) throws IOException {
    SignedManifest signed =
        SignedManifest.verify(Files.readAllBytes(release.resolve(SignedManifest.NAME)), anchors);
    return new TreeCheck(release, signed, StartupCaches.sealed(seal)).run();
  }

  private Report run() throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> walk = Files.walk(release)) {
      walk.filter(path -> !path.equals(release))
          .forEach(path -> found.add(release.relativize(path).toString()));
    }
    int files = 0;
    for (Entry entry : signed.manifest().entries()) {
      if (!found.remove(entry.path())) {
        findings.add(new Finding(entry.path(), "missing"));
      } else {
        compare(entry);
      }
      files += entry.isFile() ? 1 : 0;
    }
    for (String path : found) {
      unlisted(path);
    }
    return new Report(signed, files, findings);
  }

  private void compare(Entry entry) throws IOException {
    Path path = release.resolve(entry.path());
    boolean same =
        entry.isFile()
            ? Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && Files.size(path) == entry.size()
                && BundleWriter.digest(path).equals(entry.sha384())
            : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    if (!same) {
      findings.add(new Finding(entry.path(), "changed"));
    } else if (mode(path) != entry.mode()) {
      findings.add(new Finding(entry.path(), "its mode was changed"));
    }
  }

  /** Not in the manifest: the manifest itself, the caches that were sealed here, or a stranger. */
  private void unlisted(String path) throws IOException {
    if (path.equals(SignedManifest.NAME)
        || path.equals(SignedManifest.MINISIGN_NAME)
        || path.equals(StartupCaches.FOLDER)) {
      return;
    }
    String digest = caches.get(path);
    if (digest == null) {
      findings.add(new Finding(path, "unexpected"));
    } else if (!BundleWriter.digest(release.resolve(path)).equals(digest)) {
      findings.add(new Finding(path, "changed"));
    }
  }

  private static int mode(Path path) throws IOException {
    int mode = 0;
    Set<PosixFilePermission> set = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    for (PosixFilePermission bit : set) {
      mode |= 0400 >> bit.ordinal();
    }
    return mode;
  }
}
