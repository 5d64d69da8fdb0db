package dev.holdfast.appliance.licensing.meter;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.license.statement.Wire;
import dev.holdfast.license.usage.UsageChain;
import dev.holdfast.license.usage.UsageRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of use. They are only ever added, one node at a time. */
final class UsageStore {
  private static final String COLUMNS =
      "select number, usage_day, kind, name, amount, written_at, note, hash from licence_usage";

  private final Database database;

  UsageStore(Database database) {
    this.database = database;
  }

  /** A row before it has its number. */
  record Draft(LocalDate day, UsageRow.Kind kind, String name, long amount, String note) {
    static Draft mark(LocalDate day, UsageRow.Mark mark, String note) {
      return new Draft(day, UsageRow.Kind.MARK, Wire.of(mark), 0, note);
    }
  }

  /** What is written of a quota on a day: the sum of what was used, or the highest peak. */
  record Written(LocalDate day, UsageRow.Kind kind, String name, long amount) {}

  /** Where the chain ends; empty before its first row. */
  Optional<UsageChain.Linked> head() {
    return database.inPlatform(UsageStore::head);
  }

  private static Optional<UsageChain.Linked> head(Handle handle) {
    return handle
        .createQuery(COLUMNS + " order by number desc fetch first 1 rows only")
        .map((row, context) -> linked(row))
        .findOne();
  }

  /**
   * Adds rows behind the last one.
   *
   * @return false where another node was faster; then what is to be written has to be found anew
   */
  boolean append(String installation, List<Draft> drafts, Instant at) {
    try {
      database.inPlatform(
          handle -> {
            Optional<UsageChain.Linked> head = head(handle);
            long number = head.map(linked -> linked.row().number()).orElse(0L);
            String hash =
                head.map(UsageChain.Linked::hash).orElseGet(() -> UsageChain.start(installation));
            for (Draft draft : drafts) {
              UsageChain.Linked linked =
                  UsageChain.link(
                      hash,
                      new UsageRow(
                          ++number,
                          draft.day(),
                          draft.kind(),
                          draft.name(),
                          draft.amount(),
                          at,
                          draft.note()));
              insert(handle, linked);
              hash = linked.hash();
            }
            return number;
          });
      return true;
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        return false;
      }
      throw e;
    }
  }

  private static void insert(Handle handle, UsageChain.Linked linked) {
    UsageRow row = linked.row();
    handle
        .createUpdate(
            "insert into licence_usage"
                + " (number, usage_day, kind, name, amount, written_at, note, hash)"
                + " values (:number, :day, :kind, :name, :amount, :at, :note, :hash)")
        .bind("number", row.number())
        .bind("day", row.day())
        .bind("kind", Wire.of(row.kind()))
        .bind("name", row.name())
        .bind("amount", row.amount())
        .bind("at", row.at())
        .bind("note", row.note())
        .bind("hash", linked.hash())
        .execute();
  }

  /** The rows from a number on, as they lie in the database. */
  List<UsageChain.Linked> rows(long from) {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(COLUMNS + " where number >= :from order by number")
                .bind("from", from)
                .map((row, context) -> linked(row))
                .list());
  }

  /** The row with this number. */
  Optional<UsageChain.Linked> row(long number) {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(COLUMNS + " where number = :number")
                .bind("number", number)
                .map((row, context) -> linked(row))
                .findOne());
  }

  /** The first row that is about this day or a later one. */
  Optional<Long> firstOf(LocalDate day) {
    return database.inPlatform(
        handle ->
            handle
                .createQuery("select min(number) from licence_usage where usage_day >= :day")
                .bind("day", day)
                .mapTo(Long.class)
                .findOne());
  }

  /** What is written of all quotas since a day. */
  List<Written> since(LocalDate day) {
    return database.inPlatform(
        handle -> {
          List<Written> all = new ArrayList<>();
          all.addAll(summed(handle, day, "sum", UsageRow.Kind.USED));
          all.addAll(summed(handle, day, "max", UsageRow.Kind.PEAK));
          return all;
        });
  }

  private static List<Written> summed(
      Handle handle, LocalDate day, String how, UsageRow.Kind kind) {
    return handle
        .createQuery(
            "select usage_day, name, "
                + how
                + "(amount) from licence_usage where usage_day >= :day and kind = :kind"
                + " group by usage_day, name order by usage_day, name")
        .bind("day", day)
        .bind("kind", Wire.of(kind))
        .map(
            (row, context) ->
                new Written(
                    row.getObject(1, LocalDate.class), kind, row.getString(2), row.getLong(3)))
        .list();
  }

  private static UsageChain.Linked linked(ResultSet row) throws SQLException {
    return new UsageChain.Linked(
        new UsageRow(
            row.getLong("number"),
            row.getObject("usage_day", LocalDate.class),
            kind(row.getString("kind")),
            row.getString("name"),
            row.getLong("amount"),
            row.getObject("written_at", OffsetDateTime.class).toInstant(),
            row.getString("note")),
        row.getString("hash"));
  }

  private static UsageRow.Kind kind(String text) {
    for (UsageRow.Kind kind : UsageRow.Kind.values()) {
      if (Wire.of(kind).equals(text)) {
        return kind;
      }
    }
    throw new IllegalStateException("a row of use has the kind " + text);
  }
}
