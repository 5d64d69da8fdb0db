package dev.holdfast.installer.install;

import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the cluster, role and database of the PostgreSQL that Holdfast brings along. The cluster
 * has its name only when all of that is in it; one that is there is left as it is.
 *
 * @param port on loopback
 */
record BundledDatabase(int port) implements Action {
  static final String USER = "holdfast-postgresql";

  @Override
  public String what() {
    return "Make the database cluster, role and database";
  }

  @Override
  public Map<String, String> before(Machine machine) {
    return Map.of("existed", Files.exists(data(machine)) ? "yes" : "no");
  }

  @Override
  public void apply(Machine machine, Map<String, String> memo) throws IOException {
    Path data = data(machine);
    if (Files.exists(data)) {
      return;
    }
    Path fresh = fresh(machine);
    machine.disk().deleteTree(fresh);
    String bin = machine.layout().seen(machine.layout().postgresProgram()) + "/bin/";
    List<String> initdb =
        new ArrayList<>(
            List.of(
                bin + "initdb",
                "-D",
                fresh.toString(),
                "-U",
                USER,
                "--auth-local=peer",
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums"));
    settings().forEach((key, value) -> initdb.addAll(List.of("--set", key + "=" + value)));
    machine.services().run(USER, initdb, "");
    String password =
        Files.readString(machine.layout().secrets().resolve(Configuration.DATABASE_PASSWORD))
            .strip();
    machine
        .services()
        .run(
            USER,
            List.of(bin + "postgres", "--single", "-D", fresh.toString(), "postgres"),
            // It reads the server's log, so that a restore can go to any moment.
            "create role holdfast login replication nosuperuser nobypassrls nocreatedb"
                + " nocreaterole password '"
                + password
                + "'\ncreate database holdfast owner holdfast encoding 'UTF8'\n");
    machine.disk().move(fresh, data);
  }

  private Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("listen_addresses", "127.0.0.1"),
        Map.entry("port", Integer.toString(port)),
        Map.entry("unix_socket_directories", "/run/holdfast-postgresql"),
        Map.entry("max_connections", "100"),
        Map.entry("shared_buffers", "128MB"),
        // Beyond this, log that could not be stored goes rather than the disk's last room.
        Map.entry(ClusterLog.BOUND, ClusterLog.AT_MOST),
        Map.entry("jit", "off"),
        Map.entry("log_line_prefix", "%m [%p] "),
        Map.entry("log_statement", "none"),
        Map.entry("log_min_error_statement", "panic"));
  }

  @Override
  public void undo(Machine machine, Map<String, String> memo) throws IOException {
    machine.disk().deleteTree(fresh(machine));
    if ("no".equals(memo.get("existed"))) {
      machine.disk().deleteTree(data(machine));
    }
  }

  static Path data(Machine machine) {
    return machine.layout().postgresHome().resolve("data");
  }

  private static Path fresh(Machine machine) {
    return machine.layout().postgresHome().resolve("data.new");
  }
}
