package dev.holdfast.installer.install;

import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes the bundled cluster of an earlier release as a new one is: its log can be read by the
 * appliance, and what it keeps for a reader has a bound. A cluster that has the bound is left as it
 * is. It must not run.
 */
record ClusterLog() implements Action {
  static final String BOUND = "max_slot_wal_keep_size";

  /** Beyond this, log that could not be stored goes rather than the disk's last room. */
  static final String AT_MOST = "4GB";

  @Override
  public String what() {
    return "Let the appliance read the database's log";
  }

  /** The bound is written last, so that a cluster that has it has the right, too. */
  @Override
  public void apply(Machine machine, Map<String, String> memo) throws IOException {
    Path data = BundledDatabase.data(machine);
    if (isBounded(data)) {
      return;
    }
    String bin = machine.layout().seen(machine.layout().postgresProgram()) + "/bin/";
    machine
        .services()
        .run(
            BundledDatabase.USER,
            List.of(bin + "postgres", "--single", "-D", data.toString(), "postgres"),
            "alter role "
                + Configuration.BUNDLED_ROLE
                + " replication\nalter system set "
                + BOUND
                + " = '"
                + AT_MOST
                + "'\n");
  }

  private static boolean isBounded(Path data) throws IOException {
    for (String name : List.of("postgresql.conf", "postgresql.auto.conf")) {
      Path file = data.resolve(name);
      if (Files.exists(file)) {
        try (Stream<String> lines = Files.lines(file)) {
          if (lines.anyMatch(line -> line.strip().startsWith(BOUND))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * It stays: the earlier release runs as well with it. A reader may have been made in between, and
   * without the bound the server would fill the disk for one that does not come again.
   */
  @Override
  public void undo(Machine machine, Map<String, String> memo) {
    // Nothing to do.
  }
}
