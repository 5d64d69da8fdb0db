package dev.holdfast.installer.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.license.bundle.BundleFile;
import dev.holdfast.license.bundle.Progress;
import dev.holdfast.license.bundle.SignedManifest;
import dev.holdfast.license.bundle.Site;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Bundles and installed releases, proved; and what is made of them. */
@Command(
    name = "bundle",
    description = "Verify a bundle or the installed release, unpack it, make its image.")
public final class BundleCommand implements Runnable {
  private static final String ROOT_HELP = "What all paths stand under. Default: /.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: verify, extract, caches or image.");
  }

  @Command(
      name = "verify",
      description = {
        "Verify a bundle, every byte of it, or the installed release, every file of it.",
        "Nothing is written. With --json the answer is a receipt that lists every digest."
      },
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {
        "0:it holds",
        "5:it does not hold, or may not be used here; the answer says why",
        "9:only root can verify what is installed"
      })
  int verify(
      @Parameters(paramLabel = "FILE", arity = "0..1", description = "The bundle.")
          @Nullable Path file,
      @Option(names = "--installed", description = "Verify the installed release instead.")
          boolean installed,
      @Option(names = "--root", paramLabel = "DIR", defaultValue = "/", description = ROOT_HELP)
          Path root,
      @Option(
              names = "--permit",
              paramLabel = "FILE",
              description = "The vendor's permit to go back to an older release.")
          @Nullable Path permit,
      @Option(names = "--refuse-expired", description = "Refuse an expired bundle.")
          boolean refuseExpired)
      throws IOException {
    if (installed == (file != null)) {
      throw new ParameterException(
          spec.commandLine(), "Name a bundle, or say --installed; one of them.");
    }
    return file == null
        ? installed(new InstalledRelease(root))
        : bundle(file, site(root, permit, refuseExpired));
  }

  @Command(
      name = "extract",
      description = "Verify a bundle and write its release tree into a new folder.",
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {"0:the tree is there", "5:the bundle was refused; nothing was written"})
  int extract(
      @Parameters(index = "0", paramLabel = "FILE", description = "The bundle.") Path file,
      @Parameters(index = "1", paramLabel = "DIR", description = "A folder that is not there yet.")
          Path target,
      @Option(
              names = "--base",
              paramLabel = "DIR",
              description = "The release tree that a delta builds on.")
          @Nullable Path base)
      throws IOException {
    try (BundleFile open = open(file)) {
      return switch (open.verify(anchors(), Site.looking(tool()), Progress.NONE)) {
        case BundleFile.Result.Refused refused -> refused(file.toString(), refused);
        case BundleFile.Result.Verified verified -> {
          verified.bundle().extract(target, base, Progress.NONE);
          Console.of(spec.commandLine()).line("@|green Extracted|@ into " + target + ".");
          yield ExitCode.OK.number();
        }
      };
    } catch (RefusedException e) {
      return refused(file.toString(), new BundleFile.Result.Refused(e.refusal(), e.detail()));
    }
  }

  @Command(
      name = "caches",
      description = "Make and seal the start-up caches of the installed release again.")
  int caches(
      @Option(names = "--root", paramLabel = "DIR", defaultValue = "/", description = ROOT_HELP)
          Path root)
      throws IOException {
    InstalledRelease installed = new InstalledRelease(root);
    Path release = required(installed);
    String version =
        SignedManifest.verify(Files.readAllBytes(release.resolve(SignedManifest.NAME)), anchors())
            .manifest()
            .release()
            .version();
    Path seal = installed.cacheSeal(version);
    Files.createDirectories(seal.getParent());
    StartupCaches.make(release, seal);
    Console.of(spec.commandLine()).line("@|green Made|@ the start-up caches of " + version + ".");
    return ExitCode.OK.number();
  }

  @Command(
      name = "image",
      description = {
        "Write the release's container image as an OCI archive, for podman load -i or skopeo.",
        "The tree is verified first; the service's layer is made of it and must be the signed one."
      },
      exitCodeListHeading = "%nExit codes%n",
      exitCodeList = {"0:the archive is there", "5:the tree does not hold"})
  int image(
      @Parameters(paramLabel = "FILE", description = "A file that is not there yet.") Path out,
      @Option(
              names = "--tree",
              paramLabel = "DIR",
              description = "A release tree that was extracted. Default: the installed one.")
          @Nullable Path tree,
      @Option(names = "--root", paramLabel = "DIR", defaultValue = "/", description = ROOT_HELP)
          Path root)
      throws IOException {
    InstalledRelease installed = new InstalledRelease(root);
    Path release = tree == null ? required(installed) : tree.toRealPath();
    if (tree == null) {
      requireSeal(installed);
    }
    SignedManifest signed =
        SignedManifest.verify(Files.readAllBytes(release.resolve(SignedManifest.NAME)), anchors());
    TreeCheck.Report report =
        TreeCheck.check(
            release, anchors(), installed.cacheSeal(signed.manifest().release().version()));
    if (!report.holds()) {
      TreeCheck.Finding first = report.findings().getFirst();
      throw new CommandFailure(
          ExitCode.VERIFICATION_FAILED,
          "tree_changed",
          release + " was changed: " + first.path() + " " + first.what() + ".",
          "holdfastctl bundle verify --installed lists everything that was.");
    }
    String name = ImageArchive.write(release, signed.manifest(), out);
    Console.of(spec.commandLine())
        .line("@|green Wrote|@ " + name + " into " + out + ". Next: podman load -i " + out);
    return ExitCode.OK.number();
  }

  private int bundle(Path file, Site site) throws IOException {
    Console console = Console.of(spec.commandLine());
    try (BundleFile open = open(file)) {
      return switch (open.verify(anchors(), site, Progress.NONE)) {
        case BundleFile.Result.Refused refused -> refused(file.toString(), refused);
        case BundleFile.Result.Verified verified -> {
          if (console.json()) {
            ObjectNode receipt = Receipt.json(verified.signed(), now(), tool());
            receipt.put("holds", true);
            receipt.put("file", file.getFileName().toString());
            ArrayNode notices = receipt.putArray("notices");
            verified.notices().forEach(notices::add);
            console.document("bundle-receipt", receipt);
          } else {
            console.line(Console.mark("ok") + " @|bold " + file.getFileName() + "|@ holds.");
            console.facts(Receipt.facts(verified.signed()));
            verified.notices().forEach(notice -> console.line(Console.mark("warn") + " " + notice));
            development(console, verified.signed());
          }
          yield ExitCode.OK.number();
        }
      };
    }
  }

  private int installed(InstalledRelease installed) throws IOException {
    Console console = Console.of(spec.commandLine());
    Path release = required(installed);
    requireSeal(installed);
    TreeCheck.Report report;
    try {
      SignedManifest signed =
          SignedManifest.verify(
              Files.readAllBytes(release.resolve(SignedManifest.NAME)), anchors());
      report =
          TreeCheck.check(
              release, anchors(), installed.cacheSeal(signed.manifest().release().version()));
    } catch (RefusedException e) {
      return refused(release.toString(), new BundleFile.Result.Refused(e.refusal(), e.detail()));
    }
    if (console.json()) {
      ObjectNode receipt = Receipt.json(report.signed(), now(), tool());
      receipt.put("holds", report.holds());
      receipt.put("release", release.toString());
      ArrayNode findings = receipt.putArray("findings");
      report
          .findings()
          .forEach(one -> findings.addObject().put("path", one.path()).put("what", one.what()));
      console.document("installed-receipt", receipt);
    } else {
      console.line(
          Console.mark(report.holds() ? "ok" : "fail")
              + " @|bold "
              + release
              + "|@ "
              + (report.holds()
                  ? "is as it was installed, " + report.files() + " files."
                  : "was changed after it was installed."));
      report.findings().forEach(one -> console.line("    " + one.path() + "  " + one.what()));
      console.facts(Receipt.facts(report.signed()));
      development(console, report.signed());
    }
    return (report.holds() ? ExitCode.OK : ExitCode.VERIFICATION_FAILED).number();
  }

  private static void development(Console console, SignedManifest signed) {
    if (signed.development()) {
      console.line(
          Console.mark("warn")
              + " Signed with the development keys of one checkout: for trying out, not for use.");
    }
  }

  private int refused(String what, BundleFile.Result.Refused refused) {
    throw new CommandFailure(
        ExitCode.VERIFICATION_FAILED,
        refused.refusal().code(),
        what + " was refused: " + refused.detail() + ".",
        "Nothing of it was used. Get it again from the vendor, and compare what it says there.");
  }

  private Site site(Path root, @Nullable Path permit, boolean refuseExpired) throws IOException {
    byte[] file = permit == null ? null : Files.readAllBytes(permit);
    return new InstalledRelease(root).site(anchors(), tool(), now(), refuseExpired, file);
  }

  private static Path required(InstalledRelease installed) throws IOException {
    return installed
        .release()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "not_installed",
                    "No release is installed at " + installed.current() + ".",
                    "--root DIR names another place."));
  }

  /** Who may not read what was sealed here would take the caches for a stranger's files. */
  private static void requireSeal(InstalledRelease installed) {
    Path state = installed.state();
    if (Files.isDirectory(state) && !Files.isExecutable(state)) {
      throw new CommandFailure(
          ExitCode.NEEDS_ROOT,
          "needs_root",
          "Only root may do this: this user may not read " + state + ".",
          "Repeat it with sudo.");
    }
  }

  private static BundleFile open(Path file) throws IOException {
    try {
      return BundleFile.open(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "no_such_file", "There is no file " + file + ".", "Name the bundle.");
    }
  }

  private static TrustAnchors anchors() {
    return TrustAnchors.compiledIn();
  }

  private static Instant now() {
    return Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** This tool's version; outside its jar, in a test of its build, it is newer than everything. */
  private static String tool() {
    return Optional.ofNullable(BundleCommand.class.getPackage().getImplementationVersion())
        .orElse("99999.0.0");
  }
}
