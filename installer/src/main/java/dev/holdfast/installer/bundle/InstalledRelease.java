package dev.holdfast.installer.bundle;

import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.SignedManifest;
import dev.holdfast.license.bundle.Site;
import dev.holdfast.license.key.TrustAnchors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where releases are on a machine, and what it knows of them.
 *
 * @param root what all paths stand under: {@code /}, or a folder of a test
 */
public record InstalledRelease(Path root) {
  private static final Path OPT = Path.of("opt/holdfast");
  private static final Path STATE = Path.of("var/lib/holdfast-install");

  /** The releases, each in a folder of its version. */
  public Path releases() {
    return root.resolve(OPT).resolve("releases");
  }

  /** The link to the release in use, which is switched in one step. */
  public Path current() {
    return root.resolve(OPT).resolve("current");
  }

  /** What this machine keeps of its installation, for root alone. */
  public Path state() {
    return root.resolve(STATE);
  }

  /** The highest sequence that was ever installed here: one number. */
  public Path sequenceMark() {
    return state().resolve("sequence");
  }

  /** The digests of the start-up caches that were made here. */
  public Path cacheSeal(String version) {
    return root.resolve(STATE).resolve("caches-" + version + ".json");
  }

  /** The release in use, where there is one. */
  public Optional<Path> release() throws IOException {
    return Files.exists(current()) ? Optional.of(current().toRealPath()) : Optional.empty();
  }

  /** Keeps the highest sequence; a lower one changes nothing. */
  public void raiseSequence(long sequence) throws IOException {
    if (sequence > highestSequence()) {
      Files.createDirectories(sequenceMark().getParent());
      Path next = sequenceMark().resolveSibling("sequence.next");
      Files.writeString(next, sequence + "\n");
      Files.move(
          next,
          sequenceMark(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The highest sequence that was ever installed here; 0 where nothing was. */
  public long highestSequence() throws IOException {
    if (!Files.exists(sequenceMark())) {
      return 0;
    }
    String text = Files.readString(sequenceMark(), StandardCharsets.US_ASCII).strip();
    if (!text.matches("[0-9]{1,6}")) {
      throw new IOException(sequenceMark() + " is not a number");
    }
    return Long.parseLong(text);
  }

  /**
   * This site, as the verifier of a bundle asks.
   *
   * @param verifier the version of this tool
   * @param refuseExpired the policy of the site
   * @param permit the file of a rollback permit
   * @throws dev.holdfast.license.statement.RefusedException where what is installed is not signed
   */
  public Site site(
      TrustAnchors anchors,
      String verifier,
      Instant now,
      boolean refuseExpired,
      byte @Nullable [] permit)
      throws IOException {
    return new Site(
        architecture(), verifier, installed(anchors).orElse(null), now, refuseExpired, permit);
  }

  private Optional<Site.Installed> installed(TrustAnchors anchors) throws IOException {
    Optional<Path> release = release();
    if (release.isEmpty()) {
      return Optional.empty();
    }
    BundleManifest manifest =
        SignedManifest.verify(
                Files.readAllBytes(release.get().resolve(SignedManifest.NAME)), anchors)
            .manifest();
    BundleManifest.Release is = manifest.release();
    return Optional.of(
        new Site.Installed(
            installation(),
            is.version(),
            is.edition(),
            is.channel(),
            is.sequence(),
            Math.max(is.sequence(), highestSequence()),
            manifest.snapshot()));
  }

  /** The installation's id, by which a permit can name it; a dash where it has none yet. */
  private String installation() throws IOException {
    Path id = root.resolve(STATE).resolve("installation");
    return Files.exists(id) ? Files.readString(id).strip() : "-";
  }

  /** This machine's architecture, as {@code uname -m} says it. */
  public static String architecture() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return name.equals("amd64") ? "x86_64" : name;
  }
}
