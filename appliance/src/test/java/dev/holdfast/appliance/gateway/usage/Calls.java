package dev.holdfast.appliance.gateway.usage;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.platform.id.TenantId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Audit records of calls. */
final class Calls {
  static final TenantId TENANT = new TenantId(new UUID(1, 1));
  static final UUID PROJECT = new UUID(2, 2);
  static final UUID KEY = new UUID(3, 3);

  private Calls() {}

  static AuditRecord call(String at, String model, Outcome outcome, @Nullable Long cost) {
    Instant time = Instant.parse(at);
    Usage usage =
        new Usage(
            PROJECT,
            KEY,
            "prv_1",
            model,
            100,
            40,
            10,
            cost,
            false,
            new Usage.Hold("run", time, 200, 500L),
            "price",
            null);
    return record(outcome, usage, time.plusSeconds(3));
  }

  /** A call that brought nothing. */
  static AuditRecord nothing(String at, Outcome outcome, @Nullable Long cost) {
    Instant time = Instant.parse(at);
    Usage.Hold hold = new Usage.Hold("run", time, 200, 500L);
    return record(
        outcome,
        new Usage(PROJECT, KEY, "prv_1", "a", 0, 0, 0, cost, false, hold, "price", null),
        time.plusSeconds(3));
  }

  static AuditRecord record(Outcome outcome, Usage usage, Instant at) {
    return new AuditRecord(
        UUID.randomUUID(),
        UUID.randomUUID(),
        "node",
        1,
        at,
        new AuditEvent(
            TENANT,
            Actor.SYSTEM,
            "gateway.chat",
            usage.model(),
            outcome,
            null,
            "req_1",
            null,
            Map.of(),
            usage));
  }
}
