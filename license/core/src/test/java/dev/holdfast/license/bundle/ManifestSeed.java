package dev.holdfast.license.bundle;

import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Part;
import java.util.List;

/** A manifest for the fuzzer to begin with. */
public final class ManifestSeed {
  private ManifestSeed() {}

  /** The payload of a small one. */
  public static byte[] payload() {
    String digest = "ab".repeat(48);
    return Bundles.manifest(
            List.of(
                new Part("header", 100, digest),
                new Part(Archive.BOOTSTRAP, 10, digest),
                new Part(Archive.PAYLOAD, 20, digest)),
            List.of(Entry.folder("bin"), Entry.file("bin/holdfast", 20, 0755, digest)))
        .payload();
  }
}
