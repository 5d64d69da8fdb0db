package dev.holdfast.offline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.license.bundle.BundleFile;
import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Makes the release tree, and the bundle of it. {@code ./run bundle} calls it with its arguments.
 */
public final class Assemble {
  static final String SERVICE = "dev.holdfast.appliance.Application";

  private final Options options;
  private final Vendor vendor;
  private final Instant issued;

  private Assemble(Options options) throws IOException {
    this.options = options;
    this.vendor = new Vendor(options.keys());
    this.issued = vendor.notBefore(options.committed());
  }

  /** The arguments are pairs of a name and a value; {@link Options} says which. */
  public static void main(String[] args) throws IOException {
    try {
      new Assemble(Options.parse(List.of(args))).run();
    } catch (UnfitJdk unfit) {
      say("bundle: " + unfit.getMessage() + ".");
      System.exit(1);
    }
  }

  private void run() throws IOException {
    Path named = options.jdk();
    ForeignJdk jdk = named == null ? null : ForeignJdk.at(named, options.architecture());
    Trees.delete(options.out());
    Files.createDirectories(options.tree());
    say("The service, holdfastctl and their Java runtime ...");
    jars();
    runtime(jdk);
    starters();
    postgresql();
    say("Units, playbooks, charts, documents, trust ...");
    folders();
    int pages = Docs.render(options.root(), options.tree().resolve("docs"), options.version());
    vendor.trust(options.tree().resolve("trust"));
    say("Image, bill of materials, licences, provenance ...");
    JsonNode bom = materials();
    List<Entry> entries = BundleWriter.list(options.tree());
    say("Signing and packing " + entries.size() + " entries, " + pages + " pages ...");
    Packing packing = new Packing(options, vendor, issued);
    Path bundle = packing.whole(entries);
    finish(bundle, bom);
    Path base = options.base();
    if (base != null) {
      finish(packing.delta(entries, manifestOf(base)), bom);
    }
  }

  private void finish(Path bundle, JsonNode bom) throws IOException {
    vendor.minisign(bundle, bundle.getFileName() + " sequence " + options.sequence());
    Path statement = options.out().resolve("statement.json");
    new Provenance(options).ofFile(bundle, bom, statement);
    vendor.attest(statement, bundle.resolveSibling(bundle.getFileName() + ".intoto.json"));
    Files.delete(statement);
    say(
        String.format(
            Locale.ROOT, "%s  %.1f MB", bundle.getFileName(), Files.size(bundle) / 1_000_000.0));
  }

  private BundleManifest manifestOf(Path bundle) throws IOException {
    try (BundleFile open = BundleFile.open(bundle)) {
      return switch (open.verify(vendor.anchors(), Packing.looking(), (done, total) -> {})) {
        case BundleFile.Result.Verified verified -> verified.signed().manifest();
        case BundleFile.Result.Refused refused ->
            throw new IOException(bundle + " was refused: " + refused.detail());
      };
    }
  }

  private void jars() throws IOException {
    Path root = options.root();
    Jars.copy(
        root.resolve("appliance/target/dist/lib"),
        options.tree().resolve("lib"),
        options.architecture(),
        issued);
    Path jvm = options.tree().resolve("lib/jvm.options");
    Files.copy(root.resolve("appliance/jvm.options"), jvm);
    Trees.mode(jvm, false);
    Jars.copy(
        root.resolve("installer/target/dist/lib"),
        options.tree().resolve("ctl"),
        options.architecture(),
        issued);
  }

  private void runtime(@Nullable ForeignJdk jdk) throws IOException {
    List<Path> jars = new ArrayList<>(Trees.jars(options.tree().resolve("lib")));
    jars.addAll(Trees.jars(options.tree().resolve("ctl")));
    Set<String> modules = Runtime.modules(jars, options.out().resolve("classes"));
    Path target = options.tree().resolve("runtime");
    if (jdk == null) {
      Runtime.link(modules, target);
      String own = "the JDK " + System.getProperty("java.home");
      NativeParts.checkTree(target, options.architecture(), own);
    } else {
      jdk.link(modules, target);
    }
    say("  " + modules.size() + " modules: " + String.join(" ", modules));
  }

  private void starters() throws IOException {
    Trees.write(
        options.tree().resolve("bin/holdfast"), Trees.template("holdfast.sh", Map.of()), true);
    Trees.write(
        options.tree().resolve("bin/holdfastctl"),
        Trees.template("holdfastctl.sh", Map.of()),
        true);
  }

  /** What the server's distributor calls a machine of this kind. */
  static String postgresqlFor(String architecture) {
    return "-linux-" + (architecture.equals("x86_64") ? "amd64" : "arm64v8") + "-";
  }

  /** The server's binaries as their distributor packs them, in one archive. */
  private void postgresql() throws IOException {
    List<Path> jars =
        Trees.files(options.root().resolve("offline-bundle/target/dist/postgresql")).stream()
            .filter(jar -> jar.toString().contains(postgresqlFor(options.architecture())))
            .toList();
    if (jars.size() != 1) {
      throw new IOException("one PostgreSQL for " + options.architecture() + " is needed: " + jars);
    }
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
          if (entry.getName().endsWith(".txz")) {
            Path target =
                options.tree().resolve("postgresql").resolve("postgresql-" + arch() + ".txz");
            Files.createDirectories(target.getParent());
            try (InputStream in = zip.getInputStream(entry)) {
              Files.copy(in, target);
            }
            Trees.mode(target, false);
            String version =
                jar.getFileName().toString().replaceAll(".*-(\\d+\\.\\d+)(\\.\\d+)?\\.jar", "$1");
            Trees.write(target.resolveSibling("VERSION"), version + "\n", false);
          }
        }
      }
    }
  }

  private void folders() throws IOException {
    Path root = options.root();
    Trees.copy(root.resolve("systemd"), options.tree().resolve("systemd"));
    Trees.copy(root.resolve("ansible"), options.tree().resolve("ansible"));
    Trees.copy(root.resolve("offline-bundle/kubernetes"), options.tree().resolve("kubernetes"));
    Trees.copy(root.resolve("installer/target/dist/man"), options.tree().resolve("docs/man"));
  }

  private JsonNode materials() throws IOException {
    List<String> packages = List.of();
    Path debian = options.debian();
    if (debian != null) {
      packages = new Image(options, issued).write(debian, BundleWriter.list(options.tree()));
    }
    JsonNode bom = Sbom.write(options, issued, packages);
    Licences.write(options.tree(), bom);
    Vex.write(options, issued, bom);
    Path statement = options.out().resolve("statement.json");
    new Provenance(options).ofTree(BundleWriter.list(options.tree()), bom, statement);
    vendor.attest(statement, options.tree().resolve("sbom/provenance.intoto.json"));
    Files.delete(statement);
    Trees.mode(options.tree().resolve("sbom/provenance.intoto.json"), false);
    return bom;
  }

  private String arch() {
    return "linux-" + options.architecture();
  }

  static void say(String text) {
    System.err.println(text);
  }
}
