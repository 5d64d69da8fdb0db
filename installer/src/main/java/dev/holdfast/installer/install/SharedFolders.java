package dev.holdfast.installer.install;

import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes the machine's own directories that ours go into, where a small machine lacks them, and
 * keeps in mind which, so that an uninstallation leaves none behind and takes none away.
 */
record SharedFolders(Layout layout) implements Action {
  private static final List<String> FOLDERS =
      List.of("/etc/sysusers.d", "/etc/tmpfiles.d", "/usr/local/bin", "/var/backups");

  @Override
  public String what() {
    return "Make the machine's own directories where it lacks them";
  }

  @Override
  public Map<String, String> before(Machine machine) {
    return Map.of(
        "missing",
        FOLDERS.stream()
            .filter(folder -> !Files.exists(layout.at(folder)))
            .collect(Collectors.joining("\n")));
  }

  @Override
  public void apply(Machine machine, Map<String, String> memo) throws IOException {
    String missing = memo.getOrDefault("missing", "");
    for (String folder : missing.lines().toList()) {
      machine.disk().directory(layout.at(folder), "rwxr-xr-x");
    }
    machine.disk().write(mark(), missing + "\n", "rw-r--r--");
  }

  @Override
  public void undo(Machine machine, Map<String, String> memo) throws IOException {
    remove(machine, memo.getOrDefault("missing", ""));
    machine.disk().delete(mark());
  }

  private Path mark() {
    return layout.state().resolve("made-folders");
  }

  private void remove(Machine machine, String missing) throws IOException {
    for (String folder : missing.lines().filter(line -> !line.isEmpty()).toList()) {
      machine.disk().deleteIfEmpty(layout.at(folder));
    }
  }

  /** Takes away those that the installation made, where nobody else uses them since. */
  record Remove(Layout layout) implements Action {
    @Override
    public String what() {
      return "Remove the directories that the machine lacked before";
    }

    @Override
    public boolean hasWayBack() {
      return false;
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      SharedFolders made = new SharedFolders(layout);
      if (Files.exists(made.mark())) {
        made.remove(machine, Files.readString(made.mark()));
      }
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) {
      // Removing goes forward only.
    }
  }
}
