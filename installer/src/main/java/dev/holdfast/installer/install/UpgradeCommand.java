package dev.holdfast.installer.install;

import dev.holdfast.checks.Subject;
import dev.holdfast.installer.answers.Answers;
import dev.holdfast.installer.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes an installation to another release, and back by itself where that is not healthy. */
@Command(
    name = "upgrade",
    description = {
      "Upgrade to the release of a bundle.",
      "The old release serves until the new one is in place. Where the new one does not become"
          + " healthy, everything is put back by itself."
    },
    exitCodeListHeading = "%nExit codes%n",
    exitCodeList = {
      "0:upgraded, and healthy",
      "3:a check failed; nothing was changed",
      "5:the bundle does not hold",
      "10:the road is closed: another release comes first, or the permit is missing",
      "11:the new release was not healthy; the old one runs again",
      "12:cut off, or taking back got stuck; run it again"
    })
public final class UpgradeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private MachineOptions machine = new MachineOptions();

  @Mixin private CheckOptions checks = new CheckOptions();

  @Parameters(paramLabel = "BUNDLE", arity = "0..1", description = "The bundle, or its folder.")
  private @Nullable Path place;

  @Option(
      names = "--permit",
      paramLabel = "FILE",
      description = "The vendor's signed permit to go to an older release.")
  private @Nullable Path permit;

  @Override
  public Integer call() throws IOException {
    machine.requireRoot();
    Errand errand = new Errand(spec, machine, permit == null ? null : Files.readAllBytes(permit));
    if (errand.resumed("upgrade")) {
      return ExitCode.OK.number();
    }
    // The journal keeps it, and whoever goes on may stand elsewhere.
    Path from =
        Errand.required(place, "bundle_missing", "Name the bundle to upgrade to.").toAbsolutePath();
    Plan plan = errand.operations().planUpgrade(errand.verifying(from), permit != null);
    errand.screen().plan(plan);
    if (!machine.planOnly()) {
      Answers answers = errand.operations().installed().answers();
      checks.require(errand.screen(), machine.layout(), answers, Subject.Occasion.UPGRADE);
      errand.carryOut(
          plan, done -> "Holdfast " + done.parameters().get("version") + " runs and is healthy.");
    }
    return ExitCode.OK.number();
  }
}
