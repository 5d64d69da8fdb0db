package dev.holdfast.appliance.acme;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.platform.error.ErrorCode;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit log's part of an order: {@code certificate.order}, before it and after it. */
@Singleton
@Requires(property = AcmeKeeper.MODE, value = AcmeKeeper.ACME)
final class AcmeLog {
  private static final Logger LOG = LoggerFactory.getLogger(AcmeLog.class);

  private final Audit audit;

  AcmeLog(Audit audit) {
    this.audit = audit;
  }

  /**
   * Writes that an order begins.
   *
   * @param by {@code timer} or {@code operator}
   */
  Entry begin(List<String> names, URI directory, String by) {
    Map<String, String> facts = new HashMap<>();
    facts.put("names", String.join(",", names));
    facts.put("server", AcmeAddress.host(directory));
    facts.put("by", by);
    UUID intent = audit.begin(event(names.getFirst(), Outcome.STARTED, null, facts));
    return new Entry(this, intent, names.getFirst(), facts);
  }

  private static AuditEvent event(
      String target, Outcome outcome, @Nullable ErrorCode code, Map<String, String> details) {
    return new AuditEvent(
        null,
        Actor.SYSTEM,
        "certificate.order",
        target,
        outcome,
        code == null ? null : code.code(),
        "",
        null,
        details,
        null);
  }

  /** An order that has begun. */
  record Entry(AcmeLog log, UUID intent, String target, Map<String, String> facts) {
    void succeeded(X509Certificate issued) {
      Map<String, String> more = new HashMap<>(facts);
      more.put("issuer", issued.getIssuerX500Principal().getName());
      more.put("serial", issued.getSerialNumber().toString(16));
      more.put("expires", issued.getNotAfter().toInstant().toString());
      finish(event(target, Outcome.SUCCESS, null, more));
    }

    void failed(ErrorCode code, String detail) {
      Map<String, String> more = new HashMap<>(facts);
      more.put("detail", detail);
      finish(event(target, Outcome.FAILED, code, more));
    }

    private void finish(AuditEvent outcome) {
      log.audit.finish(
          intent,
          outcome,
          Runnable::run,
          fault -> {
            if (fault != null) {
              LOG.error("The end of a certificate's order is not in the audit log", fault);
            }
          });
    }
  }
}
