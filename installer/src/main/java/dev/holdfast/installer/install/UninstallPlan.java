package dev.holdfast.installer.install;

import dev.holdfast.installer.answers.AnswerFile;
import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Action;
import dev.holdfast.installer.procedure.Actions;
import dev.holdfast.installer.procedure.TreeActions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The plan of removing everything. It goes forward only: cut off, it goes on where it was; there is
 * no way back from a deletion.
 */
final class UninstallPlan {
  private UninstallPlan() {}

  /** What {@code --keep-data} keeps. */
  static List<Path> kept(Layout layout) {
    return List.of(
        layout.home(), layout.configurationFolder(), layout.backups(), layout.postgresHome());
  }

  static Plan of(Layout layout, Receipt installed, boolean keepData) {
    UnitFiles units = new UnitFiles(layout, installed.answers(), installed.version());
    Plan.Builder plan = new Plan.Builder();
    for (String unit : units.units().stream().filter(name -> name.endsWith(".timer")).toList()) {
      plan.add(forward(new Actions.Stop(unit)));
    }
    plan.add(forward(new Actions.Stop(UnitFiles.SERVICE)));
    plan.addIf(units.acme(), forward(new Actions.Stop(UnitFiles.CHALLENGE_SOCKET)));
    plan.addIf(units.acme(), forward(new Actions.Stop("holdfast-acme.service")));
    plan.addIf(units.bundled(), forward(new Actions.Stop(UnitFiles.DATABASE)));
    units.enabled().forEach(unit -> plan.add(new Disable(unit)));
    units.files().forEach(file -> plan.add(new TreeActions.Remove(file)));
    units.folders().forEach(folder -> plan.add(new TreeActions.Remove(folder)));
    plan.add(new Actions.ReloadUnits());
    List<Path> data =
        new ArrayList<>(List.of(layout.logs(), layout.at("/var/log/holdfast-postgresql")));
    if (!keepData) {
      data.addAll(kept(layout));
      data.add(layout.at("/var/lib/private/holdfast"));
    }
    data.add(layout.at("/var/log/private/holdfast"));
    data.forEach(path -> plan.add(new TreeActions.Remove(path)));
    plan.add(new TreeActions.Remove(layout.snapshots()));
    for (String unit : units.units().stream().filter(name -> name.endsWith(".timer")).toList()) {
      plan.add(new TreeActions.Remove(layout.at("/var/lib/systemd/timers/stamp-" + unit)));
    }
    if (!keepData) {
      plan.add(new HostSecret());
      units.users().forEach(user -> plan.add(new RemoveUser(user)));
    }
    // Last: this tool itself runs out of it, and starts no other program without it.
    plan.add(new TreeActions.Remove(layout.tool()));
    plan.add(new SharedFolders.Remove(layout));
    plan.add(new TreeActions.Remove(layout.program()));
    return new Plan(
        "uninstall",
        Map.of(
            "keepData", Boolean.toString(keepData),
            "version", installed.version(),
            "answers", AnswerFile.write(installed.answers())),
        List.of(
            new Plan.Fact("release", "Holdfast " + installed.version()),
            new Plan.Fact("units", String.join(", ", units.units())),
            new Plan.Fact(
                "users",
                keepData ? "stay, as they own the data" : String.join(", ", units.users())),
            new Plan.Fact(
                "data",
                keepData
                    ? "stays: " + existing(kept(layout))
                    : "deleted for good: " + existing(kept(layout)))),
        plan.actions());
  }

  static List<Path> existing(List<Path> paths) {
    return paths.stream().filter(Files::exists).toList();
  }

  private static Action forward(Action action) {
    return new Forward(action);
  }

  /** An action that is not taken back. */
  private record Forward(Action action) implements Action {
    @Override
    public String what() {
      return action.what();
    }

    @Override
    public boolean hasWayBack() {
      return false;
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      action.apply(machine, memo);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) {
      // Removing goes forward only.
    }
  }

  /** Lets a unit no longer start with the machine. */
  private record Disable(String unit) implements Action {
    @Override
    public String what() {
      return "Let " + unit + " no longer start with the machine";
    }

    @Override
    public boolean hasWayBack() {
      return false;
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.services().disable(unit);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) {
      // Removing goes forward only.
    }
  }

  /** Takes a user away that the installation made. */
  private record RemoveUser(String user) implements Action {
    @Override
    public String what() {
      return "Remove the user " + user;
    }

    @Override
    public boolean hasWayBack() {
      return false;
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.services().removeUser(user);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) {
      // Removing goes forward only.
    }
  }

  /** The key that systemd-creds made for this machine, where it made one only for us. */
  private record HostSecret() implements Action {
    @Override
    public String what() {
      return "Remove what systemd-creds made for us";
    }

    @Override
    public boolean hasWayBack() {
      return false;
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      Secrets.removeHostSecret(machine);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) {
      // Removing goes forward only.
    }
  }
}
