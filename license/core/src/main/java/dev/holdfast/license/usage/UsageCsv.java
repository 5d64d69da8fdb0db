package dev.holdfast.license.usage;

import dev.holdfast.license.statement.Refusal;
import dev.holdfast.license.statement.RefusedException;
import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.Wire;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows as lines of a CSV file: commas, line feeds, no quotation marks, US-ASCII. Spreadsheets open
 * it; these very bytes are what a report signs.
 */
public final class UsageCsv {
  /** The first line, with its line feed. */
  public static final String HEADER = "number,day,kind,name,amount,at,note,hash\n";

  private static final int COLUMNS = 8;
  private static final int MAX_ROWS = 200_000;

  private UsageCsv() {}

  /** Writes a file. */
  public static byte[] write(List<UsageChain.Linked> rows) {
    StringBuilder csv = new StringBuilder(HEADER);
    for (UsageChain.Linked linked : rows) {
      csv.append(line(linked)).append('\n');
    }
    return csv.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a file that is exactly as it was written.
   *
   * @throws RefusedException {@code field_value} that names the line
   */
  public static List<UsageChain.Linked> read(byte[] csv) {
    String text = new String(csv, StandardCharsets.ISO_8859_1);
    if (!text.startsWith(HEADER) || !text.endsWith("\n")) {
      throw new RefusedException(Refusal.FIELD_VALUE, "the first or the last line");
    }
    List<UsageChain.Linked> rows = new ArrayList<>();
    int at = HEADER.length();
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      if (rows.size() >= MAX_ROWS) {
        throw new RefusedException(Refusal.TOO_MANY, "lines");
      }
      rows.add(row(text.substring(at, end), rows.size() + 2));
      at = end + 1;
    }
    return List.copyOf(rows);
  }

  private static String line(UsageChain.Linked linked) {
    UsageRow row = linked.row();
    return String.join(
        ",",
        Long.toString(row.number()),
        row.day().toString(),
        Wire.of(row.kind()),
        row.name(),
        Long.toString(row.amount()),
        Wire.of(row.at()),
        row.note(),
        linked.hash());
  }

  private static UsageChain.Linked row(String line, int number) {
    String[] cells = line.split(",", -1);
    try {
      if (cells.length == COLUMNS && Sha384.isHex(cells[7])) {
        UsageRow row =
            new UsageRow(
                Long.parseLong(cells[0]),
                LocalDate.parse(cells[1]),
                kind(cells[2]),
                cells[3],
                Long.parseLong(cells[4]),
                Instant.parse(cells[5]),
                cells[6]);
        UsageChain.Linked linked = new UsageChain.Linked(row, cells[7]);
        // One text for one row: no plus signs, no leading zeroes.
        if (line(linked).equals(line)) {
          return linked;
        }
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      throw bad(number);
    }
    throw bad(number);
  }

  private static RefusedException bad(int line) {
    return new RefusedException(Refusal.FIELD_VALUE, "line " + line);
  }

  private static UsageRow.Kind kind(String text) {
    for (UsageRow.Kind kind : UsageRow.Kind.values()) {
      if (Wire.of(kind).equals(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(text);
  }
}
