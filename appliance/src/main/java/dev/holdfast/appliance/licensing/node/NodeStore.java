package dev.holdfast.appliance.licensing.node;

import dev.holdfast.appliance.platform.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The places in the database. All times are the database's own. */
final class NodeStore {
  private final Database database;

  NodeStore(Database database) {
    this.database = database;
  }

  /** A place that is taken. */
  record Row(String place, Run run, Instant startedAt, Instant expiresAt, long beats) {}

  /**
   * Renews the run's place, or takes one.
   *
   * @param granted how many there are; empty for no bound
   */
  Place claim(Run run, OptionalLong granted, Duration lease) {
    return database.inPlatform(
        handle -> {
          handle
              .createQuery("select id from licence_place where id = 1 for update")
              .mapTo(Integer.class)
              .one();
          Instant now = now(handle);
          forgetDead(handle, now);
          return claim(handle, run, granted, new Term(now, now.plus(lease)));
        });
  }

  private record Term(Instant from, Instant until) {}

  private static Place claim(Handle handle, Run run, OptionalLong granted, Term term) {
    List<Row> live = rows(handle);
    Optional<Row> mine = live.stream().filter(row -> row.run().id().equals(run.id())).findFirst();
    if (mine.isPresent()) {
      renew(handle, mine.get(), term);
      return held(live, run);
    }
    Row namesake =
        live.stream().filter(row -> row.place().equals(run.node())).findFirst().orElse(null);
    if (namesake != null && namesake.run().boot().equals(run.boot())) {
      // An earlier run of this home, on this machine: the home's lock says that it is dead. Were it
      // a copy on the same machine, the one that is alive takes a place of its own.
      replace(handle, namesake, run, term);
      return held(rows(handle), run);
    }
    if (granted.isPresent() && live.size() >= granted.getAsLong()) {
      return new Place.Waiting(granted.getAsLong(), live.stream().map(Row::place).toList());
    }
    insert(handle, namesake == null ? run.node() : run.node() + "~" + run.id(), run, term);
    return held(rows(handle), run);
  }

  /**
   * Takes a place beyond all bounds, for a run whose own was taken by a copy of it: nothing that
   * works is stopped for a copy's sake.
   */
  Place claimBeside(Run run, Duration lease) {
    return database.inPlatform(
        handle -> {
          Instant now = now(handle);
          insert(handle, run.node() + "~" + run.id(), run, new Term(now, now.plus(lease)));
          return held(rows(handle), run);
        });
  }

  /** Whether another run has taken this one's place over and is alive. */
  boolean isOusted(Run run) {
    return database.inPlatform(
        handle -> {
          Instant now = now(handle);
          List<Row> live =
              rows(handle).stream().filter(row -> row.expiresAt().isAfter(now)).toList();
          return live.stream().noneMatch(row -> row.run().id().equals(run.id()))
              && live.stream().anyMatch(row -> row.place().equals(run.node()));
        });
  }

  /** The nodes that live. */
  List<Row> live() {
    return database.inPlatform(
        handle -> {
          Instant now = now(handle);
          return rows(handle).stream().filter(row -> row.expiresAt().isAfter(now)).toList();
        });
  }

  void release(Run run) {
    database.inPlatform(
        handle ->
            handle
                .createUpdate("delete from licence_node where run = :run")
                .bind("run", run.id())
                .execute());
  }

  private static Place held(List<Row> live, Run run) {
    boolean twin = live.stream().filter(row -> row.run().node().equals(run.node())).count() > 1;
    return new Place.Held(live.stream().map(Row::place).toList(), twin);
  }

  private static Instant now(Handle handle) {
    return handle
        .createQuery("select current_timestamp")
        .mapTo(OffsetDateTime.class)
        .one()
        .toInstant();
  }

  private static void forgetDead(Handle handle, Instant now) {
    handle
        .createUpdate("delete from licence_node where expires_at <= :now")
        .bind("now", now)
        .execute();
  }

  private static void renew(Handle handle, Row row, Term term) {
    handle
        .createUpdate(
            "update licence_node set expires_at = :until, beats = beats + 1 where place = :place")
        .bind("until", term.until())
        .bind("place", row.place())
        .execute();
  }

  private static void replace(Handle handle, Row row, Run run, Term term) {
    handle
        .createUpdate("delete from licence_node where place = :place")
        .bind("place", row.place())
        .execute();
    insert(handle, row.place(), run, term);
  }

  private static void insert(Handle handle, String place, Run run, Term term) {
    handle
        .createUpdate(
            "insert into licence_node (place, node, run, boot, started_at, expires_at, beats)"
                + " values (:place, :node, :run, :boot, :from, :until, 1)")
        .bind("place", place)
        .bind("node", run.node())
        .bind("run", run.id())
        .bind("boot", run.boot())
        .bind("from", term.from())
        .bind("until", term.until())
        .execute();
  }

  private static List<Row> rows(Handle handle) {
    return handle
        .createQuery(
            "select place, node, run, boot, started_at, expires_at, beats from licence_node"
                + " order by started_at, place")
        .map(
            (row, context) ->
                new Row(
                    row.getString("place"),
                    new Run(row.getString("node"), row.getString("run"), row.getString("boot")),
                    instant(row.getObject("started_at", OffsetDateTime.class)),
                    instant(row.getObject("expires_at", OffsetDateTime.class)),
                    row.getLong("beats")))
        .list();
  }

  private static Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? Instant.EPOCH : time.toInstant();
  }
}
