package dev.holdfast.installer.install;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs that a release carries: a tarball, packed with xz, in a jar. */
final class PostgresArchive {
  private static final String TARBALL = ".txz";

  private PostgresArchive() {}

  /** Unpacks the programs of a release into a folder that does not exist yet. */
  static void extract(Path release, Path target) throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(release.resolve("postgresql"), "*.jar")) {
      for (Path jar : jars) {
        try (ZipInputStream zip =
            new ZipInputStream(new BufferedInputStream(Files.newInputStream(jar)))) {
          for (@Nullable ZipEntry entry = zip.getNextEntry();
              entry != null;
              entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(TARBALL)) {
              untar(zip, target);
              return;
            }
          }
        }
      }
    }
    throw new IOException("this release carries no PostgreSQL; use an existing one, or H2");
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
