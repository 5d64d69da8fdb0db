package dev.holdfast.appliance.testkit;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL on the loopback, one for each JVM, started by the first test that wants it. A
 * small shell process between the JVM and the server waits on a pipe from the JVM: however the JVM
 * ends, the pipe ends, the server stops, and its directory goes. PostgreSQL will not run as root,
 * so root runs it as nobody.
 */
final class PostgresServer {
  /** The role that owns the databases and opens them: no superuser. */
  static final String ROLE = "holdfast";

  private static final String PASSWORD = "correct-horse";
  private static final String TEMPLATE = "holdfast_template";
  private static final @Nullable PostgresServer[] ONLY = new PostgresServer[1];

  private final int port;
  private final Path passwordFile;
  private final Process keeper;
  private final AtomicInteger databases = new AtomicInteger();

  private PostgresServer(int port, Path passwordFile, Process keeper) {
    this.port = port;
    this.passwordFile = passwordFile;
    this.keeper = keeper;
  }

  static PostgresServer instance() {
    synchronized (ONLY) {
      PostgresServer server = ONLY[0];
      if (server == null) {
        try {
          server = start();
        } catch (IOException | SQLException e) {
          throw new IllegalStateException("PostgreSQL did not start", e);
        }
        ONLY[0] = server;
      }
      return server;
    }
  }

  Path passwordFile() {
    return passwordFile;
  }

  /** Makes a database from the migrated template, and gives its URL. */
  String freshDatabase() {
    String name = "test_" + databases.incrementAndGet();
    try (Connection connection = administrator();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name + " template " + TEMPLATE + " owner " + ROLE);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return url(name);
  }

  /** A connection of the superuser to the server's own database. */
  Connection administrator() throws SQLException {
    return administrator(url("postgres"));
  }

  Connection administrator(String url) throws SQLException {
    return DriverManager.getConnection(url, "postgres", PASSWORD);
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private static PostgresServer start() throws IOException, SQLException {
    Path binaries = PostgresBinaries.unpacked();
    Path passwordFile = Files.createTempFile("holdfast-test-", ".password");
    Files.writeString(passwordFile, PASSWORD + "\n");
    passwordFile.toFile().deleteOnExit();
    int port = Ports.free();
    Process keeper = launch(binaries, port);
    PostgresServer server = new PostgresServer(port, passwordFile, keeper);
    server.awaitReady();
    server.makeTemplate();
    return server;
  }

  private static Process launch(Path binaries, int port) throws IOException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(
          List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
    }
    command.addAll(
        List.of(
            "sh",
            "-c",
            script(),
            "keeper",
            binaries.toString(),
            String.valueOf(port),
            Boolean.getBoolean("holdfast.test.postgres.durable") ? "on" : "off"));
    Process keeper =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    keeper
        .getOutputStream()
        .write((PASSWORD + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    keeper.getOutputStream().flush();
    return keeper;
  }

  private static String script() throws IOException {
    try (InputStream in = PostgresServer.class.getResourceAsStream("postgres-keeper.sh")) {
      if (in == null) {
        throw new IOException("postgres-keeper.sh is not on the class path");
      }
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private void awaitReady() throws SQLException {
    if (!Patience.eventually(() -> answers() || !keeper.isAlive())) {
      throw new IllegalStateException("PostgreSQL takes nobody in");
    }
    administrator().close(); // where it died, this says what came of it
  }

  private boolean answers() {
    try (Connection connection = administrator()) {
      return connection.isValid(0);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private void makeTemplate() throws SQLException {
    try (Connection connection = administrator();
        Statement statement = connection.createStatement()) {
      statement.execute("create role " + ROLE + " login password '" + PASSWORD + "'");
      statement.execute("create database " + TEMPLATE + " owner " + ROLE);
    }
    Database.open(new DatabaseConfiguration(url(TEMPLATE), ROLE, passwordFile.toString(), 1))
        .close();
  }
}
