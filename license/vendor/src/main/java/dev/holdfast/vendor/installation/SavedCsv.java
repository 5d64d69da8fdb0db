package dev.holdfast.vendor.installation;

import dev.holdfast.license.statement.Wire;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageCsv;
import dev.holdfast.license.usage.UsageRow;
import dev.holdfast.vendor.shell.Inert;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A CSV file that was opened by a spreadsheet and saved again, beside the rows that were signed.
 * The rows are what counts; this says whether the file still shows the same values. It forgives
 * what spreadsheets do: another separator, quotation marks, a byte order mark, days and numbers
 * written another way, columns left out.
 *
 * @param state how the file is
 * @param differences what does not agree, a sentence each; empty unless {@link State#DIFFERS}
 */
record SavedCsv(State state, List<String> differences) {
  private static final int MOST_DIFFERENCES = 20;
  private static final int LONGEST = 80;
  private static final List<DateTimeFormatter> DAYS =
      List.of(
          DateTimeFormatter.ISO_LOCAL_DATE,
          DateTimeFormatter.ofPattern("d/M/uuuu", Locale.ROOT),
          DateTimeFormatter.ofPattern("M/d/uuuu", Locale.ROOT),
          DateTimeFormatter.ofPattern("d.M.uuuu", Locale.ROOT),
          DateTimeFormatter.ofPattern("d-M-uuuu", Locale.ROOT),
          DateTimeFormatter.ofPattern("uuuu/M/d", Locale.ROOT),
          DateTimeFormatter.ofPattern("d/M/uu", Locale.ROOT),
          DateTimeFormatter.ofPattern("M/d/uu", Locale.ROOT),
          DateTimeFormatter.ofPattern("d.M.uu", Locale.ROOT));

  SavedCsv {
    differences = List.copyOf(differences);
  }

  /** How a CSV file is. */
  enum State {
    /** Byte for byte what was signed. */
    AS_SIGNED,
    /** Other bytes, the same values. */
    RE_SAVED,
    /** Some value is another. */
    DIFFERS
  }

  /** Compares a file with the rows that were signed. */
  static SavedCsv compare(byte[] file, List<UsageChain.Linked> rows) {
    if (Arrays.equals(file, UsageCsv.write(rows))) {
      return new SavedCsv(State.AS_SIGNED, List.of());
    }
    List<String> differences = differences(file, rows);
    return differences.isEmpty()
        ? new SavedCsv(State.RE_SAVED, List.of())
        : new SavedCsv(State.DIFFERS, differences);
  }

  private static List<String> differences(byte[] file, List<UsageChain.Linked> rows) {
    String text = new String(file, StandardCharsets.UTF_8);
    List<String> lines =
        (text.startsWith("\ufeff") ? text.substring(1) : text)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    if (lines.isEmpty()) {
      return List.of("It has no lines.");
    }
    char separator = separator(lines.getFirst());
    List<String> header = cells(lines.getFirst(), separator);
    int number = header.indexOf("number");
    if (number < 0 || !header.contains("amount") || !header.contains("day")) {
      return List.of("Its first line does not name the columns number, day and amount.");
    }
    Map<Long, UsageRow> signed = new LinkedHashMap<>();
    rows.forEach(linked -> signed.put(linked.row().number(), linked.row()));
    List<String> differences = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      compare(header, cells(line, separator), number, signed, differences);
    }
    signed.values().stream()
        .map(row -> "Row " + row.number() + " is missing.")
        .forEach(differences::add);
    return differences.size() <= MOST_DIFFERENCES
        ? differences
        : differences.subList(0, MOST_DIFFERENCES);
  }

  private static void compare(
      List<String> header,
      List<String> cells,
      int number,
      Map<Long, UsageRow> signed,
      List<String> differences) {
    UsageRow row = row(cells, number, signed);
    if (row == null) {
      differences.add("A line is not one of the rows: " + shown(String.join(" ", cells)) + ".");
      return;
    }
    for (int i = 0; i < header.size(); i++) {
      String cell = i < cells.size() ? cells.get(i) : "";
      if (!agrees(header.get(i), cell, row)) {
        differences.add(
            "Row "
                + row.number()
                + ": "
                + header.get(i)
                + " is "
                + shown(cell)
                + ", signed was "
                + value(header.get(i), row)
                + ".");
      }
    }
  }

  private static @org.jspecify.annotations.Nullable UsageRow row(
      List<String> cells, int number, Map<Long, UsageRow> signed) {
    try {
      return number < cells.size()
          ? signed.remove(new BigDecimal(digits(cells.get(number))).longValueExact())
          : null;
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }

  /** A cell is whatever somebody typed; it is shown on a terminal. */
  private static String shown(String cell) {
    String line = Inert.line(cell);
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }

  private static boolean agrees(String column, String cell, UsageRow row) {
    return switch (column) {
      case "amount" -> sameAmount(cell, row.amount());
      case "day" -> sameDay(cell, row.day());
      case "kind", "name", "note" -> cell.equals(value(column, row));
      // The time of writing and the hash are for programs; spreadsheets spoil both.
      default -> true;
    };
  }

  private static String value(String column, UsageRow row) {
    return switch (column) {
      case "amount" -> Long.toString(row.amount());
      case "day" -> row.day().toString();
      case "kind" -> Wire.of(row.kind());
      case "name" -> row.name();
      case "note" -> row.note();
      default -> "";
    };
  }

  /** 1.23457E+12 agrees with whatever rounds to it; a point or comma may group by thousands. */
  private static boolean sameAmount(String cell, long amount) {
    try {
      BigDecimal saved = new BigDecimal(digits(cell));
      BigDecimal exact = BigDecimal.valueOf(amount);
      if (saved.compareTo(exact) == 0) {
        return true;
      }
      return cell.toUpperCase(Locale.ROOT).contains("E")
          && exact.round(new MathContext(saved.precision(), RoundingMode.HALF_UP)).compareTo(saved)
              == 0;
    } catch (NumberFormatException | ArithmeticException e) {
      return false;
    }
  }

  private static String digits(String cell) {
    String text =
        cell.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "");
    if (text.toUpperCase(Locale.ROOT).contains("E")) {
      return text.replace(',', '.');
    }
    return text.matches("\\d{1,3}([.,]\\d{3})+") ? text.replaceAll("[.,]", "") : text;
  }

  private static boolean sameDay(String cell, LocalDate day) {
    for (DateTimeFormatter format : DAYS) {
      try {
        if (LocalDate.parse(cell, format).equals(day)) {
          return true;
        }
      } catch (DateTimeException e) {
        continue;
      }
    }
    return false;
  }

  private static char separator(String header) {
    for (char candidate : new char[] {';', '\t', ','}) {
      if (header.indexOf(candidate) >= 0) {
        return candidate;
      }
    }
    return ',';
  }

  private static List<String> cells(String line, char separator) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
