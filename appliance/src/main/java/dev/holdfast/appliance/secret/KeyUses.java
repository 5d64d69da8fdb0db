package dev.holdfast.appliance.secret;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the KMS, and writes each use of it into the tenant's audit log: nothing is wrapped or
 * unwrapped before the intent is written, and no key is given out before the outcome is on disk. So
 * without an audit log there is no key.
 *
 * <p>A key in use is unwrapped again every few seconds. The first time is a record, and so is every
 * failure; the renewals in between are summed up, in a record every ten minutes.
 */
final class KeyUses {
  static final Duration SUMMED_UP = Duration.ofMinutes(10);

  private final Kms kms;
  private final Audit audit;
  private final Clock clock;
  private final ConcurrentHashMap<Key, Renewals> renewals = new ConcurrentHashMap<>();

  KeyUses(Kms kms, Audit audit, Clock clock) {
    this.kms = kms;
    this.audit = audit;
    this.clock = clock;
  }

  byte[] wrap(TenantId tenant, int version, byte[] dataKey) {
    return recorded(
        new Use(tenant, "kms.wrap", version, 1),
        () -> kms.wrap(dataKey, EnvelopeSecrets.context(tenant)));
  }

  byte[] unwrap(TenantId tenant, int version, byte[] wrapped) {
    Supplier<byte[]> call = () -> kms.unwrap(wrapped, EnvelopeSecrets.context(tenant));
    Renewals known = renewals.computeIfAbsent(new Key(tenant, version), key -> new Renewals());
    Instant now = clock.instant();
    if (!known.isDue(now)) {
      return renewed(new Use(tenant, "kms.unwrap", version, 1), known, call);
    }
    long times = 1 + known.uncounted.getAndSet(0);
    byte[] key = recorded(new Use(tenant, "kms.unwrap", version, times), call);
    known.since = now;
    return key;
  }

  private byte[] renewed(Use use, Renewals known, Supplier<byte[]> call) {
    try {
      byte[] key = call.get();
      known.uncounted.incrementAndGet();
      return key;
    } catch (RuntimeException e) {
      known.since = Instant.MIN; // whatever comes next is worth a record of its own
      audit.record(event(use, outcome(e), code(e)));
      throw e;
    }
  }

  private byte[] recorded(Use use, Supplier<byte[]> call) {
    UUID intent = audit.begin(event(use, Outcome.STARTED, null));
    byte[] key;
    try {
      key = call.get();
    } catch (RuntimeException e) {
      end(intent, event(use, outcome(e), code(e)));
      throw e;
    }
    try {
      end(intent, event(use, Outcome.SUCCESS, null));
    } catch (ProblemException e) {
      Arrays.fill(key, (byte) 0);
      throw e;
    }
    return key;
  }

  private void end(UUID intent, AuditEvent outcome) {
    CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
    audit.finish(
        intent,
        outcome,
        Runnable::run,
        fault -> {
          if (fault == null) {
            written.complete(null);
          } else {
            written.completeExceptionally(fault);
          }
        });
    try {
      written.join();
    } catch (CompletionException e) {
      throw new ProblemException(
          Problem.of(
              ErrorCode.AUDIT_UNAVAILABLE, "The use of a data key could not be written down."),
          e);
    }
  }

  private AuditEvent event(Use use, Outcome outcome, @Nullable String code) {
    return new AuditEvent(
        use.tenant,
        Actor.SYSTEM,
        use.action,
        kms.description(),
        outcome,
        code,
        "",
        null,
        Map.of("keyVersion", Integer.toString(use.version), "times", Long.toString(use.times)),
        null);
  }

  private static Outcome outcome(RuntimeException fault) {
    return ErrorCode.KMS_REFUSED.code().equals(code(fault)) ? Outcome.REFUSED : Outcome.FAILED;
  }

  private static String code(RuntimeException fault) {
    return fault instanceof ProblemException problem
        ? problem.problem().code().code()
        : ErrorCode.INTERNAL.code();
  }

  private record Use(TenantId tenant, String action, int version, long times) {}

  private record Key(TenantId tenant, int version) {}

  /** How often a key was unwrapped since that was last written down. */
  private static final class Renewals {
    private final AtomicLong uncounted = new AtomicLong();
    private volatile Instant since = Instant.MIN;

    /** A clock that was set back makes it due, too. */
    private boolean isDue(Instant now) {
      return since.equals(Instant.MIN)
          || now.isBefore(since)
          || !now.isBefore(since.plus(SUMMED_UP));
    }
  }
}
