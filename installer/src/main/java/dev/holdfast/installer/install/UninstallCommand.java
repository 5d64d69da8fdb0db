package dev.holdfast.installer.install;

import dev.holdfast.installer.cli.Console;
import dev.holdfast.installer.cli.ExitCode;
import dev.holdfast.installer.procedure.Procedure.Outcome;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes everything, or everything but the data. */
@Command(
    name = "uninstall",
    description = "Remove Holdfast: no file, user, unit or port of it stays.",
    exitCodeListHeading = "%nExit codes%n",
    exitCodeList = {
      "0:removed",
      "10:nothing is installed here",
      "12:cut off; run it again, it goes on where it was"
    })
public final class UninstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private MachineOptions machine = new MachineOptions();

  @Option(names = "--plan", description = "Say what will happen; do nothing.")
  private boolean planOnly;

  @Option(
      names = "--keep-data",
      description = "Keep data, configuration, keys and backups, and the users that own them.")
  private boolean keepData;

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(spec.commandLine());
    Screen screen = new Screen(console);
    machine.requireRoot();
    Operations operations = machine.operations(null);
    if (Commands.resumed(operations, "uninstall", machine, screen)) {
      return ExitCode.OK.number();
    }
    Plan plan = operations.planUninstall(keepData);
    screen.plan(plan);
    if (!planOnly) {
      machine.confirm(plan, Commands.asker(spec));
      Outcome outcome = operations.carryOut(plan, screen.progress());
      screen.outcome(
          outcome,
          keepData
              ? "Kept: " + UninstallPlan.existing(UninstallPlan.kept(machine.layout())) + "."
              : "Nothing of Holdfast is left on this machine.");
    }
    return ExitCode.OK.number();
  }
}
