package dev.holdfast.appliance.auditlog;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.tenant.ProjectId;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON forms of the audit log. */
final class Views {
  private Views() {}

  @Serdeable
  record Record(
      UUID id,
      long sequence,
      String node,
      Instant at,
      Actor actor,
      String action,
      String target,
      String outcome,
      @Nullable String code,
      String requestId,
      @Nullable String clientAddress,
      Map<String, String> details,
      @Nullable Used usage,
      String hash) {
    static Record of(AuditLog.Entry entry) {
      AuditRecord record = entry.record();
      AuditEvent event = record.event();
      return new Record(
          record.id(),
          record.sequence(),
          record.node(),
          record.at(),
          new Actor(event.actor().type(), event.actor().id(), event.actor().label()),
          event.action(),
          event.target(),
          event.outcome().name().toLowerCase(Locale.ROOT),
          event.code(),
          event.requestId(),
          event.clientAddress(),
          event.details(),
          Used.of(event.usage()),
          entry.hash());
    }
  }

  @Serdeable
  record Actor(String type, String id, String label) {}

  @Serdeable
  record Used(
      String projectId,
      @Nullable String keyId,
      String provider,
      String model,
      long inputTokens,
      long cachedInputTokens,
      long outputTokens,
      @Nullable Long costNanos,
      boolean estimated,
      @Nullable String price,
      @Nullable String providerRequestId) {
    static @Nullable Used of(@Nullable Usage usage) {
      if (usage == null) {
        return null;
      }
      UUID key = usage.key();
      return new Used(
          new ProjectId(usage.project()).text(),
          key == null ? null : new KeyId(key).text(),
          usage.provider(),
          usage.model(),
          usage.inputTokens(),
          usage.cachedInputTokens(),
          usage.outputTokens(),
          usage.costNanos(),
          usage.estimated(),
          usage.price(),
          usage.providerRequestId());
    }
  }

  @Serdeable
  record Chains(
      String state, long records, List<Chain> chains, Instant checkedAt, long tookMillis) {
    static Chains of(AuditLog.Verification found) {
      return new Chains(
          found.intact() ? "intact" : "broken",
          found.records(),
          found.chains().stream().map(Chain::of).toList(),
          found.checkedAt(),
          found.tookMillis());
    }
  }

  @Serdeable
  record Chain(
      @Nullable String tenant,
      String node,
      long records,
      String head,
      long headSequence,
      List<Violation> violations) {
    static Chain of(AuditLog.Chain chain) {
      TenantId tenant = chain.tenant();
      return new Chain(
          tenant == null ? null : tenant.text(),
          chain.node(),
          chain.records(),
          chain.head(),
          chain.headSequence(),
          chain.violations().stream().map(v -> new Violation(v.sequence(), v.what())).toList());
    }
  }

  @Serdeable
  record Violation(long sequence, String what) {}
}
