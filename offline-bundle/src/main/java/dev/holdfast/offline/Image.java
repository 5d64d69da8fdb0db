package dev.holdfast.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.TarWriter;
import dev.holdfast.license.bundle.TreeLayer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The container image, as an OCI layout of which one layer is left out: the one with the service,
 * which is written from the release tree where the image is wanted ({@link TreeLayer}). The base is
 * a handful of Debian packages: the C and C++ libraries and zlib. No shell, no package manager, no
 * root.
 */
final class Image {
  private static final int UID = 10_001;

  private static final String OCI = "application/vnd.oci.image.";
  private static final Set<String> LEFT_OUT =
      Set.of("usr/share/man", "usr/share/lintian", "usr/share/locale", "usr/share/info");

  private final Options options;
  private final Instant issued;
  private final Path image;

  Image(Options options, Instant issued) {
    this.options = options;
    this.issued = issued;
    this.image = options.tree().resolve("image");
  }

  /** Writes {@code image/}; gives the packages that the base is made of, {@code name version}. */
  List<String> write(Path debian, List<Entry> entries) throws IOException {
    List<String> packages = new ArrayList<>();
    Path root = options.out().resolve("image-root");
    Trees.delete(root);
    for (Path deb : Trees.files(debian)) {
      if (deb.toString().endsWith(".deb")) {
        Trees.run("dpkg-deb", "-x", deb.toString(), root.toString());
        packages.add(
            Trees.run("dpkg-deb", "-W", "--showformat=${Package} ${Version}", deb.toString()));
      }
    }
    settle(root);
    Path base = options.out().resolve("base.tar");
    write(root, base);
    Path packed = options.out().resolve("base.tar.gz");
    try (OutputStream out = Files.newOutputStream(packed);
        GZIPOutputStream gzip = new GZIPOutputStream(new BufferedOutputStream(out))) {
      Files.copy(base, gzip);
    }
    Path service = options.out().resolve("service.tar");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(service))) {
      TreeLayer.write(options.tree(), entries, issued, out);
    }
    manifest(base, packed, service);
    for (Path done : List.of(base, packed, service)) {
      Files.delete(done);
    }
    Trees.delete(root);
    return packages;
  }

  private void settle(Path root) throws IOException {
    for (String folder : LEFT_OUT) {
      Trees.delete(root.resolve(folder));
    }
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.filter(p -> p.endsWith("gconv") || p.endsWith("audit")).toList()) {
        Trees.delete(path);
      }
    }
    Trees.write(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/sbin/nologin\n"
            + "holdfast:x:10001:10001:Holdfast:/var/lib/holdfast:/sbin/nologin\n",
        false);
    Trees.write(root.resolve("etc/group"), "root:x:0:\nholdfast:x:10001:\n", false);
    Trees.write(root.resolve("etc/nsswitch.conf"), "hosts: files dns\n", false);
    Trees.write(
        root.resolve("etc/os-release"),
        "PRETTY_NAME=\"Holdfast " + options.version() + " on Debian libraries\"\nID=holdfast\n",
        false);
  }

  /** The base as an archive: sorted, links kept, all owned by root but the service's home. */
  private void write(Path root, Path file) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(root)) {
      paths = walk.filter(path -> !path.equals(root)).sorted().toList();
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        TarWriter tar = new TarWriter(out, issued)) {
      for (Path path : paths) {
        String name = root.relativize(path).toString();
        if (Files.isSymbolicLink(path)) {
          tar.link(name, Files.readSymbolicLink(path).toString());
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          tar.folder(name, 0755);
        } else {
          try (InputStream in = Files.newInputStream(path)) {
            tar.file(name, Files.isExecutable(path) ? 0755 : 0644, Files.size(path), in);
          }
        }
      }
      tar.folder("tmp", 01777);
      tar.folder("var", 0755);
      tar.folder("var/lib", 0755);
      tar.folder("var/lib/holdfast", 0700, UID);
    }
  }

  private void manifest(Path base, Path packed, Path service) throws IOException {
    ObjectNode config = Sbom.JSON.createObjectNode();
    config.put("created", issued.toString());
    config.put("architecture", options.architecture().equals("x86_64") ? "amd64" : "arm64");
    config.put("os", "linux");
    ObjectNode run = config.putObject("config");
    run.put("User", UID + ":" + UID);
    run.putArray("Env")
        .add("HOLDFAST_HOME=/var/lib/holdfast")
        .add("LANG=C.UTF-8")
        .add("MALLOC_ARENA_MAX=2");
    ArrayNode entry = run.putArray("Entrypoint");
    entry.add("/" + TreeLayer.PREFIX + "runtime/bin/java");
    entry.add("@/" + TreeLayer.PREFIX + "lib/jvm.options");
    entry.add("-cp").add("/" + TreeLayer.PREFIX + "lib/*").add(Assemble.SERVICE);
    run.put("WorkingDir", "/var/lib/holdfast");
    run.putObject("Volumes").putObject("/var/lib/holdfast");
    run.putObject("ExposedPorts").putObject("8443/tcp");
    run.putObject("Labels")
        .put("org.opencontainers.image.title", "holdfast")
        .put("org.opencontainers.image.version", options.version())
        .put("org.opencontainers.image.revision", options.commit());
    config
        .putObject("rootfs")
        .put("type", "layers")
        .putArray("diff_ids")
        .add("sha256:" + Sbom.digest(base, "SHA-256"))
        .add("sha256:" + Sbom.digest(service, "SHA-256"));
    ObjectNode manifest = Sbom.JSON.createObjectNode();
    manifest.put("schemaVersion", 2).put("mediaType", OCI + "manifest.v1+json");
    manifest.set("config", blob(bytes(config), "config.v1+json"));
    ArrayNode layers = manifest.putArray("layers");
    layers.add(described(packed, "layer.v1.tar+gzip"));
    keep(packed);
    layers.add(described(service, "layer.v1.tar"));
    ObjectNode index = Sbom.JSON.createObjectNode();
    index.put("schemaVersion", 2).put("mediaType", OCI + "index.v1+json");
    ObjectNode only = blob(bytes(manifest), "manifest.v1+json");
    only.putObject("annotations")
        .put("org.opencontainers.image.ref.name", "localhost/holdfast:" + options.version());
    index.putArray("manifests").add(only);
    Trees.write(image.resolve("index.json"), Sbom.JSON.writeValueAsString(index), false);
    Trees.write(image.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}", false);
  }

  private ObjectNode blob(byte[] bytes, String type) throws IOException {
    Path file = Files.write(options.out().resolve("blob"), bytes);
    keep(file);
    ObjectNode described = described(file, type);
    Files.delete(file);
    return described;
  }

  private void keep(Path file) throws IOException {
    Path blob = image.resolve("blobs/sha256").resolve(Sbom.digest(file, "SHA-256"));
    Files.createDirectories(blob.getParent());
    Files.copy(file, blob);
    Trees.mode(blob, false);
  }

  private static ObjectNode described(Path file, String type) throws IOException {
    return Sbom.JSON
        .createObjectNode()
        .put("mediaType", OCI + type.toLowerCase(Locale.ROOT))
        .put("digest", "sha256:" + Sbom.digest(file, "SHA-256"))
        .put("size", Files.size(file));
  }

  private static byte[] bytes(ObjectNode node) throws IOException {
    return Sbom.JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
  }
}
