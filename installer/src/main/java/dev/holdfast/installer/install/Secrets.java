package dev.holdfast.installer.install;

import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Action;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** Secrets that the installer makes or takes over; none is ever in the journal. */
final class Secrets {
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** Makes the local key of the KMS, sealed for this machine where that is wanted and possible. */
  record LocalKey(boolean seal) implements Action {
    @Override
    public String what() {
      return "Make the local key" + (seal ? ", sealed for this machine" : "");
    }

    @Override
    public Map<String, String> before(Machine machine) {
      return Map.of("existed", exists(machine) ? "yes" : "no");
    }

    static boolean exists(Machine machine) {
      return Files.exists(plain(machine)) || Files.exists(sealed(machine));
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      if (exists(machine)) {
        return; // what it wrapped can be opened with no other
      }
      String key =
          "# Holdfast's key encryption key. Whoever has it and the database can read every"
              + " secret;\n"
              + "# without it, nobody can. Keep a copy apart from the backups.\n"
              + random(Base64.getEncoder())
              + "\n";
      byte[] text = key.getBytes(StandardCharsets.US_ASCII);
      if (seal && !Files.exists(hostSecret(machine))) {
        machine.disk().write(hostMark(machine), "made by holdfastctl install\n", "rw-------");
      }
      byte[] cipher = seal ? machine.services().seal(Configuration.KMS_KEY, text) : new byte[0];
      if (cipher.length > 0) {
        machine.disk().write(sealed(machine), cipher, "rw-------");
      } else {
        machine.disk().write(plain(machine), text, "rw-------");
      }
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      if ("no".equals(memo.get("existed"))) {
        machine.disk().delete(plain(machine));
        machine.disk().delete(sealed(machine));
        removeHostSecret(machine);
      }
    }

    static Path plain(Machine machine) {
      return machine.layout().secrets().resolve(Configuration.KMS_KEY);
    }

    static Path sealed(Machine machine) {
      return machine.layout().secrets().resolve(Configuration.KMS_KEY + ".cred");
    }
  }

  /** Makes a password that nobody has to know; keeps one that is there. */
  record Password(Path file) implements Action {
    @Override
    public String what() {
      return "Make the password " + file;
    }

    @Override
    public Map<String, String> before(Machine machine) {
      return Map.of("existed", Files.exists(file) ? "yes" : "no");
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      if (!Files.exists(file)) {
        machine
            .disk()
            .write(file, random(Base64.getUrlEncoder().withoutPadding()) + "\n", "rw-------");
      }
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      if ("no".equals(memo.get("existed"))) {
        machine.disk().delete(file);
      }
    }
  }

  /** Takes over a file that the operator named; what it held before is not journalled. */
  record TakeOver(Path from, Path to) implements Action {
    @Override
    public String what() {
      return "Take " + from + " over as " + to;
    }

    @Override
    public Map<String, String> before(Machine machine) {
      return Map.of("existed", Files.exists(to) ? "yes" : "no");
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.disk().write(to, Files.readAllBytes(from), "rw-------");
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      if ("no".equals(memo.get("existed"))) {
        machine.disk().delete(to);
      }
    }
  }

  /**
   * systemd-creds makes a secret of the machine at its first use. Where that was ours, and nobody
   * else has sealed anything since, it goes when we go.
   */
  static void removeHostSecret(Machine machine) throws IOException {
    if (Files.exists(hostMark(machine))) {
      if (!Files.isDirectory(machine.layout().at("/etc/credstore.encrypted"))) {
        machine.disk().delete(hostSecret(machine));
      }
      machine.disk().delete(hostMark(machine));
    }
  }

  private static Path hostSecret(Machine machine) {
    return machine.layout().at("/var/lib/systemd/credential.secret");
  }

  private static Path hostMark(Machine machine) {
    return machine.layout().state().resolve("host-secret-is-ours");
  }

  private static String random(Base64.Encoder encoder) {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return encoder.encodeToString(bytes);
  }
}
