package dev.holdfast.appliance.testkit;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.id.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fresh migrated database of a test, and what a second opener of it needs to know. */
public final class TestDatabase implements Database {
  private static final int POOL_SIZE = 8;

  private final String name;
  private final DatabaseConfiguration configuration;
  private final Database database;

  private TestDatabase(String name, DatabaseConfiguration configuration) {
    this.name = name;
    this.configuration = configuration;
    this.database = Database.open(configuration);
  }

  static TestDatabase open(String name, String url, String username, @Nullable Path passwordFile) {
    return new TestDatabase(
        name,
        new DatabaseConfiguration(
            url, username, passwordFile == null ? null : passwordFile.toString(), POOL_SIZE));
  }

  public DatabaseConfiguration configuration() {
    return configuration;
  }

  /** The same as properties of an application context. */
  public Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    put(properties, "holdfast.database.url", configuration.url());
    put(properties, "holdfast.database.username", configuration.username());
    put(properties, "holdfast.database.password-file", configuration.passwordFile());
    return properties;
  }

  private static void put(Map<String, Object> into, String key, @Nullable String value) {
    if (value != null) {
      into.put(key, value);
    }
  }

  /** A plain connection in no scope. The caller closes it. */
  public Connection connect() throws SQLException {
    String password = "";
    if (configuration.passwordFile() != null) {
      try {
        password = Files.readString(Path.of(configuration.passwordFile())).strip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return DriverManager.getConnection(
        String.valueOf(configuration.url()), configuration.username(), password);
  }

  /** Opens the same database once more, as a second node does. The caller closes it. */
  public Database secondNode() {
    return Database.open(configuration);
  }

  @Override
  public <T> T inTenant(TenantId tenant, Work<T> work) {
    return database.inTenant(tenant, work);
  }

  @Override
  public <T> T inPlatform(Work<T> work) {
    return database.inPlatform(work);
  }

  @Override
  public <T> T inSnapshot(Work<T> work) {
    return database.inSnapshot(work);
  }

  @Override
  public Kind kind() {
    return database.kind();
  }

  @Override
  public void close() {
    database.close();
    if (kind() == Kind.H2) {
      dropFromMemory();
    }
  }

  private void dropFromMemory() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("shutdown immediately");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
