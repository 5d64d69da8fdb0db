package dev.holdfast.appliance.licensing.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a machine looks, and that it does not say its name. */
class HostSignalsTest {
  @TempDir private Path root = Path.of("");

  @Test
  void read_wholeMachine_isSixSigns() {
    assertThat(new Machine(root).read())
        .containsOnlyKeys("board", "disk", "machine-id", "memory", "model", "processor")
        .containsEntry("machine-id", "0123456789abcdef0123456789abcdef")
        .containsEntry("model", "Acme Server 9")
        .containsEntry("processor", "Acme Fast 3 x 4")
        .containsEntry("memory", "16 GiB")
        .containsEntry("disk", "e1b4c0de-0000-4000-8000-000000000001");
  }

  @Test
  void read_whatCannotBeRead_isNotThere() {
    Machine machine = new Machine(root);
    machine.remove("sys/class/dmi/id/product_uuid");
    machine.remove("run/udev/data/b8:1");
    assertThat(machine.read()).doesNotContainKeys("board", "disk").containsKey("machine-id");
    assertThat(new HostSignals(root.resolve("nothing"), Path.of("/")).read()).isEmpty();
  }

  @Test
  void t26_kernelThatKeepsMoreMemory_isTheSameMachine() {
    Machine machine = new Machine(root);
    String before = machine.read().get("memory");
    machine.memory(16_281_992 - 40_000);
    assertThat(machine.read()).containsEntry("memory", String.valueOf(before));
  }

  @Test
  void read_thisMachine_namesNeitherItselfNorItsAddresses() throws Exception {
    String all =
        new HostSignals(Path.of("/"), Path.of("/var")).read().toString().toLowerCase(Locale.ROOT);
    InetAddress self = InetAddress.getLoopbackAddress();
    assertThat(all).doesNotContain(self.getHostAddress());
    String name = java.nio.file.Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    assertThat(all).doesNotContain("=" + name.toLowerCase(Locale.ROOT));
  }
}
