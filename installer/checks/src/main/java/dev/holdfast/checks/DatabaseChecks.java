package dev.holdfast.checks;

import dev.holdfast.checks.Check.Observation;
import dev.holdfast.checks.Subject.DatabaseTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A PostgreSQL server: its version, and what the role may and may not do. */
final class DatabaseChecks {
  private static final int OLDEST = 150_000;
  private static final int TESTED = 180_000;
  private static final int MAJOR = 10_000;
  private static final String QUESTION =
      """
      select current_setting('server_version_num')::int,
             has_database_privilege(current_database(), 'CREATE'),
             has_schema_privilege('public', 'CREATE'),
             r.rolsuper, r.rolbypassrls,
             pg_encoding_to_char(d.encoding)
        from pg_roles r, pg_database d
       where r.rolname = current_user and d.datname = current_database()
      """;

  /** What the server says of itself and of the role. */
  private record Answer(
      int version,
      boolean createSchema,
      boolean createTable,
      boolean superuser,
      boolean bypass,
      String encoding) {}

  private DatabaseChecks() {}

  static List<Check> of(DatabaseTarget target) {
    return List.of(
        Check.of("database.version", Severity.STRICT, "Database", () -> version(target)),
        Check.of("database.rights", Severity.STRICT, "Database role", () -> rights(target)));
  }

  private static Observation version(DatabaseTarget target) throws IOException {
    String required = "PostgreSQL 15 at least; 18 is tested.";
    try {
      int version = ask(target).version();
      String observed = "PostgreSQL " + version / MAJOR + " answers.";
      String fix = "Upgrade the server to PostgreSQL 18.";
      if (version < OLDEST) {
        return Observation.fail(observed, required, fix);
      }
      return version < TESTED
          ? Observation.warn(observed, required, fix)
          : Observation.ok(observed, required);
    } catch (SQLException e) {
      return unreachable(e, required);
    }
  }

  private static Observation rights(DatabaseTarget target) throws IOException {
    String required =
        "May make tables in the database, and is neither a superuser nor exempt from row-level"
            + " security.";
    Answer answer;
    try {
      answer = ask(target);
    } catch (SQLException e) {
      return unreachable(e, required);
    }
    List<String> wrong = new ArrayList<>();
    if (answer.superuser() || answer.bypass()) {
      wrong.add("the tenants' wall (row-level security) does not hold for this role");
    }
    if (!answer.createTable() && !answer.createSchema()) {
      wrong.add("it may not make tables");
    }
    if (!answer.encoding().equals("UTF8")) {
      wrong.add("the database's encoding is " + answer.encoding());
    }
    return Observation.judged(
        wrong.isEmpty(),
        wrong.isEmpty()
            ? target.username() + " has the rights it needs and no more."
            : target.username() + ": " + String.join("; ", wrong) + ".",
        required,
        "create role holdfast login nosuperuser nobypassrls; create database holdfast owner holdfast"
            + " encoding 'UTF8';");
  }

  private static Observation unreachable(SQLException e, String required) {
    return Observation.fail(
        "The database does not let us in: " + firstLine(e.getMessage()) + ".",
        required,
        "Check URL, role, password file and pg_hba.conf.");
  }

  private static String firstLine(@org.jspecify.annotations.Nullable String text) {
    return text == null
        ? "no reason given"
        : text.lines().findFirst().orElse("").replaceAll("\\.$", "");
  }

  private static Answer ask(DatabaseTarget target) throws IOException, SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", target.username());
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "10");
    properties.setProperty("loginTimeout", "5");
    if (target.passwordFile() != null) {
      properties.setProperty(
          "password",
          Files.readString(target.passwordFile()).lines().findFirst().orElse("").strip());
    }
    try (Connection connection = DriverManager.getConnection(target.url(), properties);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUESTION)) {
      if (!row.next()) {
        throw new SQLException("the role is not to be found in pg_roles");
      }
      return new Answer(
          row.getInt(1),
          row.getBoolean(2),
          row.getBoolean(3),
          row.getBoolean(4),
          row.getBoolean(5),
          row.getString(6));
    }
  }
}
