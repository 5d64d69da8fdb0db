package dev.holdfast.appliance.admission;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.identity.session.SignInLimiter;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refusals that can come by the million: of callers who are nobody, and of principals over their
 * rate. An auditor sees the first of each kind from each network (or of each principal) in ten
 * minutes, and then how many more there were; a counter has them all. So a flood is seen, and does
 * not fill the log. Thread-safe.
 */
@Singleton
public final class Refusals implements MeterBinder {
  static final String SUM = "access.refusals";

  /** Kinds that are told apart in a window. */
  static final int MOST_STRANGERS = 1_000;

  static final int MOST_PRINCIPALS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final Audit audit;
  private final Executor executor;
  private final Crowds<Stranger> strangers;
  private final Crowds<Limited> limited;
  private final Map<ErrorCode, LongAdder> counts = new EnumMap<>(ErrorCode.class);

  @Inject
  Refusals(Audit audit, Clock clock, @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this(audit, clock, (Executor) executor);
  }

  /** Writes on this executor. */
  public Refusals(Audit audit, Clock clock, Executor executor) {
    this.audit = audit;
    this.executor = executor;
    this.strangers = new Crowds<>(clock, MOST_STRANGERS, new Stranger("", ""));
    this.limited = new Crowds<>(clock, MOST_PRINCIPALS, new Limited(null, Actor.ANONYMOUS, ""));
    for (ErrorCode code : ErrorCode.values()) {
      counts.put(code, new LongAdder());
    }
  }

  /** Somebody whom nobody knows was refused. Never blocks. */
  public void stranger(
      String action, String requestId, @Nullable String clientAddress, Problem problem) {
    count(problem);
    String network = clientAddress == null ? "" : SignInLimiter.network(clientAddress);
    if (strangers.first(new Stranger(network, problem.code().code()))) {
      write(
          new AuditEvent(
              null,
              Actor.ANONYMOUS,
              action,
              "",
              Outcome.REFUSED,
              problem.code().code(),
              requestId,
              clientAddress,
              Map.of(),
              null));
    }
  }

  /** A principal asked for more than its rate allows. Never blocks. */
  public void overRate(Journey journey, Problem problem) {
    count(problem);
    TenantId tenant = journey.principal().tenant();
    Actor actor = journey.principal().actor();
    if (limited.first(new Limited(tenant, actor, problem.code().code()))) {
      write(Road.event(journey, Ending.refused(problem), null));
    }
  }

  private void count(Problem problem) {
    counts.getOrDefault(problem.code(), new LongAdder()).increment();
  }

  /** Writes the counts of the windows that are over. */
  @Scheduled(fixedDelay = "1m", initialDelay = "1m")
  void close() {
    strangers.over().forEach(this::sum);
    limited.over().forEach(this::sumOfPrincipal);
  }

  /** Writes what was counted so far, so that a stop loses no count. */
  @PreDestroy
  void stop() {
    strangers.all().forEach(this::sum);
    limited.all().forEach(this::sumOfPrincipal);
  }

  private void sum(Crowds.Crowd<Stranger> crowd) {
    Stranger stranger = crowd.kind();
    record(sum(null, Actor.ANONYMOUS, stranger.network(), stranger.code(), crowd));
  }

  private void sumOfPrincipal(Crowds.Crowd<Limited> crowd) {
    Limited kind = crowd.kind();
    record(sum(kind.tenant(), kind.actor(), kind.actor().id(), kind.code(), crowd));
  }

  private static AuditEvent sum(
      @Nullable TenantId tenant, Actor actor, String target, String code, Crowds.Crowd<?> crowd) {
    return new AuditEvent(
        tenant,
        actor,
        SUM,
        target,
        Outcome.REFUSED,
        code.isEmpty() ? null : code,
        "",
        null,
        Map.of("refusals", Long.toString(crowd.more()), "since", crowd.since().toString()),
        null);
  }

  private void write(AuditEvent event) {
    try {
      executor.execute(() -> record(event));
    } catch (RejectedExecutionException e) {
      LOG.warn("A refusal could not be written to the audit log: {}", e.getMessage());
    }
  }

  /** A refusal is answered even when the log cannot be written: nothing was done. */
  private void record(AuditEvent event) {
    try {
      audit.record(event);
    } catch (ProblemException e) {
      LOG.warn("A refusal could not be written to the audit log: {}", e.getMessage());
    }
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counts.forEach(
        (code, adder) ->
            FunctionCounter.builder("holdfast.access.refusals", adder, LongAdder::sum)
                .description("Refusals of unknown callers, and of principals over their rate")
                .tag("code", code.code())
                .register(registry));
  }

  /** Who is nobody, and why; the empty network stands for all that are not told apart. */
  private record Stranger(String network, String code) {}

  /** A principal, and why. */
  private record Limited(@Nullable TenantId tenant, Actor actor, String code) {}
}
