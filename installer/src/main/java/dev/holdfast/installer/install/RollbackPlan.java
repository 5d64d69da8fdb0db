package dev.holdfast.installer.install;

import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Action;
import dev.holdfast.installer.procedure.Actions;
import dev.holdfast.installer.procedure.Actions.Rights;
import dev.holdfast.installer.procedure.TreeActions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The plan of going back to the release that the last upgrade came from. */
final class RollbackPlan {
  private static final Duration HEALTH = Duration.ofSeconds(25);

  private RollbackPlan() {}

  static Plan of(Layout layout, Receipt installed) {
    String version = installed.previous();
    UnitFiles units = new UnitFiles(layout, installed.answers(), version);
    Plan.Builder plan = new Plan.Builder();
    plan.add(new Actions.Stop(UnitFiles.SERVICE));
    plan.addIf(units.bundled(), new Actions.Stop(UnitFiles.DATABASE));
    if (!installed.reversible()) {
      Receipt older = new Receipt(version, "", false, installed.answers());
      for (TreeActions.Snapshot snapshot : UpgradePlan.snapshots(layout, older, false)) {
        plan.add(
            new PutBack(snapshot.path(), snapshot.copy(), layout.snapshots().resolve("undone")));
      }
    }
    plan.add(new Actions.MakeLink(layout.current(), "releases/" + version));
    if (units.bundled()) {
      plan.add(UpgradePlan.postgresLink(layout, version));
    }
    units.write(plan);
    plan.addIf(units.bundled(), new Actions.Start(UnitFiles.DATABASE));
    plan.add(new Actions.Start(UnitFiles.SERVICE));
    plan.add(new Actions.AwaitHealth(HEALTH));
    Receipt receipt = new Receipt(version, "", true, installed.answers());
    plan.add(new Actions.WriteFile(layout.receipt(), machine -> receipt.bytes(), Rights.ROOT_ONLY));
    return new Plan(
        "rollback",
        Map.of(
            "version", version,
            "from", installed.version(),
            "reversible", Boolean.toString(installed.reversible())),
        List.of(
            new Plan.Fact("from", "Holdfast " + installed.version()),
            new Plan.Fact("to", "Holdfast " + version),
            new Plan.Fact(
                "data",
                installed.reversible()
                    ? "kept: the older release runs on the migrated database"
                    : "as it was before the upgrade; what came after it is lost"),
            new Plan.Fact("downtime", "at most 30 s")),
        plan.actions());
  }

  /** Puts a snapshot back; what was there is kept until this has ended well. */
  record PutBack(Path path, Path copy, Path asideFolder) implements Action {
    @Override
    public String what() {
      return "Put " + path + " back as it was before the upgrade";
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      if (Files.isDirectory(copy)) {
        if (!Files.isDirectory(aside()) && Files.isDirectory(path)) {
          machine.disk().directory(asideFolder, "rwx------");
          machine.disk().copyTree(path, aside());
        }
        TreeActions.restore(machine, path, copy);
      }
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      if (Files.isDirectory(aside())) {
        TreeActions.restore(machine, path, aside());
      }
      machine.disk().deleteTree(aside());
      machine.disk().deleteIfEmpty(asideFolder);
    }

    private Path aside() {
      return asideFolder.resolve(String.valueOf(copy.getFileName()));
    }
  }
}
