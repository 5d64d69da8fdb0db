package dev.holdfast.appliance.gateway.usage;

import dev.holdfast.appliance.authz.Needs;
import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.licensing.Unlicensed;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.platform.json.Fields;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tenant's usage and cost over time. */
@Tag(name = "Usage")
@Unlicensed("What was used can be read on any day")
@Controller("/api/tenants/{tenant}/usage")
@ExecuteOn(TaskExecutors.BLOCKING)
final class UsageController {
  private static final Duration LONGEST_BY_HOUR = Duration.ofDays(32);
  private static final Duration LONGEST_BY_DAY = Duration.ofDays(800);

  private final UsageStore store;
  private final Clock clock;

  UsageController(UsageStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Operation(
      summary = "Shows usage and cost over time",
      description =
          "Buckets are whole hours or whole UTC days from the one that holds from up to the one"
              + " before to; every bucket is there. Without from, the last 24 hours or 30 days.")
  @Get
  @Needs(action = "usage.read", permission = Permission.TENANT_READ)
  UsageReport usage(
      TenantId tenant,
      @QueryValue @Nullable String from,
      @QueryValue @Nullable String to,
      @QueryValue(defaultValue = "hour") String bucket,
      @QueryValue(defaultValue = "none") String group) {
    Bucket width = Fields.parsed("bucket", bucket, Bucket::ofCode, "hour or day");
    Group groups =
        Fields.parsed("group", group, Group::ofCode, "none, model, project, key or provider");
    Instant end = width.ceiling(instant("to", to, clock.instant()));
    Duration usual = width == Bucket.HOUR ? Duration.ofHours(24) : Duration.ofDays(30);
    Instant start = width.floor(instant("from", from, end.minus(usual)));
    Duration longest = width == Bucket.HOUR ? LONGEST_BY_HOUR : LONGEST_BY_DAY;
    if (!start.isBefore(end) || Duration.between(start, end).compareTo(longest) > 0) {
      throw Fields.invalid(
          "from", "takes a time before to, by at most " + longest.toDays() + " days");
    }
    return UsageReport.of(store.hours(tenant, start, end, groups), start, end, width, groups);
  }

  private static Instant instant(String name, @Nullable String text, Instant absent) {
    if (text == null || text.isEmpty()) {
      return absent;
    }
    return Fields.parsed(
        name, text, UsageController::parse, "a time like 2026-11-21T00:00:00Z, UTC");
  }

  private static Optional<Instant> parse(String text) {
    try {
      Instant at = Instant.parse(text);
      // Far-away years are no times that anything happened at, and overflow arithmetic.
      return Math.abs(at.getEpochSecond()) < 10_000_000_000L ? Optional.of(at) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
