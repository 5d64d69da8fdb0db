package dev.holdfast.installer.procedure;

import dev.holdfast.installer.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Changes of whole directories. */
public final class TreeActions {
  private TreeActions() {}

  /** Writes a directory that does not exist yet. */
  @FunctionalInterface
  public interface Extraction {
    void into(Path target) throws IOException;
  }

  /**
   * Puts a tree into its place, complete or not at all.
   *
   * @param name what it is, for people
   */
  public record Place(String name, Path target, Extraction extraction) implements Action {
    @Override
    public String what() {
      return "Put " + name + " into " + target;
    }

    @Override
    public Map<String, String> before(Machine machine) {
      return Map.of("existed", Files.isDirectory(target) ? "yes" : "no");
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      if (Files.isDirectory(target)) {
        return;
      }
      machine.disk().deleteTree(unfinished());
      machine.disk().extract(target, () -> extraction.into(unfinished()));
      machine.disk().move(unfinished(), target);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      machine.disk().deleteTree(unfinished());
      if ("no".equals(memo.get("existed"))) {
        machine.disk().deleteTree(target);
      }
    }

    private Path unfinished() {
      return target.resolveSibling("." + target.getFileName() + ".unfinished");
    }
  }

  /** Deletes a tree for good: nothing to take back. */
  public record Remove(Path path) implements Action {
    @Override
    public String what() {
      return "Delete " + path;
    }

    @Override
    public boolean hasWayBack() {
      return false;
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        machine.disk().deleteTree(path);
      } else {
        machine.disk().delete(path);
      }
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) {
      // What is gone is gone; procedures that delete go forward only.
    }
  }

  /** Keeps a copy of a directory beside, and puts it back when taken back. */
  public record Snapshot(Path path, Path copy, boolean restores) implements Action {
    @Override
    public String what() {
      return "Take a snapshot of " + path;
    }

    @Override
    public Map<String, String> before(Machine machine) {
      return Map.of("existed", Files.isDirectory(path) ? "yes" : "no");
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      if ("yes".equals(memo.get("existed")) && !Files.isDirectory(copy)) {
        machine.disk().copyTree(path, copy);
      }
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      if (restores && Files.isDirectory(copy)) {
        restore(machine, path, copy);
      }
      machine.disk().deleteTree(copy);
    }
  }

  /**
   * Puts a directory back as its copy says. The copy stays, so that a cut on the way can be gone
   * over again.
   */
  public static void restore(Machine machine, Path path, Path copy) throws IOException {
    Path aside = path.resolveSibling("." + path.getFileName() + ".replaced");
    Path fresh = path.resolveSibling("." + path.getFileName() + ".restored");
    machine.disk().deleteTree(fresh);
    machine.disk().copyTree(copy, fresh);
    machine.disk().deleteTree(aside);
    if (Files.isDirectory(path)) {
      machine.disk().move(path, aside);
    }
    machine.disk().move(fresh, path);
    machine.disk().deleteTree(aside);
    machine.disk().deleteTree(fresh);
  }

  /** Takes space before anything else happens, and gives it back when it is needed. */
  public record Reserve(Path file, long bytes) implements Action {
    @Override
    public String what() {
      return "Reserve " + (bytes >> 20) + " MiB";
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.disk().reserve(file, bytes);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) throws IOException {
      machine.disk().delete(file);
    }
  }

  /** Gives reserved space back, so that what it was kept for can use it. */
  public record Free(Path file) implements Action {
    @Override
    public String what() {
      return "Use the reserved space";
    }

    @Override
    public void apply(Machine machine, Map<String, String> memo) throws IOException {
      machine.disk().delete(file);
    }

    @Override
    public void undo(Machine machine, Map<String, String> memo) {
      // The reservation's own taking back deletes the file as well.
    }
  }
}
