package dev.holdfast.installer.install;

import dev.holdfast.installer.bundle.InstalledRelease;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs that a release carries: a tarball, packed with xz. */
final class PostgresArchive {
  private PostgresArchive() {}

  /** Unpacks the programs of a release into a folder that does not exist yet. */
  static void extract(Path release, Path target) throws IOException {
    Path tarball =
        release
            .resolve("postgresql")
            .resolve("postgresql-linux-" + InstalledRelease.architecture() + ".txz");
    if (!Files.exists(tarball)) {
      throw new IOException("this release carries no PostgreSQL; use an existing one, or H2");
    }
    try (InputStream packed = new BufferedInputStream(Files.newInputStream(tarball))) {
      untar(packed, target);
    }
  }

  private static void untar(InputStream packed, Path target) throws IOException {
    Files.createDirectories(target);
    Process tar =
        new ProcessBuilder("tar", "-x", "--no-same-owner", "-C", target.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (XZInputStream tarball = new XZInputStream(packed);
        OutputStream out = tar.getOutputStream()) {
      tarball.transferTo(out);
    }
    try {
      if (tar.waitFor() != 0) {
        throw new IOException("the PostgreSQL programs cannot be unpacked into " + target);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
