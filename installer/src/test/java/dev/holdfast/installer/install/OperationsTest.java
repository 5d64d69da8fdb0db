package dev.holdfast.installer.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.installer.cli.CommandFailure;
import dev.holdfast.installer.procedure.Procedure.Outcome;
import dev.holdfast.installer.procedure.Procedure.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OperationsTest {
  private static final String H2 = "{\"schema\":\"holdfast/answers/1\"}";

  @TempDir private Path root = Path.of("unset");
  private TestMachine machine;

  @SuppressWarnings("NullAway.Init")
  OperationsTest() {}

  @BeforeEach
  void makeMachine() throws IOException {
    machine = new TestMachine(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {H2, TestMachine.BUNDLED})
  void uninstall_afterInstallAndUpgrade_leavesTheMachineAsItWas(String answers) throws IOException {
    String before = machine.state();
    machine.install(TestMachine.answers(answers), TestMachine.noFault());
    machine.upgrade(TestMachine.noFault());
    assertThat(uninstall(false)).isInstanceOf(Outcome.Done.class);
    assertThat(machine.state()).isEqualTo(before);
  }

  @Test
  void uninstall_whereAStepFails_stopsThereAndGoesOn() throws IOException {
    String before = machine.state();
    machine.install(TestMachine.answers(H2), TestMachine.noFault());
    machine.services().keepUsers(true);
    assertThat(uninstall(false))
        .isEqualTo(
            new Outcome.Stopped(
                "Remove the user holdfast",
                "userdel: user holdfast is currently used by process 7"));
    Operations operations = machine.with(TestMachine.noFault());
    assertThat(operations.unfinished()).isPresent();
    assertThat(operations.resume(Watcher.SILENT, true)).isInstanceOf(Outcome.Stopped.class);
    machine.services().keepUsers(false);
    assertThat(operations.resume(Watcher.SILENT, false)).isInstanceOf(Outcome.Done.class);
    assertThat(machine.state()).isEqualTo(before);
  }

  @Test
  void install_whileAnotherIsAtWork_isRefusedAndLeavesThatOneAlone() throws IOException {
    List<String> codes = new ArrayList<>();
    Operations first = machine.with(TestMachine.noFault());
    Operations second = machine.with(TestMachine.noFault());
    Plan plan = second.planInstall(TestMachine.answers(H2), TestMachine.place(TestMachine.OLD));
    Watcher other =
        (number, total, what, undoing) -> {
          codes.add(refusal(second::unfinished));
          codes.add(refusal(() -> second.carryOut(plan, Watcher.SILENT)));
          codes.add(refusal(() -> second.resume(Watcher.SILENT, true)));
        };
    assertThat(
            first.carryOut(
                first.planInstall(TestMachine.answers(H2), TestMachine.place(TestMachine.OLD)),
                other))
        .isInstanceOf(Outcome.Done.class);
    assertThat(codes).isNotEmpty().containsOnly("under_way");
    assertThat(second.unfinished()).isEmpty();
  }

  private static String refusal(Callable<?> command) {
    return catchThrowableOfType(CommandFailure.class, command::call).code();
  }

  @Test
  void install_whoseLicenceRequestHasNoFolder_isRefusedBeforeAnythingIsChanged() {
    Path file = root.resolve("nowhere/request.txt");
    String text =
        "{\"schema\":\"holdfast/answers/1\",\"licence\":{\"kind\":\"request\",\"requestFile\":\""
            + file
            + "\"}}";
    assertThat(refusal(() -> machine.install(TestMachine.answers(text), TestMachine.noFault())))
        .isEqualTo("folder_missing");
  }

  @Test
  void setupLink_isByTheFirstNameThatPeopleWillUse() {
    String link = "https://127.0.0.1:8443/setup#token=x";
    assertThat(InstallCommand.reached(link, List.of())).isEqualTo(link);
    assertThat(InstallCommand.reached(link, List.of("ai.example", "b")))
        .isEqualTo("https://ai.example:8443/setup#token=x");
  }

  @Test
  void uninstall_byTheInstalledTool_deletesItLast() throws IOException {
    machine.install(TestMachine.answers(H2), TestMachine.noFault());
    machine.services().startedByTheInstalledTool();
    assertThat(uninstall(false)).isInstanceOf(Outcome.Done.class);
    assertThat(machine.layout().program()).doesNotExist();
  }

  @Test
  void uninstall_keepingData_keepsWhatItNamesAndTheOwner() throws IOException {
    machine.install(TestMachine.answers(H2), TestMachine.noFault());
    assertThat(uninstall(true)).isInstanceOf(Outcome.Done.class);
    assertThat(machine.state())
        .contains("migrated by 1.0.0")
        .contains("kms.key.cred")
        .contains("users [holdfast]")
        .doesNotContain("opt/holdfast")
        .doesNotContain("holdfast.service  ");
    assertThat(UninstallPlan.existing(UninstallPlan.kept(machine.layout())))
        .contains(machine.layout().home(), machine.layout().configurationFolder());
  }

  @Test
  void install_onKeptData_goesOnWithItAndItsKey() throws IOException {
    machine.install(TestMachine.answers(H2), TestMachine.noFault());
    uninstall(true);
    Path key = machine.layout().secrets().resolve("kms.key.cred");
    var made = Files.getLastModifiedTime(key);
    assertThat(machine.install(TestMachine.answers(H2), TestMachine.noFault()))
        .isInstanceOf(Outcome.Done.class);
    assertThat(Files.getLastModifiedTime(key)).isEqualTo(made);
    assertThat(machine.state()).contains("migrated by 1.0.0");
  }

  @Test
  void install_secondTime_isRefused() throws IOException {
    machine.install(TestMachine.answers(H2), TestMachine.noFault());
    assertThatThrownBy(() -> machine.install(TestMachine.answers(H2), TestMachine.noFault()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("is installed on this machine");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fixed   | true  | directory = /var/backups/holdfast, at = 02:15",
        "fixed   | false | directory = /var/backups/holdfast",
        "dynamic | true  | at = 02:15",
        "dynamic | false | ''"
      })
  void nightlyBackup_isTheAppliancesOwn(String user, boolean nightly, String wanted)
      throws IOException {
    String answers =
        """
        {"schema":"holdfast/answers/1","service":{"user":"%s","nightlyBackup":%s}}
        """
            .formatted(user, nightly);
    machine.install(TestMachine.answers(answers), TestMachine.noFault());
    assertThat(
            Files.readAllLines(machine.layout().configuration()).stream()
                .filter(line -> line.startsWith("holdfast.backup."))
                .map(line -> line.substring("holdfast.backup.".length()))
                .collect(Collectors.joining(", ")))
        .isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "#max_slot_wal_keep_size = -1, max_slot_wal_keep_size = '4GB'",
    "max_slot_wal_keep_size = '1GB', ''"
  })
  void upgrade_ofAClusterOfAnEarlierRelease_letsItsLogBeRead(String there, String set)
      throws IOException {
    machine.install(TestMachine.answers(TestMachine.BUNDLED), TestMachine.noFault());
    Path data = machine.layout().postgresHome().resolve("data");
    Files.writeString(data.resolve("postgresql.conf"), there + "\n");
    machine.upgrade(TestMachine.noFault());
    Path written = data.resolve("postgresql.auto.conf");
    assertThat(Files.exists(written) ? Files.readString(written).strip() : "").isEqualTo(set);
  }

  @ParameterizedTest
  @CsvSource({"'', true", "',\"pointInTime\":true', true", "',\"pointInTime\":false', false"})
  void pointInTime_isOnWithTheBundledDatabase_unlessItIsNotWanted(String member, boolean on)
      throws IOException {
    String answers =
        "{\"schema\":\"holdfast/answers/1\",\"database\":{\"kind\":\"bundled\"" + member + "}}";
    machine.install(TestMachine.answers(answers), TestMachine.noFault());
    String line = "holdfast.backup.point-in-time.enabled = true";
    assertThat(Files.readAllLines(machine.layout().configuration()).contains(line)).isEqualTo(on);
  }

  @Test
  void upgrade_toOlderRelease_needsThePermit() throws IOException {
    machine.install(TestMachine.answers(H2), TestMachine.noFault());
    machine.upgrade(TestMachine.noFault());
    Operations operations = machine.with(TestMachine.noFault());
    Path older = TestMachine.place(TestMachine.OLD);
    assertThatThrownBy(() -> operations.planUpgrade(older, false))
        .hasMessageContaining("older than what this machine knows");
    assertThat(operations.planUpgrade(older, true).parameters()).containsEntry("version", "1.0.0");
    assertThatThrownBy(() -> operations.planUpgrade(TestMachine.place(TestMachine.NEW), false))
        .hasMessageContaining("is installed");
  }

  @Test
  void rollback_isOfferedOnceAndOnlyAfterAnUpgrade() throws IOException {
    machine.install(TestMachine.answers(H2), TestMachine.noFault());
    Operations operations = machine.with(TestMachine.noFault());
    assertThatThrownBy(() -> operations.planRollback(true))
        .hasMessageContaining("no release to go back to");
    machine.upgrade(TestMachine.noFault());
    operations.carryOut(operations.planRollback(false), Watcher.SILENT);
    assertThat(operations.installed().version()).isEqualTo(TestMachine.OLD);
    assertThatThrownBy(() -> operations.planRollback(true))
        .hasMessageContaining("no release to go back to");
  }

  @Test
  void rollback_thatLosesData_mustBeAccepted() throws IOException {
    machine.irreversible().install(TestMachine.answers(H2), TestMachine.noFault());
    machine.upgrade(TestMachine.noFault());
    Operations operations = machine.with(TestMachine.noFault());
    assertThatThrownBy(() -> operations.planRollback(false)).hasMessageContaining("would be lost");
    operations.carryOut(operations.planRollback(true), Watcher.SILENT);
    assertThat(Files.readString(machine.layout().home().resolve("data/holdfast.mv.db")))
        .isEqualTo("migrated by 1.0.0\n");
  }

  @Test
  void unfinished_afterACut_saysHowFarItCame() throws IOException {
    try {
      machine.install(TestMachine.answers(H2), new Fault(Fault.Kind.KILL, 40));
    } catch (Fault.Killed power) {
      assertThat(power).isNotNull();
    }
    Optional<Operations.Unfinished> unfinished = machine.with(TestMachine.noFault()).unfinished();
    assertThat(unfinished).get().extracting(Operations.Unfinished::kind).isEqualTo("install");
    assertThat(unfinished.orElseThrow().done()).isBetween(10, 40);
  }

  @Test
  void secrets_areInNoJournalAndNoConfiguration() throws IOException {
    machine.install(TestMachine.answers(TestMachine.BUNDLED), TestMachine.noFault());
    String password =
        Files.readString(machine.layout().secrets().resolve("database.password")).strip();
    assertThat(password).hasSizeGreaterThan(40);
    try (var files = Files.walk(machine.layout().root())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("database.password")) {
          assertThat(
                  new String(
                      Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(password);
        }
      }
    }
  }

  private Outcome uninstall(boolean keepData) throws IOException {
    Operations operations = machine.with(TestMachine.noFault());
    return operations.carryOut(operations.planUninstall(keepData), Watcher.SILENT);
  }
}
