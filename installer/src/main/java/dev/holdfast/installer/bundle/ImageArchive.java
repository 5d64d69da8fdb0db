package dev.holdfast.installer.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.TarWriter;
import dev.holdfast.license.bundle.TreeLayer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Writes the container image as an OCI archive. The layer with the service is written from the
 * release tree, which has its files once; it must have the digest that the signed image manifest
 * names.
 */
final class ImageArchive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SHA256 = "sha256:";

  private ImageArchive() {}

  /**
   * Writes the archive into a file that does not exist.
   *
   * @param release a release tree that holds ({@link TreeCheck})
   * @return the image's name
   * @throws IOException where the release has no image, or the layer is not the signed one
   */
  static String write(Path release, BundleManifest manifest, Path out) throws IOException {
    Path image = release.resolve("image");
    if (!Files.isDirectory(image)) {
      throw new IOException("this release was made without an image");
    }
    JsonNode described = JSON.readTree(image.resolve("index.json").toFile()).at("/manifests/0");
    JsonNode layers = JSON.readTree(blob(image, described).toFile()).path("layers");
    JsonNode service = layers.get(layers.size() - 1);
    Path layer = Files.createTempFile(out.toAbsolutePath().getParent(), "layer", ".tar");
    try {
      write(release, manifest, service, layer);
      try (OutputStream file = Files.newOutputStream(Files.createFile(out));
          TarWriter tar =
              new TarWriter(new BufferedOutputStream(file, 1 << 16), manifest.issued())) {
        for (BundleManifest.Entry entry : manifest.entries()) {
          if (entry.isFile() && entry.path().startsWith("image/")) {
            add(
                tar,
                entry.path().substring("image/".length()),
                release.resolve(entry.path()),
                entry.size());
          }
        }
        add(tar, "blobs/sha256/" + digest(service), layer, service.path("size").asLong());
      }
    } finally {
      Files.deleteIfExists(layer);
    }
    return described.at("/annotations/org.opencontainers.image.ref.name").asText();
  }

  private static void write(Path release, BundleManifest manifest, JsonNode wanted, Path layer)
      throws IOException {
    MessageDigest digest = sha256();
    try (OutputStream out =
        new DigestOutputStream(
            new BufferedOutputStream(Files.newOutputStream(layer), 1 << 16), digest)) {
      TreeLayer.write(release, manifest, out);
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(digest(wanted))) {
      throw new IOException("the service's layer is not the one that was signed");
    }
  }

  private static void add(TarWriter tar, String name, Path file, long size) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      tar.file(name, 0644, size, in);
    }
  }

  private static Path blob(Path image, JsonNode described) {
    return image.resolve("blobs/sha256").resolve(digest(described));
  }

  private static String digest(JsonNode described) {
    String digest = described.path("digest").asText();
    return digest.startsWith(SHA256) ? digest.substring(SHA256.length()) : "";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
