package dev.holdfast.appliance.licensing.clock;

import dev.holdfast.appliance.platform.db.Database;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The mark in the database: one row, for all nodes. */
final class MarkStore {
  private final Database database;

  MarkStore(Database database) {
    this.database = database;
  }

  Optional<Mark> read() {
    return database.inPlatform(MarkStore::read);
  }

  private static Optional<Mark> read(Handle handle) {
    return handle
        .createQuery("select seen_at, epoch from licence_clock where id = 1")
        .map(
            (row, context) ->
                new Mark(
                    row.getObject("seen_at", java.time.OffsetDateTime.class).toInstant(),
                    row.getLong("epoch")))
        .findOne();
  }

  /** Moves the mark on; one that says as much, or more, stays. */
  void advance(Mark mark) {
    database.inPlatform(
        handle -> {
          int moved =
              handle
                  .createUpdate(
                      "update licence_clock set seen_at = :seen, epoch = :epoch where id = 1 and"
                          + " (epoch < :epoch or (epoch = :epoch and seen_at < :seen))")
                  .bind("seen", mark.seenAt())
                  .bind("epoch", mark.epoch())
                  .execute();
          if (moved == 0 && read(handle).isEmpty()) {
            insert(handle, mark.seenAt(), mark.epoch());
          }
          return moved;
        });
  }

  /** Replaces a mark that is not believed. */
  void overwrite(Mark mark) {
    database.inPlatform(
        handle -> {
          handle.execute("delete from licence_clock");
          insert(handle, mark.seenAt(), mark.epoch());
          return 1;
        });
  }

  private static void insert(Handle handle, Instant seen, long epoch) {
    handle
        .createUpdate("insert into licence_clock (id, seen_at, epoch) values (1, :seen, :epoch)")
        .bind("seen", seen)
        .bind("epoch", epoch)
        .execute();
  }
}
