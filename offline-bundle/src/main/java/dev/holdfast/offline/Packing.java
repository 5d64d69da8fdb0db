package dev.holdfast.offline;

import dev.holdfast.license.bundle.BundleFile;
import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.BundleManifest.Base;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Part;
import dev.holdfast.license.bundle.BundleManifest.Release;
import dev.holdfast.license.bundle.BundleWriter;
import dev.holdfast.license.bundle.SignedManifest;
import dev.holdfast.license.bundle.Site;
import dev.holdfast.license.bundle.Upgrade;
import dev.holdfast.license.licence.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Packs a tree: parts, manifest, signature, one file. */
final class Packing {
  /** How long a bundle is offered without a warning. */
  private static final Duration LIFE = Duration.ofDays(400);

  /** An archive's own header before its first member. */
  private static final int BLOCK = 512;

  private final Options options;
  private final Vendor vendor;
  private final Instant issued;

  Packing(Options options, Vendor vendor, Instant issued) {
    this.options = options;
    this.vendor = vendor;
    this.issued = issued;
  }

  static Site looking() {
    return Site.looking("99999.0");
  }

  /** The whole bundle. */
  Path whole(List<Entry> entries) throws IOException {
    Path parts = Files.createDirectories(options.out().resolve("parts"));
    Set<String> carried = new HashSet<>();
    Part bootstrap =
        BundleWriter.part(
            parts.resolve("bootstrap.tar.gz"),
            options.tree(),
            entries.stream().filter(Packing::isBootstrap).toList(),
            carried,
            issued);
    Part payload =
        BundleWriter.part(
            parts.resolve("payload.tar.gz"), options.tree(), entries, carried, issued);
    Map<String, String> values = values();
    values.put("from", String.valueOf(BundleFile.HEADER_BYTES + BLOCK + 1));
    values.put("size", String.valueOf(bootstrap.size()));
    values.put("sha384", bootstrap.sha384());
    byte[] header = BundleWriter.header(Trees.template("header.sh", values));
    Path file = options.out().resolve(options.name() + ".run");
    write(
        file,
        header,
        List.of(parts.resolve(bootstrap.name()), parts.resolve(payload.name())),
        manifest(null, List.of(BundleWriter.headerPart(header), bootstrap, payload), entries));
    return file;
  }

  /** What the release has and its base lacks. */
  Path delta(List<Entry> entries, BundleManifest base) throws IOException {
    Path parts = Files.createDirectories(options.out().resolve("delta-parts"));
    Set<String> carried = new HashSet<>();
    base.entries().stream().filter(Entry::isFile).forEach(entry -> carried.add(entry.sha384()));
    Part payload =
        BundleWriter.part(
            parts.resolve("payload.tar.gz"), options.tree(), entries, carried, issued);
    Release from = base.release();
    Map<String, String> values = values();
    values.put("base", from.version());
    byte[] header = BundleWriter.header(Trees.template("delta-header.sh", values));
    Path file =
        options
            .out()
            .resolve(
                "holdfast-"
                    + from.version()
                    + "-to-"
                    + options.version()
                    + "-linux-"
                    + options.architecture()
                    + ".delta.run");
    write(
        file,
        header,
        List.of(parts.resolve(payload.name())),
        manifest(
            new Base(from.version(), from.sequence(), base.snapshot()),
            List.of(BundleWriter.headerPart(header), payload),
            entries));
    return file;
  }

  private Map<String, String> values() throws IOException {
    Map<String, String> values = new HashMap<>();
    values.put("version", options.version());
    values.put("architecture", options.architecture());
    values.put("channel", options.channel());
    values.put("minisign", vendor.minisignKey());
    values.put("archive", String.valueOf(BundleFile.HEADER_BYTES + 1));
    return values;
  }

  /** What the header starts to verify the rest. */
  private static boolean isBootstrap(Entry entry) {
    return entry.path().startsWith("runtime/")
        || entry.path().startsWith("ctl/")
        || entry.path().equals("bin/holdfastctl");
  }

  private BundleManifest manifest(@Nullable Base base, List<Part> parts, List<Entry> entries)
      throws IOException {
    if (options.channel().equals("stable") && vendor.development()) {
      throw new IOException("development keys sign development bundles; say --channel development");
    }
    return new BundleManifest(
        new Release(
            BundleManifest.PRODUCT,
            options.version(),
            options.architecture(),
            "appliance",
            options.channel(),
            options.sequence()),
        issued,
        issued.plus(LIFE),
        upgrade(entries),
        base,
        parts,
        entries);
  }

  /** One gate so far: any release before this one, straight, with room for two trees. */
  private Upgrade upgrade(List<Entry> entries) throws IOException {
    List<String> migrations = new ArrayList<>();
    Path folder = options.root().resolve("appliance/src/main/resources/db/migration");
    for (Path file : Trees.files(folder)) {
      migrations.add(folder.relativize(file).toString());
    }
    long size = entries.stream().mapToLong(Entry::size).sum();
    return new Upgrade(
        null,
        "0.1.0",
        List.of(
            new Upgrade.Gate(new Versions("0.0.1", null), List.of(), true, migrations, 2 * size)));
  }

  private void write(Path file, byte[] header, List<Path> parts, BundleManifest manifest)
      throws IOException {
    Path signed = options.out().resolve(SignedManifest.NAME);
    Path draft = Files.write(options.out().resolve("manifest.draft"), manifest.payload());
    vendor.sign(draft, signed);
    vendor.minisign(signed, "holdfast " + options.version() + " manifest");
    BundleWriter.write(
        file,
        header,
        parts,
        Files.readAllBytes(signed),
        Files.readAllBytes(signed.resolveSibling(SignedManifest.MINISIGN_NAME)),
        issued);
    Trees.mode(file, true);
    Files.delete(draft);
  }
}
