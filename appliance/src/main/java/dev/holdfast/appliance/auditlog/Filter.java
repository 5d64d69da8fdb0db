package dev.holdfast.appliance.auditlog;

import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.QueryValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a caller asks for, as it stands in the URL. */
@Introspected
record Filter(
    @Nullable @QueryValue Integer limit,
    @Nullable @QueryValue String cursor,
    @Nullable @QueryValue String action,
    @Nullable @QueryValue String actor,
    @Nullable @QueryValue String outcome,
    @Nullable @QueryValue String from,
    @Nullable @QueryValue String to,
    @Nullable @QueryValue String q) {
  private static final int USUAL = 50;

  AuditLog.Query query(@Nullable TenantId tenant) {
    return new AuditLog.Query(
        tenant,
        limit == null ? USUAL : limit,
        given(cursor),
        given(action),
        given(actor),
        outcome(given(outcome)),
        time("from", given(from)),
        time("to", given(to)),
        given(q));
  }

  private static @Nullable String given(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  private static @Nullable Outcome outcome(@Nullable String text) {
    try {
      return text == null ? null : Outcome.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw invalid("outcome: one of success, refused, failed, cancelled, interrupted.");
    }
  }

  private static @Nullable Instant time(String name, @Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw invalid(name + ": a time such as 2026-11-21T10:00:00Z.");
    }
  }

  private static RuntimeException invalid(String detail) {
    return Problem.of(ErrorCode.REQUEST_INVALID, detail).asException();
  }
}
