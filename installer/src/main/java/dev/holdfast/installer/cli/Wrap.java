package dev.holdfast.installer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Breaks text between words; a word that is too long for a line, like a link, is left whole. */
public final class Wrap {
  private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;]*m");
  private static final int LARGEST_INDENT = 40;
  private static final int LEAST_WIDTH = 20;

  private Wrap() {}

  /** The lines of a text without markup. */
  public static List<String> plain(String text, int width) {
    int most = Math.max(LEAST_WIDTH, width);
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > most) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /**
   * A line as it goes to a terminal, escapes for colour and all, broken where it is too wide. What
   * follows begins under the last column of the line that two blanks or more stand before.
   */
  public static String rendered(String line, int width) {
    if (visible(line) <= width) {
      return line;
    }
    int indent = indent(ESCAPE.matcher(line).replaceAll(""));
    StringBuilder all = new StringBuilder();
    int column = 0;
    int at = 0;
    for (String word : line.split("(?<=\\S)(?=\\s)")) {
      int length = visible(word);
      if (at > 0 && column + length > width && column > indent) {
        all.append('\n').append(" ".repeat(indent));
        String stripped = word.stripLeading();
        all.append(stripped);
        column = indent + visible(stripped);
      } else {
        all.append(word);
        column += length;
      }
      at++;
    }
    return all.toString();
  }

  /** How many columns it takes. */
  public static int visible(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll("")
        .codePointCount(0, ESCAPE.matcher(text).replaceAll("").length());
  }

  private static int indent(String line) {
    int leading = line.length() - line.stripLeading().length();
    int indent = leading;
    for (int gap = line.indexOf("  ", leading); gap >= 0 && gap < LARGEST_INDENT; ) {
      int end = gap;
      while (end < line.length() && line.charAt(end) == ' ') {
        end++;
      }
      if (end > LARGEST_INDENT || end == line.length()) {
        break;
      }
      indent = end;
      gap = line.indexOf("  ", end);
    }
    return indent == 0 ? 2 : indent;
  }
}
