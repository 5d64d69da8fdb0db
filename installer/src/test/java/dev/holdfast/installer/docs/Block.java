package dev.holdfast.installer.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A fenced block of a page.
 *
 * @param language what stands behind the fence; empty where nothing does
 */
record Block(Path page, int line, String language, String text) {
  private static final Pattern FENCED =
      Pattern.compile("(?ms)^( *)```([^\\n]*)\\n(.*?)^ *```[ ]*$");

  static List<Block> of(Path page) throws IOException {
    String all = Files.readString(page);
    return FENCED
        .matcher(all)
        .results()
        .map(
            found ->
                new Block(
                    page,
                    1
                        + (int)
                            all.substring(0, found.start()).chars().filter(c -> c == '\n').count(),
                    found.group(2).strip(),
                    found.group(3).replaceAll("(?m)^" + found.group(1), "")))
        .toList();
  }

  static String withoutBlocks(String page) {
    return FENCED.matcher(page).replaceAll("");
  }

  boolean isShell() {
    return language.equals("sh") || language.startsWith("sh ");
  }

  /** Whether the system test types it into a booted machine. */
  boolean runsOnAMachine() {
    return language.equals("sh machine typed");
  }

  @Override
  public String toString() {
    return page.getFileName() + ":" + line;
  }
}
