package dev.holdfast.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.license.activation.ActivationRequest;
import dev.holdfast.license.activation.Fingerprint;
import dev.holdfast.license.activation.Standing;
import dev.holdfast.license.key.SigningKey;
import dev.holdfast.license.statement.Suite;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageReport;
import dev.holdfast.license.usage.UsageRow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An installation at a customer's: asks, counts and reports with a key of its own. */
public final class Customer {
  public static final String ID = "ins_" + "7".repeat(26);
  private static final LocalDate FIRST = LocalDate.of(2026, 6, 1);

  private final SigningKey key;
  private final List<UsageChain.Linked> rows;
  private long asked;
  private long reported;

  public Customer() {
    this(SigningKey.generate(Suite.V2026_1), List.of(), 0);
  }

  private Customer(SigningKey key, List<UsageChain.Linked> rows, long reported) {
    this.key = key;
    this.rows = new ArrayList<>(rows);
    this.reported = reported;
  }

  /** As its database is now. */
  public Customer backup() {
    return new Customer(key, rows, reported);
  }

  public List<UsageChain.Linked> rows() {
    return rows;
  }

  public static Map<String, String> signals() {
    return new TreeMap<>(
        Map.of("cpu", "c", "disk", "d", "machine-id", "m", "network", "n", "product", "p"));
  }

  /** The next request's file. */
  public byte[] ask(Instant now, Instant mark) {
    asked++;
    return new ActivationRequest(
            "holdfast",
            ID,
            asked,
            nonce(asked),
            now,
            mark,
            "0.1.0",
            null,
            Fingerprint.of(new byte[Fingerprint.SALT_BYTES], signals()))
        .file(key);
  }

  public Standing standing() {
    return new Standing(ID, asked, nonce(asked), 0);
  }

  /** Counts on: a day after the last one, with so many tokens and users. */
  public Customer day(long tokens, long users) {
    LocalDate day = rows.isEmpty() ? FIRST : rows.getLast().row().day().plusDays(1);
    add(UsageRow.Kind.USED, "tokens.month", tokens, day, "");
    add(UsageRow.Kind.PEAK, "users", users, day, "");
    return this;
  }

  public void add(UsageRow.Kind kind, String name, long amount, LocalDate day, String note) {
    String previous = rows.isEmpty() ? UsageChain.start(ID) : rows.getLast().hash();
    Instant at = day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    rows.add(
        UsageChain.link(
            previous, new UsageRow(rows.size() + 1L, day, kind, name, amount, at, note)));
  }

  /** The next report's file, of the rows from {@code first} on. */
  public byte[] report(int first) {
    reported++;
    List<UsageChain.Linked> own = rows.subList(first - 1, rows.size());
    LocalDate last = own.getLast().row().day();
    return new UsageReport(
            "holdfast",
            ID,
            reported,
            last.plusDays(1).atTime(0, 5).toInstant(ZoneOffset.UTC),
            "0.1.0",
            null,
            own.getFirst().row().day(),
            last,
            first,
            own.getLast().row().number(),
            first == 1 ? UsageChain.start(ID) : rows.get(first - 2).hash(),
            own.getLast().hash())
        .file(key, own);
  }

  /** Changes a row as somebody at the database would. */
  public void edit(int number, String from, String to) {
    UsageChain.Linked old = rows.get(number - 1);
    UsageRow row = old.row();
    long amount = Long.parseLong(Long.toString(row.amount()).replace(from, to));
    rows.set(
        number - 1,
        new UsageChain.Linked(
            new UsageRow(
                row.number(), row.day(), row.kind(), row.name(), amount, row.at(), row.note()),
            old.hash()));
  }

  private static byte[] nonce(long asked) {
    byte[] nonce = new byte[ActivationRequest.NONCE_BYTES];
    Arrays.fill(nonce, String.valueOf(asked).getBytes(UTF_8)[0]);
    return nonce;
  }
}
