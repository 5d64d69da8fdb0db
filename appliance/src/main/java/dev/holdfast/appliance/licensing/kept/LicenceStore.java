package dev.holdfast.appliance.licensing.kept;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.IdSource;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statement files that were taken. */
@Singleton
public final class LicenceStore {
  private final Database database;
  private final IdSource ids;

  public LicenceStore(Database database, IdSource ids) {
    this.database = database;
    this.ids = ids;
  }

  /** A file, as it came. */
  public record StoredFile(
      UUID id,
      String digest,
      Kind kind,
      String body,
      String source,
      Instant addedAt,
      @Nullable Instant removedAt) {}

  /** What is in a file. */
  public enum Kind {
    LICENCE,
    REVOCATIONS,
    CLOCK_RESET;

    private String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Kind of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /**
   * What identifies a file's contents.
   *
   * @param licenceId the licence in it; null for another kind
   */
  public record Label(String digest, Kind kind, @Nullable String licenceId, long sequence) {}

  /** Changes whenever a file is added or removed. */
  public String revision() {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(
                    "select count(*), count(removed_at), max(added_at), max(removed_at)"
                        + " from licence_file")
                .map(
                    (row, context) ->
                        row.getLong(1)
                            + "/"
                            + row.getLong(2)
                            + "/"
                            + row.getString(3)
                            + "/"
                            + row.getString(4))
                .one());
  }

  /** All files, oldest first. */
  public List<StoredFile> files() {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(
                    "select id, digest, kind, body, source, added_at, removed_at from licence_file"
                        + " order by added_at, id")
                .map(
                    (row, context) ->
                        new StoredFile(
                            UUID.fromString(row.getString("id")),
                            row.getString("digest"),
                            Kind.of(row.getString("kind")),
                            row.getString("body"),
                            row.getString("source"),
                            instant(row, "added_at").orElseThrow(),
                            instant(row, "removed_at").orElse(null)))
                .list());
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }

  /** Keeps a file, or takes back its removal. */
  public void keep(Label label, String body, String source, Instant now) {
    database.inPlatform(
        handle -> {
          int known =
              handle
                  .createUpdate(
                      "update licence_file set removed_at = null, added_at = :now, source = :source"
                          + " where digest = :digest")
                  .bind("now", now)
                  .bind("source", source)
                  .bind("digest", label.digest())
                  .execute();
          if (known > 0) {
            return known;
          }
          return handle
              .createUpdate(
                  "insert into licence_file (id, digest, kind, licence_id, licence_sequence, body,"
                      + " source, added_at) values (:id, :digest, :kind, :licence, :sequence,"
                      + " :body, :source, :now)")
              .bind("id", ids.next())
              .bind("digest", label.digest())
              .bind("kind", label.kind().code())
              .bind("licence", label.licenceId())
              .bind("sequence", label.sequence())
              .bind("body", body)
              .bind("source", source)
              .bind("now", now)
              .execute();
        });
  }

  /** Marks all licences as removed, or the one with this id. */
  public int remove(@Nullable String licenceId, Instant now) {
    return database.inPlatform(
        handle ->
            handle
                .createUpdate(
                    "update licence_file set removed_at = :now where kind = 'licence'"
                        + " and removed_at is null"
                        + (licenceId == null ? "" : " and licence_id = :licence"))
                .bind("now", now)
                .bindMap(licenceId == null ? Map.of() : Map.of("licence", licenceId))
                .execute());
  }
}
