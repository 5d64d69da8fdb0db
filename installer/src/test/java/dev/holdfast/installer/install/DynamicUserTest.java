package dev.holdfast.installer.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.installer.procedure.Procedure.Outcome;
import dev.holdfast.installer.procedure.Procedure.Watcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An installation whose service has no user but while it runs: every unit agrees on that. */
final class DynamicUserTest {
  private static final Path SHIPPED = Path.of("../systemd");
  private static final String ANSWERS =
      """
      {"schema":"holdfast/answers/1","mode":"air-gapped","service":{"user":"dynamic"}}
      """;

  @TempDir private Path root = Path.of("unset");
  private TestMachine machine;

  @SuppressWarnings("NullAway.Init") // set before each
  DynamicUserTest() {}

  @BeforeEach
  void install() throws IOException {
    machine = new TestMachine(root);
    assertThat(machine.install(TestMachine.answers(ANSWERS), TestMachine.noFault()))
        .isInstanceOf(Outcome.Done.class);
  }

  private Path unit(String name) {
    return machine.layout().units().resolve(name);
  }

  @Test
  void install_everyServiceThatRunsAsHoldfast_getsTheSameDynamicUser() throws IOException {
    try (Stream<Path> shipped = Files.list(SHIPPED)) {
      for (Path file : shipped.filter(each -> each.toString().endsWith(".service")).toList()) {
        String name = String.valueOf(file.getFileName());
        if (Files.readString(file).contains("\nUser=holdfast\n")) {
          assertThat(Files.readString(unit(name + ".d/30-dynamic-user.conf")))
              .as(name)
              .contains("DynamicUser=yes\n");
        }
      }
    }
    assertThat(Files.readString(unit("holdfast-doctor.service.d/30-dynamic-user.conf")))
        .as("the home is behind a folder of root's, except for whose state it is")
        .contains("StateDirectory=holdfast\n", "StateDirectoryMode=0700\n");
  }

  @Test
  void install_dynamic_makesNoUserAndNothingThatOneWouldHaveToOwn() throws IOException {
    assertThat(machine.state()).contains("users []").doesNotContain("sysusers.d/holdfast");
    assertThat(machine.layout().backups()).doesNotExist();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(machine.layout().configuration())))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void upgrade_dynamic_writesTheDropInsAgain() throws IOException {
    Files.delete(unit("holdfast-doctor.service.d/30-dynamic-user.conf"));
    machine.upgrade(TestMachine.noFault());
    assertThat(unit("holdfast-doctor.service.d/30-dynamic-user.conf")).exists();
  }

  @Test
  void uninstall_dynamic_leavesNoDropIn() throws IOException {
    Operations operations = machine.with(TestMachine.noFault());
    operations.carryOut(operations.planUninstall(false), Watcher.SILENT);
    try (Stream<Path> left = Files.list(machine.layout().units())) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("holdfast"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"holdfast.service", "holdfast-doctor.service"})
  void exposure_ofEachService_isAtMost15(String name) throws Exception {
    ship();
    Result result =
        run(
            "systemd-analyze",
            "security",
            "--offline=yes",
            "--threshold=15",
            "--no-pager",
            "--root=" + root,
            name);
    assertThat(result.code()).as(result.text()).isZero();
    assertThat(result.text()).contains("Overall exposure level");
  }

  @Test
  void verify_ofAllUnitsWithTheirDropIns_isSilent() throws Exception {
    ship();
    Result result =
        run(
            "systemd-analyze",
            "verify",
            "--man=no",
            "--root=" + root,
            "holdfast.service",
            "holdfast-doctor.service",
            "holdfast-doctor.timer");
    assertThat(result.text()).isEmpty();
    assertThat(result.code()).isZero();
  }

  /** The units as they are shipped, in the place of the fake release's. */
  private void ship() throws IOException {
    assumeThat(Path.of("/usr/bin/systemd-analyze")).as("systemd-analyze").exists();
    for (String name :
        List.of("holdfast.service", "holdfast-doctor.service", "holdfast-doctor.timer")) {
      Files.copy(SHIPPED.resolve(name), unit(name), StandardCopyOption.REPLACE_EXISTING);
    }
    Path system = Files.createDirectories(root.resolve("usr/lib/systemd/system"));
    try (Stream<Path> targets = Files.list(Path.of("/usr/lib/systemd/system"))) {
      for (Path target : targets.filter(each -> each.toString().endsWith(".target")).toList()) {
        Files.copy(target, system.resolve(String.valueOf(target.getFileName())));
      }
    }
    Path bin = Files.createDirectories(root.resolve("opt/holdfast/releases/x/bin"));
    Path current = machine.layout().current();
    Files.deleteIfExists(current);
    Files.createSymbolicLink(current, Path.of("releases/x"));
    for (String program : List.of("holdfast", "holdfastctl")) {
      Path file = Files.writeString(bin.resolve(program), "#!/bin/sh\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private record Result(int code, String text) {}

  private static Result run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), text);
  }
}
