package dev.holdfast.installer.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units that are shipped: verified without a word, and exposed by 1.5 at most. */
final class SystemdUnitsTest {
  private static final Path UNITS = Path.of("../systemd").toAbsolutePath().normalize();

  @TempDir private Path root = Path.of("unset");

  @BeforeEach
  void requireSystemd() {
    assumeThat(Path.of("/usr/bin/systemd-analyze")).as("systemd-analyze").exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "holdfast.service",
        "holdfast-postgresql.service",
        "holdfast-doctor.service",
        "holdfast-acme.service"
      })
  void exposure_ofEachService_isAtMost15(String unit) throws Exception {
    Result result =
        run(
            "systemd-analyze",
            "security",
            "--offline=yes",
            "--threshold=15",
            "--no-pager",
            UNITS.resolve(unit).toString());
    assertThat(result.code()).as(result.text()).isZero();
    assertThat(result.text()).contains("Overall exposure level");
  }

  @Test
  void verify_ofAllUnits_isSilent() throws Exception {
    Path into = Files.createDirectories(root.resolve("etc/systemd/system"));
    List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--root=" + root));
    try (Stream<Path> files = Files.list(UNITS)) {
      for (Path unit :
          files.filter(file -> file.toString().matches(".*\\.(service|timer|socket)")).toList()) {
        Files.copy(unit, into.resolve(unit.getFileName().toString()));
        command.add(unit.getFileName().toString());
      }
    }
    Path system = Files.createDirectories(root.resolve("usr/lib/systemd/system"));
    for (String target :
        List.of(
            "sysinit",
            "basic",
            "shutdown",
            "network",
            "time-sync",
            "timers",
            "multi-user",
            "sockets",
            "paths",
            "slices",
            "local-fs",
            "network-pre",
            "time-set")) {
      Path from = Path.of("/usr/lib/systemd/system", target + ".target");
      if (Files.exists(from)) {
        Files.copy(from, system.resolve(target + ".target"));
      }
    }
    for (String program :
        List.of(
            "opt/holdfast/current/bin/holdfast",
            "opt/holdfast/current/bin/holdfastctl",
            "opt/holdfast/postgresql/bin/pg_ctl",
            "usr/lib/systemd/systemd-socket-proxyd")) {
      Path file = root.resolve(program);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "#!/bin/sh\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(command).hasSize(9);
    Result result = run(command.toArray(String[]::new));
    assertThat(result.text()).isEmpty();
    assertThat(result.code()).isZero();
  }

  private record Result(int code, String text) {}

  private static Result run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), text);
  }
}
