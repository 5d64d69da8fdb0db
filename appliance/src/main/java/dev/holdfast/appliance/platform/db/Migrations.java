package dev.holdfast.appliance.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings the schema up to date: one Flyway over all features' folders. A database that says it has
 * exactly these migrations is left alone, because Flyway's own start costs more than all the rest
 * of opening a database.
 */
final class Migrations {
  static final String LOCATION = "classpath:db/migration";

  private Migrations() {}

  static void run(DatabaseConfiguration configuration, Password password, DataSource pool)
      throws SQLException {
    String fingerprint = MigrationFingerprint.of(Migrations.class.getClassLoader());
    if (fingerprint.isEmpty() || !fingerprint.equals(stored(pool))) {
      migrate(configuration, password);
      store(pool, fingerprint);
    }
  }

  /** The fingerprint that the database has; empty on the first start. */
  static String stored(DataSource pool) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select fingerprint from schema_state")) {
      return rows.next() ? rows.getString(1) : "";
    } catch (SQLException e) {
      // No such table yet; should it be a real fault, Flyway meets it in the next moment.
      return "";
    }
  }

  private static void store(DataSource pool, String fingerprint) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement clear = connection.createStatement();
          PreparedStatement insert =
              connection.prepareStatement("insert into schema_state values (?)")) {
        clear.execute("delete from schema_state");
        insert.setString(1, fingerprint);
        insert.execute();
        connection.commit();
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /**
   * Migrates on connections of its own: Flyway wants two at once, which a small pool may not have,
   * and the session-wide scope must never come back to the pool.
   */
  private static void migrate(DatabaseConfiguration configuration, Password password) {
    flyway(configuration, password).load().migrate();
  }

  static FluentConfiguration flyway(DatabaseConfiguration configuration, Password password) {
    FluentConfiguration flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(configuration.url(), configuration.username(), password.text())
            .locations(LOCATION)
            .failOnMissingLocations(false)
            .cleanDisabled(true)
            .loggers("slf4j")
            // Each feature numbers its own migrations; a later one may have a lower number.
            .outOfOrder(true);
    if (configuration.kind() == Database.Kind.POSTGRESQL) {
      flyway.initSql(RowLevelSecurity.PLATFORM_SESSION);
    }
    return flyway;
  }
}
