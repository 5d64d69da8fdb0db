package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.Journal;
import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.audit.journal.JournalUnavailableException;
import dev.holdfast.appliance.audit.journal.Position;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the audit log to the node's journal. One short lock orders everything: under it a record
 * is encoded, gets its place in the chain, and is handed to the operating system. No disk is waited
 * for under it.
 *
 * <p>An intent is a frame of the journal but no link of the chain: its outcome becomes the link, or
 * {@code INTERRUPTED} does when the process dies in between. While an intent is open, room for its
 * outcome is kept back.
 */
final class JournaledAudit implements Audit, AutoCloseable {
  /** What is kept back for the outcome of each open intent. */
  private static final int OUTCOME_ROOM = 4096;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(JournaledAudit.class);

  private final Journal journal;
  private final String node;
  private final Clock clock;
  private final IdSource ids;
  private final ReentrantLock lock = new ReentrantLock();
  private final Entries entries = new Entries();
  private final ChainHash chain;
  private final Map<UUID, ChainHead> heads;
  private final Map<UUID, Open> open = new HashMap<>();
  private Instant last = Instant.EPOCH;
  private volatile long records;

  private JournaledAudit(
      Journal journal, String node, Clock clock, IdSource ids, Map<UUID, ChainHead> heads) {
    this.journal = journal;
    this.node = node;
    this.clock = clock;
    this.ids = ids;
    this.chain = new ChainHash(node);
    this.heads = heads;
  }

  /**
   * Opens the journal, goes on with the chains where they end, and finishes what a dead process had
   * begun. Blocks on the disk.
   *
   * @param shipped how far the database has taken the journal over
   * @param stored where the chains end in the database; taken over
   */
  static JournaledAudit open(
      JournalSettings settings,
      String node,
      Clock clock,
      IdSource ids,
      long shipped,
      Map<UUID, ChainHead> stored)
      throws IOException {
    Replay replay = new Replay(stored);
    Journal journal = Journal.open(settings, shipped, replay);
    JournaledAudit audit = new JournaledAudit(journal, node, clock, ids, replay.heads());
    try {
      List<AuditRecord> open = replay.open(node);
      if (journal.endLost()) {
        // Their outcomes may be among what the database has and this journal lost: never twice.
        audit.tell(
            "audit.journal.behind",
            Map.of("database", Position.text(shipped), "open", Integer.toString(open.size())));
      } else {
        audit.interrupt(open);
      }
      if (journal.damagedBytes() > 0) {
        audit.tell("audit.journal.damaged", Map.of("bytes", Long.toString(journal.damagedBytes())));
      }
      audit.compare(shipped, replay.confirmed());
      journal.force();
      return audit;
    } catch (IOException | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private void interrupt(List<AuditRecord> intents) throws IOException {
    for (AuditRecord intent : intents) {
      AuditEvent event = intent.event();
      Map<String, String> details = new HashMap<>(event.details());
      details.put("begun", intent.at().toString());
      AuditEvent outcome =
          new AuditEvent(
              event.tenant(),
              event.actor(),
              event.action(),
              event.target(),
              Outcome.INTERRUPTED,
              event.code(),
              event.requestId(),
              event.clientAddress(),
              details,
              event.usage());
      appendPatiently(intent.id(), outcome);
    }
  }

  /** Writes down where the database and this journal do not follow from each other. */
  private void compare(long shipped, long confirmed) throws IOException {
    if (shipped < confirmed) {
      tell(
          "audit.database.behind",
          Map.of("database", Position.text(shipped), "confirmed", Position.text(confirmed)));
    }
    // A database that has nothing yet stands before the first segment that there ever was.
    long from = shipped == 0 ? Position.of(1, 0) : shipped;
    if (Position.segment(from) < Position.segment(journal.oldest())) {
      tell(
          "audit.journal.gap",
          Map.of("from", Position.text(shipped), "to", Position.text(journal.oldest())));
    }
  }

  private void tell(String action, Map<String, String> details) throws IOException {
    appendPatiently(
        null,
        new AuditEvent(
            null, Actor.SYSTEM, action, "", Outcome.FAILED, null, "", null, details, null));
  }

  /** At the start the next file may still be in the making. */
  private void appendPatiently(@Nullable UUID intent, AuditEvent event) throws IOException {
    while (true) {
      lock.lock();
      try {
        append(intent, event, 0);
        return;
      } catch (JournalUnavailableException e) {
        if (journal.trouble() != null) {
          throw e;
        }
      } finally {
        lock.unlock();
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public UUID begin(AuditEvent intent) {
    UUID id = ids.next();
    lock.lock();
    try {
      Instant at = now();
      long position = appendIntent(id, at, intent, (open.size() + 1L) * OUTCOME_ROOM);
      open.put(id, new Open(intent, at, position));
      return id;
    } catch (JournalUnavailableException e) {
      throw unavailable(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void finish(
      UUID intent, AuditEvent outcome, Executor executor, Consumer<@Nullable Throwable> done) {
    Throwable fault = null;
    lock.lock();
    try {
      Open begun = open.remove(intent);
      if (begun == null) {
        fault = new IllegalStateException("no open intent has the id " + intent);
      } else {
        fault = appendOutcome(intent, begun, outcome);
      }
    } finally {
      lock.unlock();
    }
    if (fault == null) {
      journal.commit(executor, done);
    } else {
      Throwable told = fault;
      executor.execute(() -> done.accept(told));
    }
  }

  /** Writes an outcome; where that fails, the intent stays open and the fault is given. */
  private @Nullable Throwable appendOutcome(UUID intent, Open begun, AuditEvent outcome) {
    try {
      append(intent, outcome, 0);
      return null;
    } catch (JournalUnavailableException e) {
      open.put(intent, begun);
      return unavailable(e);
    }
  }

  @Override
  public void record(AuditEvent event) {
    CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
    lock.lock();
    try {
      append(null, event, (open.size() + 1L) * OUTCOME_ROOM);
    } catch (JournalUnavailableException e) {
      throw unavailable(e);
    } finally {
      lock.unlock();
    }
    journal.commit(
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
      throw unavailable(e.getCause() == null ? e : e.getCause());
    }
  }

  private void append(@Nullable UUID intent, AuditEvent event, long keepFree)
      throws JournalUnavailableException {
    UUID tenant = tenantOf(event);
    int length = entries.record(tenant, ids.next(), intent, now(), event);
    ChainHead head = heads.getOrDefault(tenant, ChainHead.EMPTY);
    ChainHead next = entries.chain(chain, tenant, head);
    journal.append(Entries.RECORD, entries.buffer(), length, keepFree);
    heads.put(tenant, next);
    records++;
  }

  private long appendIntent(UUID id, Instant at, AuditEvent event, long keepFree)
      throws JournalUnavailableException {
    int length = entries.intent(tenantOf(event), id, at, event);
    return journal.append(Entries.INTENT, entries.buffer(), length, keepFree);
  }

  /** Writes intents again that are still open and stand before {@code position}, to free it. */
  void carryForward(long position) throws JournalUnavailableException {
    lock.lock();
    try {
      for (Map.Entry<UUID, Open> entry : open.entrySet()) {
        Open begun = entry.getValue();
        if (begun.position() < position) {
          long moved = appendIntent(entry.getKey(), begun.at(), begun.event(), 0);
          entry.setValue(new Open(begun.event(), begun.at(), moved));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes that the database has everything up to {@code position} on its own disk. Where there is
   * no room to spare for that, the next time will do.
   */
  void confirmed(long position) {
    lock.lock();
    try {
      int length = entries.confirmed(position);
      long keepFree = (open.size() + 1L) * OUTCOME_ROOM;
      journal.append(Entries.CONFIRMED, entries.buffer(), length, keepFree);
    } catch (JournalUnavailableException e) {
      LOG.debug("The journal has no room for how far the database has it.", e);
    } finally {
      lock.unlock();
    }
  }

  /** Time to the microsecond that never goes back while this process lives. */
  private Instant now() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (now.isAfter(last)) {
      last = now;
    }
    return last;
  }

  private static UUID tenantOf(AuditEvent event) {
    TenantId tenant = event.tenant();
    return tenant == null ? ChainHead.PLATFORM : tenant.value();
  }

  private static ProblemException unavailable(Throwable cause) {
    return new ProblemException(
        Problem.retryable(
            ErrorCode.AUDIT_UNAVAILABLE,
            "The audit log cannot be written: " + cause.getMessage() + ".",
            RETRY_AFTER),
        cause);
  }

  Journal journal() {
    return journal;
  }

  String node() {
    return node;
  }

  /** Where this node's chains end now, and the journal with them. */
  Ends ends() {
    lock.lock();
    try {
      return new Ends(Map.copyOf(heads), journal.written());
    } finally {
      lock.unlock();
    }
  }

  /** Both of one moment: the frame of each head ends at or before {@code written}. */
  record Ends(Map<UUID, ChainHead> heads, long written) {}

  /** How many operations have begun and not ended. */
  int openIntents() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  /** Records written since the start. */
  long records() {
    return records;
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }

  private record Open(AuditEvent event, Instant at, long position) {}
}
