package dev.holdfast.appliance.platform.db;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * A database in the making, beside the one in use: an H2 file in a folder of its own, or a schema
 * of its own on the same PostgreSQL. It is made by exactly the migrations that are asked for,
 * loaded over {@link #connection}, brought to this version by opening {@link #configuration}, and
 * on PostgreSQL put in the place of the one in use by {@link #takePlace}; on H2 the caller moves
 * the folder.
 *
 * <p>One thread uses it. What fails is an {@code SQLException} or one of Flyway's, and leaves the
 * database in use as it is.
 */
public final class Staging implements AutoCloseable {
  private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9_]{0,40}");
  private static final String FILE_URL = "jdbc:h2:file:";
  private static final Set<String> OURS = Set.of("flyway_schema_history", "schema_state");

  private final DatabaseConfiguration configuration;
  private Connection connection;

  private Staging(DatabaseConfiguration configuration, Connection connection) {
    this.configuration = configuration;
    this.connection = connection;
  }

  /**
   * Makes an empty one; what an earlier try left is thrown away.
   *
   * @param inUse how the database in use is reached
   * @param folder where the H2 file goes; the caller has emptied it
   * @param label names the schema on PostgreSQL: lower-case letters, digits, underscores
   * @param migrations the paths of the migrations to make it with, as {@link #known} names them
   */
  public static Staging make(
      DatabaseConfiguration inUse, Path folder, String label, Set<String> migrations)
      throws SQLException {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("not a label: " + label);
    }
    JdbiDatabase.keepNoValues();
    Password password = Password.read(inUse.passwordFile());
    DatabaseConfiguration own = beside(inUse, folder, label);
    if (own.kind() == Database.Kind.POSTGRESQL) {
      try (Connection first = open(inUse, password)) {
        execute(first, "drop schema if exists " + label + " cascade");
        execute(first, "create schema " + label);
      }
    }
    flyway(own, password, label)
        .resourceProvider(new ChosenMigrations(migrations))
        .load()
        .migrate();
    Connection connection = open(own, password);
    prepare(connection, own.kind());
    return new Staging(own, connection);
  }

  /** Every migration of this version: its path below the folder, which ends in its file name. */
  public static Set<String> known() {
    return new TreeSet<>(MigrationFingerprint.list(Staging.class.getClassLoader()).keySet());
  }

  /** The same database settings with the H2 file in {@code folder} where no URL is given. */
  public static DatabaseConfiguration inHome(DatabaseConfiguration configuration, Path folder) {
    return configuration.withDefaultIn(folder);
  }

  private static DatabaseConfiguration beside(
      DatabaseConfiguration inUse, Path folder, String label) {
    if (inUse.kind() == Database.Kind.H2) {
      return new DatabaseConfiguration(null, null, null, 1).withDefaultIn(folder);
    }
    String url = String.valueOf(inUse.url());
    return new DatabaseConfiguration(
        url + (url.contains("?") ? "&" : "?") + "currentSchema=" + label,
        inUse.username(),
        inUse.passwordFile(),
        1);
  }

  private static FluentConfiguration flyway(
      DatabaseConfiguration own, Password password, String label) {
    FluentConfiguration flyway = Migrations.flyway(own, password);
    if (own.kind() == Database.Kind.POSTGRESQL) {
      flyway.schemas(label).defaultSchema(label).createSchemas(false);
    }
    return flyway;
  }

  private static Connection open(DatabaseConfiguration configuration, Password password)
      throws SQLException {
    return DriverManager.getConnection(
        String.valueOf(configuration.url()), configuration.username(), password.text());
  }

  /** Nothing here must survive a power cut: what is half loaded is loaded again from the start. */
  private static void prepare(Connection connection, Database.Kind kind) throws SQLException {
    if (kind == Database.Kind.POSTGRESQL) {
      execute(connection, "set timezone = 'UTC'");
      execute(connection, RowLevelSecurity.PLATFORM_SESSION);
      execute(connection, "set synchronous_commit = off");
      execute(connection, "set maintenance_work_mem = '256MB'");
    } else {
      execute(connection, "set referential_integrity false");
      execute(connection, "set write_delay 2000");
      // In KiB: an eighth of the heap, which may be small in a running appliance.
      execute(
          connection, "set cache_size " + Math.max(8192, Runtime.getRuntime().maxMemory() >> 13));
      execute(connection, "set max_log_size 1024");
    }
  }

  public Connection connection() {
    return connection;
  }

  /** Something that is done to the file of an H2 database that nobody has open. */
  @FunctionalInterface
  public interface FileWork {
    void on(Path file) throws IOException, SQLException;
  }

  /**
   * H2: closes the database, lets {@code work} have its file, and opens it again on another {@link
   * #connection}. After a fault it stays closed.
   */
  public void closedFor(FileWork work) throws SQLException, IOException {
    close();
    work.on(file());
    connection = open(configuration, Password.read(configuration.passwordFile()));
    prepare(connection, configuration.kind());
  }

  private Path file() {
    String url = String.valueOf(configuration.url());
    return Path.of(url.substring(FILE_URL.length(), url.indexOf(';')) + ".mv.db");
  }

  public Database.Kind kind() {
    return configuration.kind();
  }

  /** How the staged database is opened, once this is closed: that brings it to this version. */
  public DatabaseConfiguration configuration() {
    return configuration;
  }

  /**
   * PostgreSQL: in one transaction, moves the tables in use to the schema {@code before} and these
   * into their place. Done before where this schema holds no table any more.
   *
   * @return how many tables were moved into place
   */
  public static int takePlace(DatabaseConfiguration inUse, String label, String before)
      throws SQLException {
    try (Connection connection = open(inUse, Password.read(inUse.passwordFile()))) {
      connection.setAutoCommit(false);
      String home = one(connection, "select current_schema()");
      List<String> made = tables(connection, label);
      if (!made.isEmpty()) {
        execute(connection, "drop schema if exists " + before + " cascade");
        execute(connection, "create schema " + before);
        for (String table : tables(connection, home)) {
          execute(connection, "alter table " + quoted(home, table) + " set schema " + before);
        }
        for (String table : made) {
          execute(connection, "alter table " + quoted(label, table) + " set schema " + quote(home));
        }
        execute(connection, "drop schema " + label);
      }
      connection.commit();
      return made.size();
    }
  }

  /** Drops a schema and what is in it; on H2 there is nothing to drop. */
  public static void drop(DatabaseConfiguration inUse, String schema) throws SQLException {
    if (inUse.kind() == Database.Kind.POSTGRESQL) {
      try (Connection connection = open(inUse, Password.read(inUse.passwordFile()))) {
        execute(connection, "drop schema if exists " + quote(schema) + " cascade");
      }
    }
  }

  /** A plain connection to the database in use, in the platform's scope; the caller closes it. */
  public static Connection direct(DatabaseConfiguration inUse) throws SQLException {
    Connection connection = open(inUse, Password.read(inUse.passwordFile()));
    if (inUse.kind() == Database.Kind.POSTGRESQL) {
      execute(connection, RowLevelSecurity.PLATFORM_SESSION);
    }
    return connection;
  }

  /** The tables of a schema, without those that migrations keep their own books in. */
  public static List<String> featureTables(Connection connection) throws SQLException {
    List<String> found = tables(connection, one(connection, "select current_schema()"));
    found.removeIf(table -> OURS.contains(table.toLowerCase(Locale.ROOT)));
    return found;
  }

  private static List<String> tables(Connection connection, String schema) throws SQLException {
    List<String> found = new ArrayList<>();
    try (var statement =
        connection.prepareStatement(
            "select table_name from information_schema.tables where table_schema = ?"
                + " and table_type = 'BASE TABLE' order by table_name")) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("no answer to: " + sql);
      }
      return rows.getString(1);
    }
  }

  private static String quoted(String schema, String table) {
    return quote(schema) + "." + quote(table);
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Closes it; what it holds stays. */
  @Override
  public void close() throws SQLException {
    if (connection.isClosed()) {
      return;
    }
    try (Connection last = connection) {
      if (kind() == Database.Kind.H2) {
        execute(last, "shutdown");
      }
    }
  }
}
