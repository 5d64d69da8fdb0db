package dev.holdfast.appliance.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.Ports;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.mvstore.DataUtils;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that is locked, gone or closed to us says so in words, with a stable code. */
class DatabaseFaultsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void open_h2FileInUseByAnotherProcess_saysSo() throws Exception {
    Process holder = H2Holder.start(folder);
    try {
      assertUnavailable(() -> Database.open(file()), "in use by another process");
    } finally {
      holder.destroyForcibly().waitFor();
    }

    Database.open(file()).close();
  }

  @Test
  void open_h2FolderIsAFile_saysToCheckOwnerAndSpace() throws IOException {
    Path file = Files.writeString(folder.resolve("not-a-folder"), "");

    assertUnavailable(() -> Database.open(h2(null).withDefaultIn(file)), "Check the d");
  }

  @Test
  void open_h2FileDamaged_saysToRestore() throws IOException {
    Database.open(file()).close();
    Path data = folder.resolve("holdfast.mv.db");
    byte[] bytes = Files.readAllBytes(data);
    Arrays.fill(bytes, (byte) 0x55);
    Files.write(data, bytes);

    assertUnavailable(() -> Database.open(file()), "damaged");
  }

  @Test
  void open_postgresNotListening_saysItCannotBeReached() {
    String url = "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/holdfast";

    assertUnavailable(() -> Database.open(h2(url)), "cannot be reached");
  }

  @Test
  void open_postgresWrongPassword_saysThatTheRoleWasRefusedAndNotThePassword() throws IOException {
    Path wrong = Files.writeString(folder.resolve("password"), "wr0ng\n");
    try (TestDatabase database = TestDatabases.postgres()) {
      DatabaseConfiguration right = database.configuration();

      assertThatThrownBy(
              () ->
                  Database.open(
                      new DatabaseConfiguration(
                          right.url(), right.username(), wrong.toString(), 1)))
          .hasMessageContaining("refused the role")
          .satisfies(DatabaseFaultsTest::saysNoPassword);
    }
  }

  @Test
  void open_postgresDatabaseMissing_saysSo() {
    try (TestDatabase database = TestDatabases.postgres()) {
      DatabaseConfiguration right = database.configuration();
      String url = String.valueOf(right.url()).replaceAll("/test_\\d+", "/no_such_database");

      assertUnavailable(
          () ->
              Database.open(
                  new DatabaseConfiguration(url, right.username(), right.passwordFile(), 1)),
          "no database of that name");
    }
  }

  @Test
  void open_postgresSuperuser_isRefusedBecauseTenantsWouldMix() {
    try (TestDatabase database = TestDatabases.postgres()) {
      DatabaseConfiguration right = database.configuration();

      assertThatThrownBy(
              () ->
                  Database.open(
                      new DatabaseConfiguration(right.url(), "postgres", right.passwordFile(), 1)))
          .hasMessageContaining("database_unfit")
          .hasMessageContaining("BYPASSRLS");
    }
  }

  @Test
  void open_passwordFileMissing_namesTheFile() {
    String missing = folder.resolve("none").toString();

    assertUnavailable(
        () -> Database.open(new DatabaseConfiguration(null, "x", missing, 1)), missing);
  }

  @BothDatabases
  void work_databaseClosed_isUnavailable(TestDatabase fresh) {
    Database database = fresh.secondNode();
    database.close();

    assertThatThrownBy(() -> database.inPlatform(h -> h.execute("select 1")))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void work_postgresConnectionKilledMidway_isUnavailableAndTheNextWorks() throws SQLException {
    try (TestDatabase database = TestDatabases.postgres()) {
      assertUnavailable(
          () ->
              database.inPlatform(
                  h -> {
                    int pid = h.createQuery("select pg_backend_pid()").mapTo(Integer.class).one();
                    kill(database, pid);
                    return h.createQuery("select 1").mapTo(Integer.class).one();
                  }),
          "stopping or starting");

      assertThat(
              database.<Integer>inPlatform(
                  h -> h.createQuery("select 1").mapTo(Integer.class).one()))
          .isEqualTo(1);
    }
  }

  @BothDatabases
  void isDuplicate_uniqueKeyTaken_isTrueAndNothingElseIs(TestDatabase database) {
    database.inPlatform(h -> h.execute("create table once (id integer primary key)"));
    database.inPlatform(h -> h.execute("insert into once values (1)"));

    assertThatThrownBy(() -> database.inPlatform(h -> h.execute("insert into once values (1)")))
        .matches(Database::isDuplicate);
    assertThatThrownBy(() -> database.inPlatform(h -> h.execute("insert into nowhere values (1)")))
        .matches(fault -> !Database.isDuplicate(fault));
  }

  @BothDatabases
  void statementFault_message_neverShowsArguments(TestDatabase database) {
    assertThatThrownBy(
            () ->
                database.inPlatform(
                    h ->
                        h.createQuery("select 1 from nowhere where a = :a")
                            .bind("a", "s3cr3t")
                            .mapTo(Integer.class)
                            .one()))
        .hasStackTraceContaining("nowhere")
        .satisfies(
            fault -> {
              for (Throwable at = fault; at != null; at = at.getCause()) {
                assertThat(at.toString()).doesNotContain("s3cr3t");
              }
            });
  }

  @ParameterizedTest
  @CsvSource({
    DataUtils.ERROR_WRITING_FAILED + ", the disk's space",
    DataUtils.ERROR_READING_FAILED + ", the disk's space",
    DataUtils.ERROR_CLOSED + ", is closed"
  })
  void commit_storeThatFails_isUnavailableAndToBeOpenedAgain(int storeCode, String words) {
    RuntimeException fault = commitFailed(storeCode);

    assertThat(DatabaseFaults.isClosed(fault)).isTrue();
    assertThat(DatabaseFaults.unavailable(fault).orElseThrow().problem())
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
              assertThat(problem.detail()).contains(words);
            });
  }

  @Test
  void commit_faultOfTheStoreItself_staysAFault() {
    RuntimeException fault = commitFailed(DataUtils.ERROR_INTERNAL);

    assertThat(DatabaseFaults.isClosed(fault)).isFalse();
    assertThat(DatabaseFaults.unavailable(fault)).isEmpty();
  }

  /** As H2 says it: a general error, with the store's own beneath. */
  private static RuntimeException commitFailed(int storeCode) {
    return new TransactionException(
        "Failed to commit transaction",
        new SQLException(
            "General error", "HY000", 50000, DataUtils.newMVStoreException(storeCode, "failed")));
  }

  private static void kill(TestDatabase database, int pid) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_terminate_backend(" + pid + ")");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void saysNoPassword(Throwable fault) {
    for (Throwable at = fault; at != null; at = at.getCause()) {
      assertThat(at.toString()).doesNotContain("wr0ng");
    }
  }

  private DatabaseConfiguration file() {
    return h2(null).withDefaultIn(folder);
  }

  private static DatabaseConfiguration h2(@Nullable String url) {
    return new DatabaseConfiguration(url, "holdfast", null, 2);
  }

  private static void assertUnavailable(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
              assertThat(e.problem().detail()).contains(words);
            });
  }
}
