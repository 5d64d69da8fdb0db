package dev.holdfast.appliance.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.wal.Replication;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the log's server is reached, and which is not. */
final class LogDatabaseTest {
  @TempDir private Path folder = Path.of("unset");

  private static Replication.Target target(String url, @Nullable String passwordFile)
      throws IOException {
    DatabaseConfiguration configuration =
        new DatabaseConfiguration(url, "holdfast", passwordFile, 2);
    try (Database database = TestDatabases.h2()) {
      return new LogDatabase(database, configuration).target();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "127.0.0.2"})
  void target_onThisMachine_isReachedWithThePasswordOfItsFile(String host) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "from the file\nsecond line\n");

    Replication.Target target =
        target("jdbc:postgresql://" + host + ":5433/house", file.toString());

    assertThat(target)
        .isEqualTo(new Replication.Target(host, 5433, "house", "holdfast", "from the file"));
    assertThat(target.toString()).doesNotContain("from the file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "[2001:db8::7]"})
  void target_onAnotherMachine_isRefused_becauseNothingGoesInTheClear(String host) {
    assertThatThrownBy(() -> target("jdbc:postgresql://" + host + ":5432/house", null))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("without TLS")
        .hasMessageContaining("point-in-time.enabled");
  }

  @Test
  void target_whoseSeveralServersAreNamed_isRefused() {
    assertThatThrownBy(() -> target("jdbc:postgresql://127.0.0.1:1,192.0.2.7:2/house", null))
        .isInstanceOf(IOException.class);
  }

  @Test
  void target_whosePasswordCannotBeRead_saysWhichSetting() {
    assertThatThrownBy(
            () ->
                target(
                    "jdbc:postgresql://127.0.0.1:5432/house", folder.resolve("missing").toString()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("holdfast.database.password-file");
  }
}
