package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.Ports;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PostgreSQL of a test's own, made as the installer makes the one that Holdfast brings along: its
 * log can be streamed by the appliance's role. It ends with this process, by the same trick as
 * {@code postgres-keeper.sh}.
 */
final class ManagedPostgres implements AutoCloseable {
  static final String DATABASE = "holdfast";
  private static final String PASSWORD = "correct-horse";
  private static final String KEEPER =
      "\"$@\" </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait $server";

  private final Path programs;
  private final Path folder;
  private final int port;
  private Process running;

  private ManagedPostgres(Path programs, Path folder, int port) throws IOException {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
    this.running = serve();
  }

  static ManagedPostgres start(String bound) throws IOException {
    Path folder = Files.createTempDirectory("holdfast-managed-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    Path programs = TestDatabases.postgresPrograms();
    Path cluster = Files.createDirectory(folder.resolve("cluster"));
    if (user().isPresent()) {
      run(List.of("chown", "nobody", cluster.toString()), "");
    }
    Path data = cluster.resolve("data");
    int port = Ports.free();
    List<String> initdb =
        new ArrayList<>(
            List.of(
                programs + "/bin/initdb",
                "-D",
                data.toString(),
                "-U",
                "owner",
                "--auth-local=peer",
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-sync",
                "--data-checksums"));
    Map.of(
            "listen_addresses", "127.0.0.1",
            "port", Integer.toString(port),
            "unix_socket_directories", "",
            "fsync", "off",
            "max_slot_wal_keep_size", bound)
        .forEach((key, value) -> initdb.addAll(List.of("--set", key + "=" + value)));
    run(as(initdb), "");
    run(
        as(List.of(programs + "/bin/postgres", "--single", "-D", data.toString(), "postgres")),
        "create role holdfast login replication password '"
            + PASSWORD
            + "'\ncreate database "
            + DATABASE
            + " owner holdfast\n");
    return new ManagedPostgres(programs, folder, port);
  }

  /** As whom PostgreSQL runs where the tests are root. */
  static Optional<String> user() {
    return "root".equals(System.getProperty("user.name"))
        ? Optional.of("nobody")
        : Optional.empty();
  }

  private static List<String> as(List<String> program) {
    List<String> command = new ArrayList<>();
    user()
        .ifPresent(
            user -> command.addAll(List.of("setpriv", "--reuid=" + user, "--clear-groups", "--")));
    command.addAll(program);
    return command;
  }

  private static void run(List<String> command, String input) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    Patience.until(command.getFirst() + " ends", () -> !process.isAlive());
    if (process.exitValue() != 0) {
      throw new IOException(command.getFirst() + " ended with " + process.exitValue());
    }
  }

  private Path data() {
    return folder.resolve("cluster/data");
  }

  private Process serve() throws IOException {
    Process process =
        new ProcessBuilder(
                as(
                    List.of(
                        "sh",
                        "-c",
                        KEEPER,
                        "keeper",
                        programs + "/bin/postgres",
                        "-D",
                        data().toString())))
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path pid = data().resolve("postmaster.pid");
    Patience.until("PostgreSQL serves", () -> !process.isAlive() || isReady(pid));
    if (!process.isAlive()) {
      throw new IOException("PostgreSQL ended with " + process.exitValue());
    }
    return process;
  }

  /** The server writes how it does into the file that names its process. */
  private static boolean isReady(Path pid) {
    try {
      return Files.readString(pid).contains("ready");
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stop() throws IOException {
    running.getOutputStream().close();
    Patience.until("PostgreSQL ends", () -> !running.isAlive());
  }

  /** Keeps the cluster as it is, as a snapshot of its disk would. */
  void snapshot() throws IOException {
    stop();
    run(List.of("cp", "-a", data().toString(), folder.resolve("cluster/before").toString()), "");
    running = serve();
  }

  /** Puts the snapshot back. */
  void setBack() throws IOException {
    stop();
    run(List.of("rm", "-rf", data().toString()), "");
    run(List.of("cp", "-a", folder.resolve("cluster/before").toString(), data().toString()), "");
    running = serve();
  }

  /** Where a restore may lay a cluster down: every user can pass through to it. */
  Path scratch() {
    return folder.resolve("point-in-time");
  }

  /** The appliance's settings for it, with the log stored every few tenths of a second. */
  Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("holdfast.database.url", url());
    properties.put("holdfast.database.username", "holdfast");
    properties.put("holdfast.database.password-file", folder.resolve("password").toString());
    properties.put("holdfast.backup.point-in-time.enabled", "true");
    properties.put("holdfast.backup.point-in-time.every", "300ms");
    properties.put("holdfast.backup.point-in-time.programs", programs.toString());
    properties.put("holdfast.backup.point-in-time.scratch", folder.toString());
    return properties;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
  }

  Path passwordFile() {
    return folder.resolve("password");
  }

  Path programs() {
    return programs;
  }

  @Override
  public void close() throws IOException {
    stop();
    run(List.of("rm", "-rf", folder.toString()), "");
  }
}
