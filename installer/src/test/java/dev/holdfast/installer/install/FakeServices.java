package dev.holdfast.installer.install;

import dev.holdfast.installer.machine.Layout;
import dev.holdfast.installer.machine.Probe;
import dev.holdfast.installer.machine.Services;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The services of a machine that outlives its installer: what runs and who exists stays when the
 * installer is killed. A service that starts writes into its directories, as the real one does, and
 * what it writes tells which release wrote it.
 */
final class FakeServices implements Services {
  private final Layout layout;
  private final Set<String> running = new TreeSet<>();
  private final Set<String> enabled = new TreeSet<>();
  private final Set<String> users = new TreeSet<>();
  private Set<String> known = new TreeSet<>();
  private Probe probe = Probe.NONE;
  private String sick = "";
  private boolean keepsUsers;
  private boolean startedByInstalled;

  FakeServices(Layout layout) {
    this.layout = layout;
  }

  void probe(Probe next) {
    probe = next;
  }

  /** The release that never gets well. */
  void sick(String version) {
    sick = version;
  }

  @Override
  public void provision(String name) throws IOException {
    probe.before("provision " + name, true);
    users.add(name);
    if (name.equals("holdfast")) {
      Files.createDirectories(layout.configurationFolder());
      Files.createDirectories(layout.home());
    } else {
      Files.createDirectories(layout.postgresHome());
    }
  }

  /** Whether users cannot be removed, as while somebody's process still runs. */
  void keepUsers(boolean keep) {
    keepsUsers = keep;
  }

  /** A holdfastctl that runs out of the installed release starts no program once that is gone. */
  void startedByTheInstalledTool() {
    startedByInstalled = true;
  }

  @Override
  public void removeUser(String user) throws IOException {
    if (keepsUsers) {
      throw new IOException("userdel: user " + user + " is currently used by process 7");
    }
    if (startedByInstalled && !Files.exists(layout.program())) {
      throw new IOException("Cannot run program \"userdel\": posix_spawn failed");
    }
    probe.before("remove user " + user, false);
    users.remove(user);
  }

  @Override
  public void reload() throws IOException {
    probe.before("reload", false);
    known = new TreeSet<>();
    if (Files.isDirectory(layout.units())) {
      try (var files = Files.list(layout.units())) {
        files.map(file -> file.getFileName().toString()).forEach(known::add);
      }
    }
  }

  @Override
  public void enable(String unit) throws IOException {
    probe.before("enable " + unit, true);
    require(unit);
    enabled.add(unit);
  }

  @Override
  public void disable(String unit) throws IOException {
    probe.before("disable " + unit, false);
    enabled.remove(unit);
  }

  @Override
  public void start(String unit) throws IOException {
    probe.before("start " + unit, false);
    require(unit);
    running.add(unit);
    if (unit.equals("holdfast.service")) {
      Path data = Files.createDirectories(layout.home().resolve("data"));
      Files.createDirectories(layout.home().resolve("journal"));
      Files.createDirectories(layout.logs());
      Path database = data.resolve("holdfast.mv.db");
      String before = Files.exists(database) ? Files.readString(database) : "";
      if (!before.contains(version())) {
        Files.writeString(database, before + "migrated by " + version() + "\n");
      }
    }
  }

  private void require(String unit) throws IOException {
    if (!known.contains(unit)) {
      throw new IOException("Unit " + unit + " not found.");
    }
  }

  private String version() throws IOException {
    return Files.readString(layout.current().resolve("VERSION")).strip();
  }

  @Override
  public void stop(String unit) throws IOException {
    probe.before("stop " + unit, false);
    running.remove(unit);
  }

  @Override
  public boolean active(String unit) {
    return running.contains(unit);
  }

  @Override
  public String awaitHealth(Duration patience) throws IOException {
    probe.before("look at health", false);
    if (!running.contains("holdfast.service")) {
      return "the service does not run";
    }
    return version().equals(sick) ? "503 database down" : "";
  }

  @Override
  public byte[] seal(String name, byte[] secret) throws IOException {
    probe.before("seal " + name, true);
    return ("sealed " + name).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void run(String user, List<String> command, String input) throws IOException {
    probe.before("run " + command.getFirst(), true);
    Path data = layout.postgresHome().resolve("data.new");
    if (command.getFirst().endsWith("initdb")) {
      Files.createDirectories(data);
      Files.writeString(data.resolve("PG_VERSION"), "18\n");
      // As the first releases made it: without a bound on the log that is kept.
      Files.writeString(data.resolve("postgresql.conf"), "#max_slot_wal_keep_size = -1\n");
    } else if (input.startsWith("alter role holdfast replication\nalter system set ")) {
      Files.writeString(
          Path.of(command.get(command.indexOf("-D") + 1)).resolve("postgresql.auto.conf"),
          input.replaceFirst(".*\n.*set ", ""));
    } else {
      Files.writeString(data.resolve("roles"), input.contains("create role holdfast") ? "1" : "0");
    }
  }

  @Override
  public void train(Path release, Path seal) throws IOException {
    probe.before("train " + release, true);
    Files.createDirectories(release.resolve("cache"));
    Files.writeString(release.resolve("cache/holdfast.aot"), "trained\n");
    Files.writeString(seal, "{}\n");
  }

  /** All that stays when files are looked at alone. */
  String state() {
    return "running " + running + ", enabled " + enabled + ", users " + users;
  }
}
