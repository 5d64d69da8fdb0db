package dev.holdfast.appliance.licensing.clock;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.read.AuditLog;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The mark in the platform's audit chain: a record once a day, and whenever something is odd. */
final class ChainMark {
  static final String ACTION = "licence.clock";

  private final String node;
  private final Supplier<Optional<Audit>> audit;
  private final Supplier<Optional<AuditLog>> log;

  ChainMark(String node, Supplier<Optional<Audit>> audit, Supplier<Optional<AuditLog>> log) {
    this.node = node;
    this.audit = audit;
    this.log = log;
  }

  /**
   * What the chain says.
   *
   * @param mark the latest mark of all records, which are not in the order of their times
   * @param byThisNode whether this node wrote one of them
   */
  record Found(@Nullable Mark mark, boolean byThisNode) {
    private Found and(Mark other, boolean mine) {
      return new Found(mark == null || other.after(mark) ? other : mark, byThisNode || mine);
    }
  }

  /** Reads all records of the kind, about one a day. Blocks. */
  Found read() {
    AtomicReference<Found> found = new AtomicReference<>(new Found(null, false));
    log.get()
        .ifPresent(
            records ->
                records.forEach(
                    new AuditLog.Query(
                        null, AuditLog.MOST_PER_PAGE, null, ACTION, null, null, null, null, null),
                    entry -> {
                      Map<String, String> details = entry.record().event().details();
                      Mark mark = parse(details);
                      boolean mine = entry.record().node().equals(node);
                      if (mark.after(Mark.NONE)) {
                        found.updateAndGet(before -> before.and(mark, mine));
                      }
                    }));
    return found.get();
  }

  /** Writes the mark down, and why. */
  void write(Mark mark, String why) {
    audit
        .get()
        .ifPresent(
            records ->
                records.record(
                    new AuditEvent(
                        null,
                        Actor.SYSTEM,
                        ACTION,
                        "",
                        Outcome.SUCCESS,
                        null,
                        "",
                        null,
                        Map.of(
                            "seen",
                            mark.seenAt().toString(),
                            "epoch",
                            Long.toString(mark.epoch()),
                            "why",
                            why),
                        null)));
  }

  private static Mark parse(Map<String, String> details) {
    try {
      return new Mark(
          Instant.parse(details.getOrDefault("seen", "")),
          Long.parseLong(details.getOrDefault("epoch", "")));
    } catch (DateTimeException | NumberFormatException e) {
      return Mark.NONE;
    }
  }
}
