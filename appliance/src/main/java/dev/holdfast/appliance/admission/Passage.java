package dev.holdfast.appliance.admission;

import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.quota.Quotas;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request that was admitted and whose intent is written down. It is left exactly once. */
public final class Passage {
  private final Audit audit;
  private final Journey journey;
  private final UUID intent;
  private final Quotas.@Nullable Reservation reservation;
  private final AtomicBoolean left = new AtomicBoolean();

  Passage(Audit audit, Journey journey, UUID intent, Quotas.@Nullable Reservation reservation) {
    this.audit = audit;
    this.journey = journey;
    this.intent = intent;
    this.reservation = reservation;
  }

  /** What was reserved; null where nothing is counted. */
  public Quotas.@Nullable Reservation reservation() {
    return reservation;
  }

  /**
   * Settles the reservation (or gives it back where nothing was used) and writes the outcome. The
   * answer's last byte leaves after {@code done} has run on {@code executor} with null; with a
   * fault, the answer must not end as if all were well. Never blocks. Only the first call counts; a
   * later one returns false and never calls {@code done}.
   */
  public boolean leave(Ending ending, Executor executor, Consumer<@Nullable Throwable> done) {
    return leave(journey, ending, executor, done);
  }

  /** Leaves with what became known on the way, such as the id of what was made. */
  boolean leave(
      Journey known, Ending ending, Executor executor, Consumer<@Nullable Throwable> done) {
    if (!left.compareAndSet(false, true)) {
      return false;
    }
    settle(ending.usage());
    Usage usage = ending.usage();
    if (reservation != null && usage != null) {
      usage = usage.held(reservation.hold());
    }
    audit.finish(intent, Road.event(known, ending, usage), executor, done);
    return true;
  }

  private void settle(@Nullable Usage usage) {
    if (reservation == null) {
      return;
    }
    if (usage == null || usage.nothing()) {
      reservation.release();
    } else {
      reservation.settle(usage.inputTokens() + usage.outputTokens(), usage.costNanos());
    }
  }
}
