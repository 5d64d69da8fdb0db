package dev.holdfast.appliance.licensing.installation;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.license.activation.Binding;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Whether a machine of this installation still looks like the one that a licence is bound to. Where
 * several nodes share the database, one that fits is enough; a day without any is a misfit, which
 * is told at once and withholds something only weeks later.
 */
final class Fits {
  private static final Duration UNTIL_TOLD = Duration.ofDays(1);

  private final Database database;

  Fits(Database database) {
    this.database = database;
  }

  /** Since when no machine fits, by licence; a licence that fits is not in it. */
  Map<String, Instant> misfits(
      Map<String, Binding> bindings, Map<String, String> signals, Instant now) {
    Map<String, Instant> misfits = new HashMap<>();
    bindings.forEach(
        (licence, binding) -> {
          boolean fits = binding.fit(signals) instanceof Binding.Fit.Same;
          database
              .inPlatform(handle -> fits ? fit(handle, licence, now) : misfit(handle, licence, now))
              .ifPresent(since -> misfits.put(licence, since));
        });
    return Map.copyOf(misfits);
  }

  private static Optional<Instant> fit(Handle handle, String licence, Instant now) {
    ensure(handle, licence);
    handle
        .createUpdate(
            "update licence_fit set fitted_at = :now, misfit_since = null"
                + " where licence_id = :licence")
        .bind("now", now)
        .bind("licence", licence)
        .execute();
    return Optional.empty();
  }

  private static Optional<Instant> misfit(Handle handle, String licence, Instant now) {
    ensure(handle, licence);
    handle
        .createUpdate(
            "update licence_fit set misfit_since = :now where licence_id = :licence"
                + " and misfit_since is null and (fitted_at is null or fitted_at < :before)")
        .bind("now", now)
        .bind("before", now.minus(UNTIL_TOLD))
        .bind("licence", licence)
        .execute();
    return handle
        .createQuery(
            "select misfit_since from licence_fit"
                + " where licence_id = :licence and misfit_since is not null")
        .bind("licence", licence)
        .mapTo(Instant.class)
        .findOne();
  }

  private static void ensure(Handle handle, String licence) {
    boolean known =
        handle
            .createQuery("select licence_id from licence_fit where licence_id = :licence")
            .bind("licence", licence)
            .mapTo(String.class)
            .findOne()
            .isPresent();
    if (!known) {
      handle
          .createUpdate("insert into licence_fit (licence_id) values (:licence)")
          .bind("licence", licence)
          .execute();
    }
  }
}
