package dev.holdfast.installer.bundle;

import dev.holdfast.license.bundle.BundleFile;
import dev.holdfast.license.bundle.BundleManifest;
import dev.holdfast.license.bundle.BundleManifest.Base;
import dev.holdfast.license.bundle.BundleManifest.Entry;
import dev.holdfast.license.bundle.BundleManifest.Part;
import dev.holdfast.license.bundle.BundleManifest.Release;
import dev.holdfast.license.bundle.BundleWriter;
import dev.holdfast.license.bundle.Progress;
import dev.holdfast.license.bundle.SignedManifest;
import dev.holdfast.license.bundle.Site;
import dev.holdfast.license.bundle.Upgrade;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.licence.Versions;
import dev.holdfast.vendor.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes bundles that this build trusts: signed by the development keys of the checkout. */
public final class TestBundle {
  private final Path folder;

  /**
   * @param folder a folder of the test, in which everything is made
   */
  public TestBundle(Path folder) {
    this.folder = folder;
  }

  /** The files of a small release, by path; those below {@code bin/} can be executed. */
  public static Map<String, String> files(String version) {
    return Map.of(
        "bin/holdfast", "#!/bin/sh\necho service " + version + "\n",
        "bin/holdfastctl", "#!/bin/sh\necho holdfastctl " + version + "\n",
        "lib/app.jar", "the service of " + version,
        "lib/same.jar", "a library that stays",
        "ctl/ctl.jar", "the tool of " + version,
        "systemd/holdfast.service", "[Unit]\n");
  }

  /** A whole bundle of a small release. */
  public Path whole(String version, long sequence) throws IOException {
    return bundle(version, sequence, files(version), null);
  }

  /** A bundle of some files; a delta where there is a base, given by its release tree. */
  public Path bundle(String version, long sequence, Map<String, String> files, @Nullable Path base)
      throws IOException {
    Path work = Files.createTempDirectory(folder, "bundle");
    Path tree = Files.createDirectory(work.resolve("tree"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = tree.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      Files.setPosixFilePermissions(
          path,
          PosixFilePermissions.fromString(
              file.getKey().startsWith("bin/") ? "rwxr-xr-x" : "rw-r--r--"));
    }
    Instant issued = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    List<Entry> entries = BundleWriter.list(tree);
    byte[] header = BundleWriter.header("#!/bin/sh\nexit 1\n");
    List<Path> parts = new ArrayList<>();
    List<Part> listed = new ArrayList<>(List.of(BundleWriter.headerPart(header)));
    Set<String> carried = new HashSet<>();
    BundleManifest old = base == null ? null : manifest(base);
    if (old == null) {
      parts.add(work.resolve("bootstrap.tar.gz"));
      listed.add(BundleWriter.part(parts.getLast(), tree, List.of(), carried, issued));
    } else {
      old.entries().forEach(entry -> carried.add(entry.sha384()));
    }
    parts.add(work.resolve("payload.tar.gz"));
    listed.add(BundleWriter.part(parts.getLast(), tree, entries, carried, issued));
    BundleManifest manifest =
        new BundleManifest(
            new Release(
                "holdfast",
                version,
                InstalledRelease.architecture(),
                "appliance",
                "development",
                sequence),
            issued,
            issued.plus(Duration.ofDays(400)),
            new Upgrade(
                null,
                "0.1.0",
                List.of(
                    new Upgrade.Gate(new Versions("0.0.1", null), List.of(), true, List.of(), 0))),
            old == null
                ? null
                : new Base(old.release().version(), old.release().sequence(), old.snapshot()),
            listed,
            entries);
    Path draft = Files.write(work.resolve("draft"), manifest.payload());
    Path signed = work.resolve(SignedManifest.NAME);
    vendor("bundle", "sign", draft.toString(), "--development", "--out", signed.toString());
    Path file = work.resolve("holdfast-" + version + ".run");
    BundleWriter.write(file, header, parts, Files.readAllBytes(signed), new byte[] {'\n'}, issued);
    return file;
  }

  /** Writes a bundle's tree as the installed release below a root. */
  public static Path install(Path root, Path bundle, String version) throws IOException {
    InstalledRelease installed = new InstalledRelease(root);
    Files.createDirectories(installed.releases());
    Path release = installed.releases().resolve(version);
    try (var open = BundleFile.open(bundle)) {
      var result = open.verify(TrustAnchors.compiledIn(), Site.looking("99999.0"), Progress.NONE);
      if (!(result instanceof BundleFile.Result.Verified verified)) {
        throw new IllegalStateException(result.toString());
      }
      verified.bundle().extract(release, null, Progress.NONE);
      installed.raiseSequence(verified.signed().manifest().release().sequence());
    }
    Files.deleteIfExists(installed.current());
    Files.createSymbolicLink(installed.current(), Path.of("releases", version));
    return release;
  }

  private static BundleManifest manifest(Path tree) throws IOException {
    return SignedManifest.verify(
            Files.readAllBytes(tree.resolve(SignedManifest.NAME)), TrustAnchors.compiledIn())
        .manifest();
  }

  private static void vendor(String... args) {
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), args);
    if (code != 0) {
      throw new IllegalStateException(err.toString());
    }
  }
}
