package dev.holdfast.license.usage;

import dev.holdfast.license.statement.Sha384;
import dev.holdfast.license.statement.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The chain: each row's hash is the SHA-384 of the row and of the hash before it. Whoever knows one
 * hash can tell whether anything before it was changed.
 */
public final class UsageChain {
  private UsageChain() {}

  /**
   * A row in its place.
   *
   * @param hash 96 hexadecimal digits, as it was written
   */
  public record Linked(UsageRow row, String hash) {}

  /** The hash before an installation's first row. */
  public static String start(String installation) {
    return Sha384.hex(("holdfast-usage-1 " + installation).getBytes(StandardCharsets.UTF_8));
  }

  /** Puts a row behind a hash. */
  public static Linked link(String previous, UsageRow row) {
    return new Linked(row, hash(previous, row));
  }

  /** What a row's hash must be. */
  public static String hash(String previous, UsageRow row) {
    return Sha384.hex(
        Wire.compact(
            json -> {
              json.writeStringField("previous", previous);
              json.writeNumberField("number", row.number());
              json.writeStringField("day", row.day().toString());
              json.writeStringField("kind", Wire.of(row.kind()));
              json.writeStringField("name", row.name());
              json.writeNumberField("amount", row.amount());
              json.writeStringField("at", Wire.of(row.at()));
              json.writeStringField("note", row.note());
            }));
  }

  /**
   * Checks rows by themselves, and names what was done to them.
   *
   * @param first the number that the first row must have
   * @param previous the hash before it
   * @param last the number that the last row must have; first - 1 for no rows
   * @param head the hash of the last row; {@code previous} for no rows
   */
  public static List<Finding> check(
      List<Linked> rows, long first, String previous, long last, String head) {
    List<Finding> findings = new ArrayList<>();
    order(rows, findings);
    List<Linked> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingLong(linked -> linked.row().number()));
    long expected = first;
    String before = previous;
    boolean known = true;
    for (Linked linked : sorted) {
      long number = linked.row().number();
      if (number < first || number > last) {
        findings.add(
            new Finding(Finding.What.EDITED, number, number, "It is none of the report's rows."));
        continue;
      }
      if (number < expected) {
        continue;
      }
      if (number > expected) {
        findings.add(Finding.of(Finding.What.DELETED, expected, number - 1));
        known = false;
      }
      if (known && !hash(before, linked.row()).equals(linked.hash())) {
        findings.add(Finding.of(Finding.What.EDITED, number, number));
      }
      before = linked.hash();
      known = true;
      expected = number + 1;
    }
    if (expected <= last) {
      findings.add(Finding.of(Finding.What.TRUNCATED, expected, last));
    } else if (!before.equals(head) && findings.isEmpty()) {
      findings.add(Finding.of(Finding.What.EDITED, Math.max(first, last), Math.max(first, last)));
    }
    return List.copyOf(findings);
  }

  private static void order(List<Linked> rows, List<Finding> findings) {
    Set<Long> seen = new HashSet<>();
    long highest = 0;
    for (Linked linked : rows) {
      long number = linked.row().number();
      if (!seen.add(number)) {
        findings.add(Finding.of(Finding.What.REPEATED, number, number));
      } else if (number < highest) {
        findings.add(Finding.of(Finding.What.REORDERED, number, number));
      }
      highest = Math.max(highest, number);
    }
  }
}
