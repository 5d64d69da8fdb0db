package dev.holdfast.installer.install;

import dev.holdfast.installer.bundle.InstalledRelease;
import dev.holdfast.installer.bundle.StartupCaches;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.machine.Disk;
import dev.holdfast.installer.machine.ImageServices;
import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.machine.Probe;
import dev.holdfast.installer.machine.Services;
import dev.holdfast.installer.machine.Systemd;
import dev.holdfast.installer.release.Releases;
import dev.holdfast.license.bundle.Site;
import dev.holdfast.license.key.TrustAnchors;
import dev.holdfast.license.statement.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which machine is changed, and how much is asked. */
final class MachineOptions {
  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description =
          "Prepare an image in this directory instead of this machine. Nothing is started.")
  private Path root = Path.of("/");

  @Option(names = "--yes", description = "Do not ask before the plan is carried out.")
  private boolean yes;

  @Option(names = "--no-input", description = "Ask nothing at all; what is missing is an error.")
  private boolean noInput;

  @Option(names = "--plan", description = "Say what will happen and how; do nothing.")
  private boolean planOnly;

  @Option(names = "--undo", description = "Take back what an earlier run began and did not end.")
  private boolean undo;

  Layout layout() {
    return new Layout(root);
  }

  boolean planOnly() {
    return planOnly;
  }

  boolean undo() {
    return undo;
  }

  boolean asks() {
    return !noInput && System.console() != null && System.console().isTerminal();
  }

  /** Goes on where the plan may be carried out. */
  void confirm(Plan plan, Asker asker) {
    if (yes) {
      return;
    }
    if (!asks()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "not_confirmed",
          "Nobody can be asked whether to carry the plan out.",
          "Look at it with --plan, then say --yes.");
    }
    if (!asker.agrees("Carry out this " + plan.kind() + "?")) {
      throw new CommandFailure(
          ExitCode.REFUSED, "declined", "Nothing was changed.", "Run it again when it suits.");
    }
  }

  /** Asks one question. */
  @FunctionalInterface
  interface Asker {
    boolean agrees(String question);
  }

  void requireRoot() {
    if (layout().isMachine() && !"root".equals(System.getProperty("user.name"))) {
      throw new CommandFailure(
          ExitCode.NEEDS_ROOT,
          "needs_root",
          "Only root may do this.",
          "Repeat it with sudo, or prepare an image with --root DIR.");
    }
  }

  Operations operations(byte @Nullable [] permit) {
    Layout layout = layout();
    Disk disk = new Disk(Probe.NONE);
    Services services =
        layout.isMachine()
            ? new Systemd(layout, StartupCaches::make)
            : new ImageServices(layout, disk);
    TrustAnchors anchors = TrustAnchors.compiledIn();
    InstalledRelease installed = new InstalledRelease(layout.root());
    return new Operations(
        new Machine(layout, disk, services, Clock.systemUTC()),
        place -> {
          try {
            Site site =
                installed.site(anchors, version(), Clock.systemUTC().instant(), false, permit);
            return new Releases(anchors).open(place, site, installed.release().orElse(null));
          } catch (RefusedException e) {
            throw new CommandFailure(
                ExitCode.VERIFICATION_FAILED,
                e.refusal().code(),
                "What is installed here is not what the vendor signed: " + e.detail() + ".",
                "holdfastctl bundle verify --installed says what was changed.");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** This tool's version; outside its jar, in a test of its build, it is newer than everything. */
  private static String version() {
    return Optional.ofNullable(MachineOptions.class.getPackage().getImplementationVersion())
        .orElse("99999.0.0");
  }

  /** The release that this tool is part of, where it runs out of one. */
  static Optional<Path> ownRelease() {
    try {
      Path jar =
          Path.of(MachineOptions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Optional.ofNullable(jar.getParent())
          .flatMap(folder -> Optional.ofNullable(folder.getParent()))
          .filter(tree -> Files.exists(tree.resolve("manifest.json")));
    } catch (java.net.URISyntaxException e) {
      return Optional.empty();
    }
  }
}
