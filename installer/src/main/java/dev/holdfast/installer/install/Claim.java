package dev.holdfast.installer.install;

import dev.holdfast.installer.machine.Machine;
import dev.holdfast.installer.procedure.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Notes whether a directory was there before anybody, the service too, wrote into it; so that
 * taking back leaves nothing of it, and nothing of somebody else's is taken.
 */
record Claim(Path directory) implements Action {
  @Override
  public String what() {
    return "Look whether " + directory + " is there already";
  }

  @Override
  public Map<String, String> before(Machine machine) {
    return Map.of("existed", Files.exists(directory, LinkOption.NOFOLLOW_LINKS) ? "yes" : "no");
  }

  @Override
  public void apply(Machine machine, Map<String, String> memo) {
    // Others make it.
  }

  @Override
  public void undo(Machine machine, Map<String, String> memo) throws IOException {
    if ("no".equals(memo.get("existed"))) {
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        machine.disk().deleteTree(directory);
      } else {
        machine.disk().delete(directory);
      }
    }
  }
}
