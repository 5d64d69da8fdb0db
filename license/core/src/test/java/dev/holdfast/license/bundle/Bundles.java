package dev.holdfast.license.bundle;

import dev.holdfast.license.bundle.BundleManifest.Base;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Part;
import dev.holdfast.license.bundle.BundleManifest.Release;
import dev.holdfast.license.key.Role;
import dev.holdfast.license.licence.Versions;
import dev.holdfast.license.statement.Envelope;
import dev.holdfast.license.statement.PayloadType;
import dev.holdfast.license.statement.StatementFile;
import dev.holdfast.license.testkit.TestVendor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes bundles in a folder of the test: sound ones, and ones that only a holder of the key could.
 */
final class Bundles {
  static final TestVendor VENDOR = TestVendor.named("acme");
  static final Instant ISSUED = Instant.parse("2026-06-01T00:00:00Z");
  static final Instant EXPIRES = ISSUED.plus(Duration.ofDays(400));
  static final Instant NOW = ISSUED.plus(Duration.ofDays(10));
  static final Release RELEASE = release("0.2.0", 20);

  private final Path folder;

  Bundles(Path folder) {
    this.folder = folder;
  }

  static Release release(String version, long sequence) {
    return new Release("holdfast", version, "x86_64", "appliance", "stable", sequence);
  }

  /** The files of a small release. */
  static Map<String, String> files(String version) {
    Map<String, String> files = new TreeMap<>();
    files.put("bin/holdfast", "#!/bin/sh\n# " + version + "\n");
    files.put("ctl/ctl.jar", "the tool of " + version);
    files.put("runtime/bin/java", "a runtime");
    files.put("lib/app.jar", "the service of " + version);
    files.put("lib/same.jar", "a library that stays");
    files.put("lib/twin.jar", "a library that stays");
    files.put("sbom/sbom.json", "{}");
    return files;
  }

  static Site site() {
    return new Site("x86_64", "0.2.0", null, NOW, false, null);
  }

  /** A site with a release installed. */
  static Site having(String version, long sequence, String snapshot) {
    return new Site(
        "x86_64",
        version,
        new Site.Installed("ins_1", version, "appliance", "stable", sequence, sequence, snapshot),
        NOW,
        false,
        null);
  }

  static Upgrade upgrade(Upgrade.Gate... gates) {
    return new Upgrade("0.1.0", "0.1.0", List.of(gates));
  }

  static Upgrade.Gate gate(String from, @Nullable String before, String... stops) {
    return new Upgrade.Gate(
        new Versions(from, before), List.of(stops), true, List.of("V240_1"), 1 << 20);
  }

  /** The tree of some files, as a folder. */
  Path tree(String name, Map<String, String> files) throws IOException {
    Path tree = folder.resolve(name);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = tree.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      if (file.getKey().startsWith("bin/") || file.getKey().endsWith("/java")) {
        assertExecutable(path);
      }
    }
    return tree;
  }

  private static void assertExecutable(Path path) {
    if (!path.toFile().setExecutable(true, true)) {
      throw new IllegalStateException(path + " cannot be made executable");
    }
  }

  /** A sound bundle of a release. */
  Path sound(Release release) throws IOException {
    return bundle(release, upgrade(gate("0.1", null)), null);
  }

  /** A sound bundle, or a delta on a base. */
  Path bundle(Release release, Upgrade upgrade, @Nullable BundleManifest base) throws IOException {
    String name = release.version() + "-" + release.sequence() + (base == null ? "" : "-delta");
    Path tree = tree(name, files(release.version()));
    List<Entry> entries = BundleWriter.list(tree);
    HashSet<String> carried = new HashSet<>();
    if (base != null) {
      base.entries().forEach(entry -> carried.add(entry.sha384()));
    }
    Path parts = Files.createDirectory(folder.resolve(name + ".parts"));
    List<Path> files = new ArrayList<>();
    List<Part> listed = new ArrayList<>();
    byte[] header = BundleWriter.header("#!/bin/sh\nexit 1\n");
    listed.add(BundleWriter.headerPart(header));
    if (base == null) {
      files.add(parts.resolve(Archive.BOOTSTRAP));
      listed.add(BundleWriter.part(files.getLast(), tree, bootstrap(entries), carried, ISSUED));
    }
    files.add(parts.resolve(Archive.PAYLOAD));
    listed.add(BundleWriter.part(files.getLast(), tree, entries, carried, ISSUED));
    BundleManifest manifest =
        new BundleManifest(
            release,
            ISSUED,
            EXPIRES,
            upgrade,
            base == null
                ? null
                : new Base(base.release().version(), base.release().sequence(), base.snapshot()),
            listed,
            entries);
    Path file = folder.resolve(name + ".run");
    BundleWriter.write(file, header, files, sign(manifest.payload()), MINISIGN, ISSUED);
    return file;
  }

  static final byte[] MINISIGN = "untrusted comment: none\n".getBytes(StandardCharsets.US_ASCII);

  private static List<Entry> bootstrap(List<Entry> entries) {
    return entries.stream()
        .filter(e -> e.path().startsWith("runtime/") || e.path().startsWith("ctl/"))
        .toList();
  }

  /** A signed manifest's file. */
  static byte[] sign(byte[] payload) {
    Envelope envelope = VENDOR.key(Role.BUNDLE).envelope(PayloadType.BUNDLE_MANIFEST, payload);
    return new StatementFile(List.of(envelope)).bytes();
  }

  /** A signed permit's file. */
  static byte[] sign(RollbackPermit permit) {
    Envelope envelope =
        VENDOR.key(Role.BUNDLE).envelope(PayloadType.ROLLBACK_PERMIT, permit.payload());
    return new StatementFile(List.of(envelope)).bytes();
  }

  static BundleManifest manifest(List<Part> parts, List<Entry> entries) {
    return new BundleManifest(
        RELEASE, ISSUED, EXPIRES, upgrade(gate("0.1", null)), null, parts, entries);
  }

  /**
   * A bundle whose payload is any archive, under a manifest that lists {@code entries} and is
   * signed as it should be.
   */
  Path hostile(List<Entry> entries, Raw payload) throws IOException {
    Path parts = Files.createTempDirectory(folder, "hostile");
    Path bootstrap = parts.resolve(Archive.BOOTSTRAP);
    Path file = parts.resolve(Archive.PAYLOAD);
    archive(bootstrap, tar -> {});
    archive(file, payload);
    byte[] header = BundleWriter.header("#!/bin/sh\n");
    BundleManifest manifest =
        manifest(List.of(BundleWriter.headerPart(header), part(bootstrap), part(file)), entries);
    Path bundle = parts.resolve("hostile.run");
    BundleWriter.write(
        bundle, header, List.of(bootstrap, file), sign(manifest.payload()), MINISIGN, ISSUED);
    return bundle;
  }

  private static Part part(Path file) throws IOException {
    return new Part(
        String.valueOf(file.getFileName()), Files.size(file), BundleWriter.digest(file));
  }

  private static void archive(Path file, Raw raw) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      raw.write(gzip);
      gzip.write(new byte[1024]);
    }
  }

  /** Writes archive bytes. */
  @FunctionalInterface
  interface Raw {
    void write(OutputStream out) throws IOException;
  }

  /** A member as {@link TarWriter} makes it, of any name and type. */
  static byte[] member(String path, char type, int mode, String link, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new TarWriter(out, ISSUED).header(path, type, mode, bytes.length, link));
    out.writeBytes(bytes);
    out.writeBytes(new byte[-bytes.length & 511]);
    return out.toByteArray();
  }

  static Entry entry(String path, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var digest = Digests.sha384();
    new ByteArrayInputStream(bytes)
        .transferTo(new java.security.DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return Entry.file(path, bytes.length, 0644, Digests.hex(digest));
  }
}
