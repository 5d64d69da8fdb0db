package dev.holdfast.vendor.shell;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes a stranger's text harmless: for a terminal, for a page, for a spreadsheet. */
public final class Inert {
  /** What a formula begins with; some spreadsheets take the wide forms for the same. */
  private static final String FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20";

  private Inert() {}

  /** One line for a terminal: no control character, no change of direction, no line break. */
  public static String line(String text) {
    return text(text).replace('\n', ' ').replace('\t', ' ');
  }

  /** Text with line feeds and tabs and nothing else that is not seen. */
  public static String text(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              boolean plain = point == '\n' || point == '\t' || !isHidden(point);
              out.appendCodePoint(plain ? point : 0xB7);
            });
    return out.toString();
  }

  /** JSON that says the same, in which what is not seen is escaped; a terminal may show it. */
  static String json(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\n' || !isHidden(point)) {
                out.appendCodePoint(point);
              } else {
                for (char unit : Character.toChars(point)) {
                  out.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
              }
            });
    return out.toString();
  }

  private static boolean isHidden(int point) {
    int type = Character.getType(point);
    return Character.isISOControl(point)
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        || type == Character.PRIVATE_USE
        || type == Character.UNASSIGNED;
  }

  /** Text for a page: nothing in it is markup. */
  public static String html(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text(text)
        .chars()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append((char) c);
              }
            });
    return out.toString();
  }

  /** A cell that no spreadsheet takes for a formula. */
  public static String cell(String text) {
    String plain = line(text);
    String start = plain.strip();
    boolean formula = !start.isEmpty() && FORMULA.indexOf(start.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + plain.replace("\"", "\"\"") + '"';
  }

  /** Two columns. */
  public static String csv(Map<String, String> rows) {
    StringBuilder out = new StringBuilder("\"fact\",\"value\"\r\n");
    new TreeMap<>(rows)
        .forEach(
            (fact, content) ->
                out.append(cell(fact)).append(',').append(cell(content)).append("\r\n"));
    return out.toString();
  }
}
