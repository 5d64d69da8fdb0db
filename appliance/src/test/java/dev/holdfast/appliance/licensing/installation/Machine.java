package dev.holdfast.appliance.licensing.installation;

import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.IdSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A machine made of files, whose signs a test can change. */
public final class Machine {
  private final Path root;

  public Machine(Path root) {
    this.root = root;
    machineId("0123456789abcdef0123456789abcdef");
    board("4c4c4544-0042-3510-8052-b4c04f4e3132");
    write("sys/class/dmi/id/sys_vendor", "Acme");
    write("sys/class/dmi/id/product_name", "Server 9");
    processors("Acme Fast 3", 4);
    memory(16_281_992);
    write(
        "proc/self/mountinfo", "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n26 1 8:2 / /data rw - x y rw");
    disk("e1b4c0de-0000-4000-8000-000000000001");
  }

  /** An installation whose processes run on it. */
  public Installation installation(Database database, Kms kms) {
    return new Installation(database, kms, signals(), new IdSource());
  }

  HostSignals signals() {
    return new HostSignals(root, Path.of("/var/lib/holdfast"));
  }

  Map<String, String> read() {
    return signals().read();
  }

  public void machineId(String id) {
    write("etc/machine-id", id + "\n");
  }

  public void board(String id) {
    write("sys/class/dmi/id/product_uuid", id + "\n");
  }

  public void processors(String model, int count) {
    write(
        "proc/cpuinfo",
        ("processor\t: 0\nmodel name\t: " + model + "\nflags\t: x\n\n").repeat(count));
  }

  public void memory(long kib) {
    write("proc/meminfo", "MemTotal:       " + kib + " kB\nMemFree: 1 kB\n");
  }

  public void disk(String uuid) {
    write("run/udev/data/b8:1", "S:disk/by-uuid/x\nE:ID_FS_UUID=" + uuid + "\n");
  }

  public void remove(String file) {
    try {
      Files.deleteIfExists(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String file, String text) {
    try {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
