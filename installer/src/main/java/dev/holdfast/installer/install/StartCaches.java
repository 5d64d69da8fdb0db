package dev.holdfast.installer.install;

import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Action;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes the start-up caches of a release, on the machine that they are for. Without them everything
 * runs, only more slowly at the start; so a machine on which that fails goes on without.
 */
record StartCaches(String version) implements Action {
  @Override
  public String what() {
    return "Make the start-up caches of " + version;
  }

  @Override
  public void apply(Machine machine, Map<String, String> memo) throws IOException {
    machine.services().train(machine.layout().release(version), seal(machine));
  }

  @Override
  public void undo(Machine machine, Map<String, String> memo) throws IOException {
    machine.disk().deleteTree(machine.layout().release(version).resolve("cache"));
    machine.disk().delete(seal(machine));
  }

  private Path seal(Machine machine) {
    return machine.layout().state().resolve("caches-" + version + ".json");
  }
}
