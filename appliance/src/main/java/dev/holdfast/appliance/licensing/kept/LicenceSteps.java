package dev.holdfast.appliance.licensing.kept;

import dev.holdfast.appliance.platform.db.Database;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The licence's history: every rung that was stepped on, every licence that came or went, once for
 * all nodes and across restarts.
 */
@Singleton
public final class LicenceSteps {
  private final Database database;

  public LicenceSteps(Database database) {
    this.database = database;
  }

  /**
   * One step.
   *
   * @param at by the time that licences go by
   * @param what tells steps apart; never shown
   */
  public record Step(Instant at, String licence, String stage, String what, String sentence) {}

  /**
   * Adds a step, unless the newest one says the same.
   *
   * @return whether it was added, so that exactly one node tells people
   */
  public boolean add(Step step) {
    try {
      return database.inPlatform(handle -> addUnlessSaid(handle, step));
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        return false; // Another node was faster, and tells.
      }
      throw e;
    }
  }

  private static boolean addUnlessSaid(Handle handle, Step step) {
    long last =
        handle
            .createQuery("select coalesce(max(ordinal), 0) from licence_step")
            .mapTo(Long.class)
            .one();
    boolean said =
        handle
            .createQuery("select what from licence_step where ordinal = :last")
            .bind("last", last)
            .mapTo(String.class)
            .findOne()
            .filter(step.what()::equals)
            .isPresent();
    if (said) {
      return false;
    }
    handle
        .createUpdate(
            "insert into licence_step (ordinal, at, licence_id, stage, what, sentence)"
                + " values (:ordinal, :at, :licence, :stage, :what, :sentence)")
        .bind("ordinal", last + 1)
        .bind("at", step.at())
        .bind("licence", step.licence())
        .bind("stage", step.stage())
        .bind("what", step.what())
        .bind("sentence", step.sentence())
        .execute();
    return true;
  }

  /** The newest steps first. */
  public List<Step> newest(int limit) {
    return database.inPlatform(
        handle ->
            handle
                .createQuery(
                    "select at, licence_id, stage, what, sentence from licence_step"
                        + " order by ordinal desc fetch first :limit rows only")
                .bind("limit", limit)
                .map(
                    (row, context) ->
                        new Step(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("licence_id"),
                            row.getString("stage"),
                            row.getString("what"),
                            row.getString("sentence")))
                .list());
  }
}
