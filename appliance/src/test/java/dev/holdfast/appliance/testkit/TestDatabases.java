package dev.holdfast.appliance.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Makes fresh migrated databases: H2 in memory, and PostgreSQL on the one server of this JVM. */
public final class TestDatabases implements ArgumentsProvider {
  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    return Stream.<java.util.function.Supplier<TestDatabase>>of(
            TestDatabases::h2, TestDatabases::postgres)
        .map(make -> Arguments.of(make.get()));
  }

  public static TestDatabase h2() {
    String url =
        "jdbc:h2:mem:"
            + UUID.randomUUID()
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=60000";
    return TestDatabase.open("H2", url, "holdfast", null);
  }

  public static TestDatabase postgres() {
    PostgresServer server = PostgresServer.instance();
    return TestDatabase.open(
        "PostgreSQL", server.freshDatabase(), PostgresServer.ROLE, server.passwordFile());
  }

  /** The folder with the programs of the PostgreSQL that tests use. */
  public static java.nio.file.Path postgresPrograms() throws java.io.IOException {
    return PostgresBinaries.unpacked();
  }

  /** A connection of the superuser to a database of {@link #postgres}. The caller closes it. */
  public static Connection administrator(String url) throws SQLException {
    return PostgresServer.instance().administrator(url);
  }
}
