package dev.holdfast.installer.install;

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

  @Option(
      names = "--keep-data",
      description = "Keep data, configuration, keys and backups, and the users that own them.")
  private boolean keepData;

  @Override
  public Integer call() throws IOException {
    machine.requireRoot();
    return new Errand(spec, machine, null)
        .run(
            "uninstall",
            operations -> operations.planUninstall(keepData),
            plan ->
                keepData
                    ? "Kept: " + UninstallPlan.existing(UninstallPlan.kept(machine.layout())) + "."
                    : "Nothing of Holdfast is left on this machine.");
  }
}
