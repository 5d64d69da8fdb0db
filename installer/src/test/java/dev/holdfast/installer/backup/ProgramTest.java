package dev.holdfast.installer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.installer.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTest {
  @TempDir Path root = Path.of("");

  @Test
  void find_inARelease_isTheProgramBesideTheTool() throws IOException {
    Path program = executable(root.resolve("release/bin/holdfast"));
    Path other = executable(root.resolve("installed/bin/holdfast"));

    assertThat(Program.find(Files.createDirectories(root.resolve("release/ctl")), other))
        .isEqualTo(List.of(program.toString()));
    assertThat(Program.find(null, other)).isEqualTo(List.of(other.toString()));
  }

  @Test
  void find_inABuild_isTheBuiltAppliance() throws IOException {
    Path lib = Files.createDirectories(root.resolve("appliance/target/dist/lib"));
    Path tool = Files.createDirectories(root.resolve("installer/target/dist/lib"));

    assertThat(Program.find(tool, root.resolve("none")))
        .contains("-cp", lib + "/*")
        .endsWith("dev.holdfast.appliance.Application");
  }

  @Test
  void find_nowhere_saysWhereItLooked() {
    assertThatThrownBy(() -> Program.find(null, root.resolve("none")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("none");
  }

  private static Path executable(Path file) throws IOException {
    Files.createDirectories(file.resolve("..").normalize());
    Files.writeString(file, "#!/bin/sh\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  @ParameterizedTest
  @CsvSource({"0,0", "2,2", "3,10", "5,10", "10,10", "137,10"})
  void restore_endsWithCodesOfHoldfastctl(int program, int tool) {
    assertThat(RestoreCommand.exitCode(program)).isEqualTo(tool);
  }
}
