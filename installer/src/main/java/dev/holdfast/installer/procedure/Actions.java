package dev.holdfast.installer.procedure;

import dev.holdfast.installer.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The changes to files and services that procedures are made of. */
public final class Actions {
  private static final String EXISTED = "existed";

  private Actions() {}

  /** An owner and rights. */
  public record Rights(String mode, String user, String group) {
    /** For root alone. */
    public static final Rights ROOT_ONLY = new Rights("rw-------", "root", "root");

    /** For everybody to read. */
    public static final Rights PUBLIC = new Rights("rw-r--r--", "root", "root");

    void give(Machine machine, Path path) throws IOException {
      boolean known = machine.disk().owner(path, user, group);
      if (!known && machine.layout().isMachine()) {
        throw new IOException("there is no user " + user + " or no group " + group);
      }
    }
  }

  /** What a file is to hold; asked once, when it is written. */
  @FunctionalInterface
  public interface Content {
    byte[] bytes(Machine machine) throws IOException;
  }

  /** Makes a directory, and those above it. */
  public record MakeDirectory(Path path, Rights rights) implements Action {
    @Override
    public String what() {
      return "Make the directory " + path;
    }

    @Override
    public Map<String, String> before(Machine machine) {
      List<String> missing = new ArrayList<>();
      for (Path at = path; at != null && !Files.exists(at); at = at.getParent()) {
        missing.add(at.toString());
      }
      return Map.of("missing", String.join("\n", missing));
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.disk().directory(path, rights.mode());
      rights.give(machine, path);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      for (String made : memo.getOrDefault("missing", "").split("\n")) {
        if (!made.isEmpty()) {
          machine.disk().deleteIfEmpty(Path.of(made));
        }
      }
    }
  }

  /** Writes a file; what was there before is kept until the procedure has ended. */
  public record WriteFile(Path path, Content content, Rights rights) implements Action {
    @Override
    public String what() {
      return "Write " + path;
    }

    @Override
    public Map<String, String> before(Machine machine) throws IOException {
      if (!Files.exists(path)) {
        return Map.of(EXISTED, "no");
      }
      return Map.of(
          EXISTED,
          "yes",
          "mode",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
          "content",
          java.util.Base64.getEncoder().encodeToString(Files.readAllBytes(path)));
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.disk().write(path, content.bytes(machine), rights.mode());
      rights.give(machine, path);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      if ("yes".equals(memo.get(EXISTED))) {
        byte[] before = java.util.Base64.getDecoder().decode(memo.getOrDefault("content", ""));
        machine.disk().write(path, before, memo.getOrDefault("mode", "rw-------"));
        rights.give(machine, path);
      } else {
        machine.disk().delete(path);
      }
    }
  }

  /** Turns a symbolic link to a target, in one go. */
  public record MakeLink(Path link, String target) implements Action {
    @Override
    public String what() {
      return "Link " + link + " to " + target;
    }

    @Override
    public Map<String, String> before(Machine machine) throws IOException {
      return Files.isSymbolicLink(link)
          ? Map.of("target", Files.readSymbolicLink(link).toString())
          : Map.of();
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
        throw new IOException(link + " is there already, and is no link");
      }
      machine.disk().link(link, target);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      if (memo.containsKey("target")) {
        machine.disk().link(link, memo.getOrDefault("target", ""));
      } else if (Files.isSymbolicLink(link) || !Files.exists(link)) {
        machine.disk().delete(link);
      }
    }
  }

  /** Makes the users and directories that a sysusers.d and a tmpfiles.d file name. */
  public record Provision(String user) implements Action {
    @Override
    public String what() {
      return "Make the user " + user + " and its directories";
    }

    @Override
    public Map<String, String> before(Machine machine) throws IOException {
      return Map.of(EXISTED, userExists(machine, user) ? "yes" : "no");
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.services().provision(user);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      if ("no".equals(memo.get(EXISTED))) {
        machine.services().removeUser(user);
      }
    }
  }

  static boolean userExists(Machine machine, String user) throws IOException {
    Path passwd = machine.layout().at("/etc/passwd");
    return Files.exists(passwd)
        && Files.readAllLines(passwd).stream().anyMatch(line -> line.startsWith(user + ":"));
  }

  /** Lets systemd read its units, now and after taking back. */
  public record ReloadUnits() implements Action {
    @Override
    public String what() {
      return "Let systemd read its units";
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.services().reload();
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      machine.services().reload();
    }
  }

  /** Lets a unit start with the machine. */
  public record Enable(String unit) implements Action {
    @Override
    public String what() {
      return "Let " + unit + " start with the machine";
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.services().enable(unit);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      machine.services().disable(unit);
    }
  }

  /** Starts a unit; taking back stops it. */
  public record Start(String unit) implements Action {
    @Override
    public String what() {
      return "Start " + unit;
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.services().start(unit);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      machine.services().stop(unit);
    }
  }

  /** Stops a unit; taking back starts it where it ran. */
  public record Stop(String unit) implements Action {
    @Override
    public String what() {
      return "Stop " + unit;
    }

    @Override
    public Map<String, String> before(Machine machine) throws IOException {
      return Map.of("ran", machine.services().active(unit) ? "yes" : "no");
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.services().stop(unit);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      if ("yes".equals(memo.get("ran"))) {
        machine.services().start(unit);
      }
    }
  }

  /** Waits until the appliance answers and is well; fails, and so takes back, where it is not. */
  public record AwaitHealth(java.time.Duration patience) implements Action {
    @Override
    public String what() {
      return "Wait until the appliance is healthy";
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      String wrong = machine.services().awaitHealth(patience);
      if (!wrong.isEmpty()) {
        throw new IOException(wrong);
      }
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) {
      // Looking changed nothing.
    }
  }
}
