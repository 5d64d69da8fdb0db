package dev.holdfast.appliance.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineNameTest {
  @TempDir Path folder;

  @Test
  void get_thisMachine_isWhatTheKernelSays() throws IOException {
    assertThat(MachineName.get())
        .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
  }

  @Test
  void read_nameWithDomain_isKeptWhole() throws IOException {
    assertThat(MachineName.read(Files.writeString(folder.resolve("name"), "ai.example.com\n")))
        .isEqualTo("ai.example.com");
  }

  @Test
  void read_noName_isLocalhost() throws IOException {
    assertThat(MachineName.read(Files.writeString(folder.resolve("empty"), "\n")))
        .isEqualTo("localhost");
    assertThat(MachineName.read(Files.writeString(folder.resolve("none"), "(none)\n")))
        .isEqualTo("localhost");
    assertThat(MachineName.read(folder.resolve("missing"))).isEqualTo("localhost");
  }
}
