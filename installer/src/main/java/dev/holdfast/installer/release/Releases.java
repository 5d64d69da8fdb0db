package dev.holdfast.installer.release;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.license.bundle.BundleFile;
import dev.holdfast.license.bundle.SignedManifest;
import dev.holdfast.license.bundle.Site;
import dev.holdfast.license.bundle.VerifiedBundle;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds and verifies what is to be installed. */
public final class Releases {
  private final TrustAnchors anchors;

  public Releases(TrustAnchors anchors) {
    this.anchors = anchors;
  }

  /** With the roots that this holdfastctl was built with. */
  public static Releases trusted() {
    return new Releases(TrustAnchors.compiledIn());
  }

  /**
   * Opens a bundle's file, or the folder that one was extracted to.
   *
   * @param installed where a delta's base lies; null where nothing is installed
   * @throws CommandFailure where it may not be used at this site
   */
  public ReleaseSource open(Path place, Site site, @Nullable Path installed) {
    if (Files.isDirectory(place)) {
      return VerifiedTree.at(place, anchors, site);
    }
    try {
      BundleFile file = BundleFile.open(place);
      return switch (file.verify(anchors, site, (done, total) -> {})) {
        case BundleFile.Result.Verified verified ->
            new Bundle(verified.bundle(), verified.signed(), verified.notices(), installed);
        case BundleFile.Result.Refused refused ->
            throw failure(refused.refusal(), refused.detail());
      };
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "no_release",
          place + " cannot be read: " + CommandFailure.reason(e) + ".",
          "Name a bundle (holdfast-VERSION-linux-ARCH.run) or the folder it was extracted to.");
    }
  }

  /** A sound release that may not be used here is another matter than one that does not hold. */
  static CommandFailure failure(Refusal refusal, String detail) {
    String text = "The release was refused: " + detail + ".";
    return switch (refusal) {
      case SEQUENCE_DECREASED ->
          new CommandFailure(
              ExitCode.REFUSED,
              refusal.code(),
              text,
              "holdfastctl rollback goes back to the release before; anything older needs the"
                  + " vendor's signed permit (--permit FILE).");
      case PERMIT_WRONG ->
          new CommandFailure(
              ExitCode.REFUSED,
              refusal.code(),
              text,
              "Ask the vendor for a permit for this release and this installation.");
      case STOP_REQUIRED ->
          new CommandFailure(
              ExitCode.REFUSED,
              refusal.code(),
              text,
              "Install the release that it names first, let it run until it is healthy, then repeat"
                  + " this.");
      default ->
          new CommandFailure(
              ExitCode.VERIFICATION_FAILED,
              refusal.code(),
              text,
              "Fetch the bundle again, and the permit where one was given; where it stays like"
                  + " this, send its name and this text to support.");
    };
  }

  /** The file stays open, so that what was verified is what is extracted. */
  private record Bundle(
      VerifiedBundle bundle, SignedManifest signed, List<String> notices, @Nullable Path installed)
      implements ReleaseSource {
    @Override
    public Release release() {
      return VerifiedTree.of(signed.manifest(), notices);
    }

    @Override
    public void extract(Path target) throws IOException {
      bundle.extract(target, installed, (done, total) -> {});
    }
  }
}
