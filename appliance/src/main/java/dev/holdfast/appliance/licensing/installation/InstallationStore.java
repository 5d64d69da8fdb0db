package dev.holdfast.appliance.licensing.installation;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.license.activation.Standing;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The one row that says who this installation is. */
final class InstallationStore {
  private final Database database;

  InstallationStore(Database database) {
    this.database = database;
  }

  /** Who it is. */
  record Row(String installation, Instant createdAt, InstallationKey.Stored key) {}

  Optional<Row> read() {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(
                    "select installation, created_at, wrapped, sealed_key, public_key"
                        + " from installation where id = 1")
                .map(
                    (row, context) ->
                        new Row(
                            row.getString("installation"),
                            row.getObject("created_at", OffsetDateTime.class).toInstant(),
                            new InstallationKey.Stored(
                                row.getString("wrapped"),
                                row.getString("sealed_key"),
                                row.getString("public_key"))))
                .findOne());
  }

  /** Keeps the row, unless another node was faster. */
  void create(Row row) {
    try {
      database.inPlatform(
          handle ->
              handle
                  .createUpdate(
                      "insert into installation"
                          + " (id, installation, created_at, wrapped, sealed_key, public_key)"
                          + " values (1, :installation, :at, :wrapped, :sealed, :open)")
                  .bind("installation", row.installation())
                  .bind("at", row.createdAt())
                  .bind("wrapped", row.key().wrapped())
                  .bind("sealed", row.key().sealed())
                  .bind("open", row.key().open())
                  .execute());
    } catch (RuntimeException e) {
      if (!Database.isDuplicate(e)) {
        throw e;
      }
    }
  }

  /** What was asked and answered. */
  Optional<Standing> standing() {
    return database.inPlatform(InstallationStore::standing);
  }

  private static Optional<Standing> standing(Handle handle) {
    return handle
        .createQuery("select installation, asked, nonce, answered from installation where id = 1")
        .map(
            (row, context) ->
                new Standing(
                    row.getString("installation"),
                    row.getLong("asked"),
                    decoded(row.getString("nonce")),
                    row.getLong("answered")))
        .findOne();
  }

  private static byte @Nullable [] decoded(@Nullable String nonce) {
    return nonce == null ? null : Base64.getDecoder().decode(nonce);
  }

  /** Takes the next number for a request; older ones are void from now on. */
  long ask(byte[] nonce) {
    return database.inPlatform(
        handle -> {
          handle
              .createUpdate(
                  "update installation set asked = asked + 1, nonce = :nonce where id = 1")
              .bind("nonce", Base64.getEncoder().encodeToString(nonce))
              .execute();
          return standing(handle).orElseThrow().asked();
        });
  }

  void answered(long request) {
    database.inPlatform(
        handle ->
            handle
                .createUpdate(
                    "update installation set answered = :request"
                        + " where id = 1 and answered < :request")
                .bind("request", request)
                .execute());
  }

  /** Takes the next number for a report of use. */
  long report() {
    return database.inPlatform(
        handle -> {
          handle.execute("update installation set reported = reported + 1 where id = 1");
          return handle
              .createQuery("select reported from installation where id = 1")
              .mapTo(Long.class)
              .one();
        });
  }
}
