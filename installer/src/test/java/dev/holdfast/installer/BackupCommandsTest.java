package dev.holdfast.installer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.installer.FakeAppliance.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backup verbs, against an appliance that answers whatever a test wants. */
class BackupCommandsTest {
  private static final String PATH = "/api/platform/backups";

  @TempDir Path home = Path.of("");
  private FakeAppliance appliance;

  @SuppressWarnings("NullAway.Init")
  BackupCommandsTest() {}

  @BeforeEach
  void start() throws IOException {
    appliance = new FakeAppliance(home);
  }

  @AfterEach
  void stop() {
    appliance.close();
  }

  @Test
  void create_ofABackup_saysWhatWasWritten() {
    appliance.answers(PATH, 201, "{\"id\":\"bak_1\",\"bytes\":10485760,\"addedBytes\":1048576}");

    Result result = appliance.run("backup", "create");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("Complete: bak_1, 10.0 MiB of data, 1.0 MiB written.\n");
  }

  @Test
  void create_whileOneRuns_endsWithTheAppliancesWords() {
    appliance.answers(
        PATH, 409, "{\"code\":\"backup_running\",\"detail\":\"One runs.\",\"hint\":\"Wait.\"}");

    Result result = appliance.run("backup", "create");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("One runs.").contains("backup_running");
  }

  @Test
  void list_withoutARecoveryKey_warns() {
    appliance.answers(
        PATH,
        200,
        "{\"place\":\"/var/backups/holdfast\",\"recoveryKey\":null,\"items\":[{\"id\":\"bak_1\",\"takenAt\":\"2026-11-21T02:30:00.969082117Z\",\"bytes\":1048576,\"addedBytes\":1024,\"opensWith\":[\"kms:file\"]}]}");

    Result result = appliance.run("backup", "list");

    assertThat(result.out())
        .contains("Backups in /var/backups/holdfast\n")
        .contains("bak_1  2026-11-21T02:30:00Z  1.0 MiB (+1 KiB)  opens with kms:file")
        .contains("There is no recovery key");
  }

  @Test
  void list_whereAnyMomentCanBeReached_saysFromWhenToWhen() {
    appliance.answers(
        PATH,
        200,
        "{\"place\":\"/b\",\"recoveryKey\":\"k\",\"items\":[],\"pointInTime\":{\"on\":true,\"windows\":[{\"from\":\"2026-11-14T02:00:00Z\",\"to\":\"2026-11-21T14:00:00Z\"}],\"trouble\":null}}");

    assertThat(appliance.run("backup", "list").out())
        .contains("Any moment from 2026-11-14T02:00:00Z to 2026-11-21T14:00:00Z")
        .doesNotContain("not stored");
  }

  @Test
  void list_whereTheLogIsNotStored_warns() {
    appliance.answers(
        PATH,
        200,
        "{\"place\":\"/b\",\"recoveryKey\":\"k\",\"items\":[],\"pointInTime\":{\"on\":true,\"windows\":[],\"trouble\":\"The disk is full.\"}}");

    assertThat(appliance.run("backup", "list").out())
        .contains("No moment between backups can be reached yet.")
        .contains("The database's log is not stored: The disk is full.");
  }

  @Test
  void verify_ofADamagedBackup_endsWith5() {
    appliance.answers(
        PATH + "/latest/verify",
        500,
        "{\"code\":\"backup_damaged\",\"detail\":\"A pack was changed.\",\"hint\":\"Use"
            + " another.\"}");

    assertThat(appliance.run("backup", "verify").code()).isEqualTo(5);
  }

  @Test
  void verify_ofAWholeBackup_saysThatEveryByteWasRead() {
    appliance.answers(PATH + "/bak_1/verify", 200, "{\"backup\":{\"id\":\"bak_1\"},\"deep\":true}");

    assertThat(appliance.run("backup", "verify", "bak_1").out())
        .isEqualTo("✓ bak_1 is whole; every byte was authenticated.\n");
  }

  @Test
  void drill_thatHolds_tellsWhatWasFound() {
    appliance.answers(
        PATH + "/latest/drill",
        200,
        "{\"backup\":\"bak_1\",\"rows\":12345,\"tables\":20,\"chains\":3,\"totalMillis\":4200}");

    assertThat(appliance.run("backup", "drill").out())
        .isEqualTo(
            "✓ bak_1 can be restored: 12,345 rows in 20 tables, 3 audit chains hold, in 4 s.\n");
  }

  @Test
  void drill_ofAMoment_tellsWhichWasFound() {
    String answer =
        "{\"backup\":\"bak_1\",\"takenAt\":\"2026-11-21T14:00:00Z\",\"rows\":7,\"tables\":2,"
            + "\"chains\":1,\"totalMillis\":900}";
    String said = "✓ 2026-11-21T14:00:00Z can be restored: 7 rows in 2 tables";
    appliance.answers(PATH + "/point-in-time/drill", 200, answer);
    appliance.answers(PATH + "/point-in-time/drill?at=2026-11-21T14%3A00%3A00Z", 200, answer);

    assertThat(appliance.run("backup", "drill", "--at", "latest").out()).startsWith(said);
    assertThat(appliance.run("backup", "drill", "--at", "2026-11-21T14:00:00Z").out())
        .startsWith(said);
    assertThat(appliance.run("backup", "drill", "bak_1", "--at", "latest").code()).isEqualTo(2);
  }

  @Test
  void keyInit_withShares_writesEachIntoAFileForItsOwnerOnly() throws IOException {
    Path out = Files.createDirectory(home.resolve("shares"));
    appliance.answers(
        PATH + "/recovery-key",
        201,
        "{\"id\":\"abcd\",\"needed\":2,\"shares\":[\"hfr1-one\",\"hfr1-two\",\"hfr1-three\"]}");

    Result result =
        appliance.run(
            "backup", "key", "init", "--shares", "3", "--needed", "2", "--out", out.toString());

    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("Any 2 of these").doesNotContain("hfr1-");
    assertThat(appliance.lastBody()).isEqualTo("{\"shares\":3,\"needed\":2}");
    Path second = out.resolve("holdfast-recovery-share-2.txt");
    assertThat(second).hasContent("hfr1-two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(second)))
        .isEqualTo("rw-------");
  }

  @Test
  void keyInit_whereAShareLiesAlready_makesNoKey() throws IOException {
    Files.writeString(home.resolve("holdfast-recovery-share-1.txt"), "older");

    Result result = appliance.run("backup", "key", "init", "--out", home.toString());

    assertThat(result.code()).isEqualTo(2);
    assertThat(appliance.lastBody()).isNull();
    assertThat(home.resolve("holdfast-recovery-share-1.txt")).hasContent("older");
  }

  @Test
  void commandLine_withoutAVerb_endsWith2() {
    assertThat(FakeAppliance.runPlain("backup").code()).isEqualTo(2);
    assertThat(FakeAppliance.runPlain("backup", "key").code()).isEqualTo(2);
  }
}
