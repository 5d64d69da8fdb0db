package dev.holdfast.installer.release;

import dev.holdfast.license.bundle.Upgrade;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A release that was verified and can be put into its place. */
public interface ReleaseSource {
  /** What it is. */
  Release release();

  /**
   * Writes the tree into a folder that does not exist yet; it is on the disk when this returns, or
   * the folder is gone.
   */
  void extract(Path target) throws IOException;

  /**
   * What a release says of itself, under its signature.
   *
   * @param sequence 1 and up; a newer release has a higher one
   * @param snapshot the digest of the whole tree
   * @param bytes of all its files
   * @param notices what people should know about it, in sentences
   */
  record Release(
      String version,
      String edition,
      String channel,
      long sequence,
      String snapshot,
      long bytes,
      Upgrade upgrade,
      List<String> notices) {
    public Release {
      notices = List.copyOf(notices);
    }
  }
}
