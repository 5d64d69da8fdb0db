package dev.holdfast.installer.install;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Goes back to the release that the last upgrade came from. */
@Command(
    name = "rollback",
    description = "Go back to the release that the last upgrade came from.",
    exitCodeListHeading = "%nExit codes%n",
    exitCodeList = {
      "0:the older release runs, and is healthy",
      "10:there is nothing to go back to, or data would be lost and that was not accepted",
      "11:it failed, and all is as it was before",
      "12:cut off, or taking back got stuck; run it again"
    })
public final class RollbackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private MachineOptions machine = new MachineOptions();

  @Option(
      names = "--accept-data-loss",
      description =
          "Go back although the older release cannot run on the migrated database: the snapshot of"
              + " the upgrade is put back, and what came after it is lost.")
  private boolean losesData;

  @Override
  public Integer call() throws IOException {
    machine.requireRoot();
    return new Errand(spec, machine, null)
        .run(
            "rollback",
            operations -> operations.planRollback(losesData),
            plan -> "Holdfast " + plan.parameters().get("version") + " runs again and is healthy.");
  }
}
