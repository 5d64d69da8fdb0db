package dev.holdfast.installer.install;

import dev.holdfast.checks.Finding;
import dev.holdfast.checks.Subject;
import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.procedure.Procedure.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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

  @Parameters(paramLabel = "BUNDLE", arity = "0..1", description = "The bundle, or its folder.")
  private @Nullable Path place;

  @Option(names = "--plan", description = "Say what will happen and how long it takes; do nothing.")
  private boolean planOnly;

  @Option(
      names = "--permit",
      paramLabel = "FILE",
      description = "The vendor's signed permit to go to an older release.")
  private @Nullable Path permit;

  @Option(
      names = "--skip",
      paramLabel = "ID",
      description = "Leave out a check that is advice; repeatable.")
  private Set<String> skipped = Set.of();

  @Override
  public Integer call() throws IOException {
    Screen screen = new Screen(Console.of(spec.commandLine()));
    machine.requireRoot();
    Operations operations = machine.operations(permit == null ? null : Files.readAllBytes(permit));
    if (Commands.resumed(operations, "upgrade", machine, screen)) {
      return ExitCode.OK.number();
    }
    Path from = Commands.required(place, "bundle_missing", "Name the bundle to upgrade to.");
    Plan plan = operations.planUpgrade(from, permit != null);
    screen.plan(plan);
    if (planOnly) {
      return ExitCode.OK.number();
    }
    if (machine.layout().isMachine()) {
      List<Finding> findings =
          Preflight.run(
              machine.layout(),
              operations.installed().answers(),
              Subject.Occasion.UPGRADE,
              0,
              skipped);
      screen.findings(findings, false);
      if (Screen.verdict(findings) == ExitCode.CHECK_FAILED) {
        throw new CommandFailure(
            ExitCode.CHECK_FAILED,
            "checks_failed",
            "A check failed; nothing was changed.",
            "Do what the checks say, then run it again.");
      }
    }
    machine.confirm(plan, Commands.asker(spec));
    Outcome outcome = operations.carryOut(plan, screen.progress());
    screen.outcome(
        outcome, "Holdfast " + plan.parameters().get("version") + " runs and is healthy.");
    return ExitCode.OK.number();
  }
}
