package dev.holdfast.license.bundle;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The layer of the container image that holds the service: its runtime and its libraries, as they
 * lie in the release tree. A bundle carries them once; the layer is written from the tree where an
 * image is wanted, and has the digest that the signed image manifest names, for it is the same each
 * time.
 */
public final class TreeLayer {
  /** Where the release lies in the image. */
  public static final String PREFIX = "opt/holdfast/";

  private static final List<String> FOLDERS = List.of("lib", "runtime");

  private TreeLayer() {}

  /** Writes the layer as an archive that is not compressed. */
  public static void write(Path tree, BundleManifest manifest, OutputStream out)
      throws IOException {
    write(tree, manifest.entries(), manifest.issued(), out);
  }

  /** Writes the layer of a release that has no manifest yet. */
  public static void write(Path tree, List<Entry> entries, Instant issued, OutputStream out)
      throws IOException {
    try (TarWriter tar = new TarWriter(out, issued)) {
      tar.folder("opt", 0755);
      tar.folder("opt/holdfast", 0755);
      for (Entry entry : entries) {
        if (FOLDERS.contains(entry.path().split("/", 2)[0])) {
          add(tar, tree, entry);
        }
      }
    }
  }

  private static void add(TarWriter tar, Path tree, Entry entry) throws IOException {
    String name = PREFIX + entry.path();
    if (!entry.isFile()) {
      tar.folder(name, entry.mode());
      return;
    }
    try (InputStream in = Files.newInputStream(tree.resolve(entry.path()))) {
      tar.file(name, entry.mode(), entry.size(), in);
    }
  }
}
