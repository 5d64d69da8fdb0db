package dev.holdfast.appliance.testkit;

import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what is written in memory, and can be told that its disk is gone. */
@Singleton
@Requires(property = "holdfast.test.fakes", value = "true")
@Replaces(Audit.class)
public final class FakeAudit implements Audit {
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private volatile boolean refusesIntents;
  private volatile boolean losesOutcomes;
  private volatile Runnable meanwhile = () -> {};

  @Override
  public UUID begin(AuditEvent intent) {
    if (refusesIntents) {
      throw Problem.of(ErrorCode.AUDIT_UNAVAILABLE).asException();
    }
    events.add(intent);
    return UUID.randomUUID();
  }

  @Override
  public void finish(
      UUID intent, AuditEvent outcome, Executor executor, Consumer<@Nullable Throwable> done) {
    if (losesOutcomes) {
      executor.execute(() -> done.accept(new IOException("no space left")));
      return;
    }
    events.add(outcome);
    meanwhile.run();
    executor.execute(() -> done.accept(null));
  }

  @Override
  public void record(AuditEvent event) {
    if (refusesIntents) {
      throw new ProblemException(Problem.of(ErrorCode.AUDIT_UNAVAILABLE), null);
    }
    events.add(event);
  }

  /** From now on, whether {@link #begin} and {@link #record} fail. */
  public void refuseIntents(boolean refuse) {
    refusesIntents = refuse;
  }

  /** From now on, whether {@link #finish} calls back with a fault. */
  public void loseOutcomes(boolean lose) {
    losesOutcomes = lose;
  }

  /** What happens from now on while an outcome is written. */
  public void meanwhile(Runnable event) {
    meanwhile = event;
  }

  public List<AuditEvent> events() {
    return List.copyOf(events);
  }

  /** What was written of the action, without the intents. */
  public List<AuditEvent> outcomes(String action) {
    return events.stream()
        .filter(event -> event.action().equals(action) && event.outcome() != Outcome.STARTED)
        .toList();
  }

  public void clear() {
    events.clear();
  }
}
