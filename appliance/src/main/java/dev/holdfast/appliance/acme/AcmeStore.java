package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.platform.db.Database;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What the nodes tell each other. All times are the database's own. */
@Singleton
@Requires(property = AcmeKeeper.MODE, value = AcmeKeeper.ACME)
final class AcmeStore {
  private static final String TURN = "order";
  private static final int LONGEST_TOKEN = 256;
  private static final int LONGEST_ANSWER = 512;

  private final Database database;

  AcmeStore(Database database) {
    this.database = database;
  }

  /** Whether other nodes may stand behind the same names. */
  boolean isShared() {
    return database.kind() == Database.Kind.POSTGRESQL;
  }

  /** Whether it is this node's turn to order, for at most that long. */
  boolean claim(String node, Duration longest) {
    try {
      return database.inPlatform(
          handle -> {
            Instant now = now(handle);
            int taken =
                handle
                    .createUpdate(
                        "update acme_turn set node = :node, until_at = :until where name = :name"
                            + " and (node = :node or until_at < :now)")
                    .bind("node", node)
                    .bind("until", now.plus(longest))
                    .bind("name", TURN)
                    .bind("now", now)
                    .execute();
            if (taken == 1) {
              return true;
            }
            return !isThere(handle) && insert(handle, node, now.plus(longest));
          });
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        return false;
      }
      throw e;
    }
  }

  void release(String node) {
    int unused =
        database.inPlatform(
            handle ->
                handle
                    .createUpdate("delete from acme_turn where name = :name and node = :node")
                    .bind("name", TURN)
                    .bind("node", node)
                    .execute());
  }

  /** Lets every node answer to the token for that long. */
  void publish(String node, String token, String answer, Duration longest) {
    if (token.length() > LONGEST_TOKEN || answer.length() > LONGEST_ANSWER) {
      throw new IllegalArgumentException("the token is too long");
    }
    int unused =
        database.inPlatform(
            handle -> {
              handle
                  .createUpdate(
                      "delete from acme_challenge where token = :token or until_at < :now")
                  .bind("token", token)
                  .bind("now", now(handle))
                  .execute();
              return handle
                  .createUpdate(
                      "insert into acme_challenge (token, answer, node, until_at)"
                          + " values (:token, :answer, :node, :until)")
                  .bind("token", token)
                  .bind("answer", answer)
                  .bind("node", node)
                  .bind("until", now(handle).plus(longest))
                  .execute();
            });
  }

  void withdraw(String node) {
    int unused =
        database.inPlatform(
            handle ->
                handle
                    .createUpdate("delete from acme_challenge where node = :node")
                    .bind("node", node)
                    .execute());
  }

  /** What the other nodes want to be answered now. */
  Map<String, String> others(String node) {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(
                    "select token, answer from acme_challenge where node <> :node"
                        + " and until_at > :now")
                .bind("node", node)
                .bind("now", now(handle))
                .map((row, context) -> Map.entry(row.getString("token"), row.getString("answer")))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static boolean isThere(Handle handle) {
    return handle
        .createQuery("select 1 from acme_turn where name = :name")
        .bind("name", TURN)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static boolean insert(Handle handle, String node, Instant until) {
    return handle
            .createUpdate(
                "insert into acme_turn (name, node, until_at) values (:name, :node, :until)")
            .bind("name", TURN)
            .bind("node", node)
            .bind("until", until)
            .execute()
        == 1;
  }

  private static Instant now(Handle handle) {
    return handle
        .createQuery("select current_timestamp")
        .mapTo(OffsetDateTime.class)
        .one()
        .toInstant();
  }
}
