package dev.holdfast.appliance.backup;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.annotation.Scheduled;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the database is older than it was once seen to be: after a restore, and after
 * somebody put an old disk image back. Outside of the database, in {@code seen.json} in the home,
 * stands how far every audit chain and the licences' clock had come, and with which hash. A start,
 * and each minute after it, that finds less, or another record in that place, says so in the audit
 * log: a database that was set back and then written past its old end is seen too. A start sets the
 * licences' clock to what it had already reached.
 */
@Singleton
final class RewindWatch implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(RewindWatch.class);
  private static final int MOST_NAMED = 5;

  private final Database database;
  private final Audit audit;
  private final BackupRuns runs;
  private final JsonMapper json;
  private final Clock clock;
  private final Path file;
  private boolean looked;

  RewindWatch(
      Database database, Audit audit, BackupRuns runs, JsonMapper json, Home home, Clock clock) {
    this.database = database;
    this.audit = audit;
    this.runs = runs;
    this.json = json;
    this.clock = clock;
    this.file = home.root().resolve("seen.json");
  }

  /** What was seen. */
  @Serdeable
  record Seen(List<Manifest.ChainEnd> chains, @Nullable Instant clockMark) {
    Seen {
      chains = List.copyOf(chains);
    }
  }

  /** What stands there now, and what of it is less than, or other than, what was seen before. */
  private record Look(Seen now, List<String> backwards) {
    static Look at(Handle handle, @Nullable Seen before) {
      Seen now = read(handle);
      return new Look(
          now,
          before == null
              ? List.of()
              : RewindWatch.backwards(before, now, end -> Snapshot.hashAt(handle, end)));
    }
  }

  /** A restore that nobody has told of yet. */
  private record Restored(String id, String backup, @Nullable String scope, Instant takenAt) {}

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    look();
  }

  /** Compares, says what is to be said, and remembers what is now. */
  synchronized void look() {
    try {
      runs.endInterrupted();
      Seen before = remembered();
      Look look = database.inPlatform(handle -> Look.at(handle, before));
      List<String> backwards = look.backwards();
      List<Restored> restored = database.inPlatform(this::unannounced);
      restored.forEach(one -> announce(one, backwards));
      if (restored.isEmpty()) {
        tell(backwards);
      }
      Instant mark = before == null ? null : before.clockMark();
      if (mark != null) {
        database.inPlatform(handle -> raise(handle, mark));
      }
      looked = true;
      remember();
    } catch (RuntimeException | IOException e) {
      LOG.warn("It cannot be told whether the database was set back.", e);
    }
  }

  @Scheduled(initialDelay = "1m", fixedDelay = "1m")
  synchronized void keep() {
    // Before the first look, remembering would forget what there is to be compared with.
    if (looked) {
      try {
        Seen before = remembered();
        Look look = database.inPlatform(handle -> Look.at(handle, before));
        tell(look.backwards());
        write(look.now());
      } catch (RuntimeException | IOException e) {
        LOG.warn("What was seen of the database cannot be written down.", e);
      }
    }
  }

  private void tell(List<String> backwards) {
    if (!backwards.isEmpty()) {
      LOG.error("The database is older than it was seen to be: {}", backwards);
      record("platform.rewound", "", details(backwards, Map.of()));
    }
  }

  private void remember() throws IOException {
    write(database.inPlatform(RewindWatch::read));
  }

  private void write(Seen now) throws IOException {
    Path fresh = file.resolveSibling("seen.json.new");
    Files.write(fresh, json.writeValueAsBytes(now));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private @Nullable Seen remembered() {
    try {
      return Files.exists(file) ? json.readValue(Files.readAllBytes(file), Seen.class) : null;
    } catch (IOException e) {
      LOG.warn("{} cannot be read; it is made anew.", file, e);
      return null;
    }
  }

  private static Seen read(Handle handle) {
    return new Seen(Snapshot.chains(handle), Snapshot.clockMark(handle));
  }

  /**
   * What goes backwards, in words.
   *
   * @param hashAt the hash that stands now where a chain was once seen to end; null where none does
   */
  static List<String> backwards(
      Seen before, Seen now, Function<Manifest.ChainEnd, @Nullable String> hashAt) {
    List<String> found = new ArrayList<>();
    Map<String, Manifest.ChainEnd> ends = new TreeMap<>();
    now.chains().forEach(end -> ends.put(end.tenant() + "/" + end.node(), end));
    for (Manifest.ChainEnd seen : before.chains()) {
      Manifest.ChainEnd end = ends.get(seen.tenant() + "/" + seen.node());
      long reached = end == null ? 0 : end.sequence();
      if (reached < seen.sequence()) {
        found.add(
            "The audit chain of "
                + seen.tenant()
                + " on "
                + seen.node()
                + " ends at record "
                + reached
                + ", and was seen at "
                + seen.sequence()
                + ".");
      } else if (seen.sequence() > 0 && !seen.hash().equals(hashThere(end, seen, hashAt))) {
        found.add(
            "The audit chain of "
                + seen.tenant()
                + " on "
                + seen.node()
                + " has another record "
                + seen.sequence()
                + " than was seen; it ends at "
                + reached
                + ".");
      }
    }
    Instant mark = before.clockMark();
    Instant current = now.clockMark();
    if (mark != null && (current == null || current.isBefore(mark))) {
      found.add("The licences' clock stands at " + current + ", and was seen at " + mark + ".");
    }
    return found;
  }

  /** The end's own hash where the chain has not moved, which needs no look at the records. */
  private static @Nullable String hashThere(
      Manifest.@Nullable ChainEnd end,
      Manifest.ChainEnd seen,
      Function<Manifest.ChainEnd, @Nullable String> hashAt) {
    return end != null && end.sequence() == seen.sequence() ? end.hash() : hashAt.apply(seen);
  }

  private List<Restored> unannounced(Handle handle) {
    return handle
        .createQuery(
            "select id, backup_id, scope, taken_at from backup_restore where announced_at is null"
                + " order by restored_at")
        .map(
            (row, context) ->
                new Restored(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getObject(4, java.time.OffsetDateTime.class).toInstant()))
        .list();
  }

  private void announce(Restored restored, List<String> backwards) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("takenAt", restored.takenAt().toString());
    facts.put("scope", restored.scope() == null ? "everything" : restored.scope());
    record("platform.restored", restored.backup(), details(backwards, facts));
    database.inPlatform(
        handle ->
            handle
                .createUpdate("update backup_restore set announced_at = :at where id = :id")
                .bind("at", clock.instant())
                .bind("id", restored.id())
                .execute());
  }

  private static Map<String, String> details(List<String> backwards, Map<String, String> facts) {
    Map<String, String> details = new TreeMap<>(facts);
    details.put("backwards", Integer.toString(backwards.size()));
    for (int i = 0; i < Math.min(backwards.size(), MOST_NAMED); i++) {
      details.put("backwards" + (i + 1), backwards.get(i));
    }
    return details;
  }

  private void record(String action, String target, Map<String, String> details) {
    audit.record(
        new AuditEvent(
            null, Actor.SYSTEM, action, target, Outcome.SUCCESS, null, "", null, details, null));
  }

  private static int raise(Handle handle, Instant mark) {
    return handle
        .createUpdate("update licence_clock set seen_at = :mark where id = 1 and seen_at < :mark")
        .bind("mark", mark)
        .execute();
  }
}
