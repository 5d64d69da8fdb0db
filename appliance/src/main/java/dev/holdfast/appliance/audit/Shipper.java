package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.Journal;
import dev.holdfast.appliance.audit.journal.JournalReader;
import dev.holdfast.appliance.audit.journal.Position;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.json.TextReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves records in order from the journal to the database, in transactions that also move the
 * stored position and run every {@link JournalConsumer}: exactly once, whatever dies when. A
 * database that is gone only delays it.
 */
final class Shipper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);

  /**
   * As many as are worth a transaction, and no more: what a batch holds is alive in every
   * collection of young objects meanwhile, and a commit is work that nobody can get in between.
   */
  private static final int BATCH = 100;

  /** After so many records, whoever waits for the processor gets it. */
  static final int STRIDE = 20;

  private static final int BATCH_BYTES = 1 << 21;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration CONFIRM_EVERY = Duration.ofSeconds(1);

  /**
   * The database's disk gets what it took over in pieces: a journal's force, which calls wait for,
   * stands behind whatever is on its way.
   */
  private static final long CONFIRM_BYTES = 2L << 20;

  private final JournaledAudit audit;
  private final Journal journal;
  private final Database database;
  private final AuditStore store;
  private final Supplier<List<JournalConsumer>> consumers;
  private final String node;
  private final Duration every;
  private final long earlierRuns;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private final Condition moved = lock.newCondition();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("audit-ship").unstarted(this::run);
  private final TextReader texts = new TextReader();
  private long stored;
  private @Nullable Attempt unsure;
  private long confirmed;
  private long confirmedAtNanos = System.nanoTime();
  private volatile long shipped;
  private volatile @Nullable String trouble;
  private volatile boolean closing;
  private boolean asked;
  private boolean recovered;

  /** {@code stored} is how far the database has the journal already. */
  Shipper(
      JournaledAudit audit,
      Database database,
      AuditStore store,
      Supplier<List<JournalConsumer>> consumers,
      String node,
      Duration every,
      long stored) {
    this.audit = audit;
    this.journal = audit.journal();
    this.database = database;
    this.store = store;
    this.consumers = consumers;
    this.node = node;
    this.every = every;
    this.stored = stored;
    this.confirmed = stored;
    this.shipped = stored;
    this.earlierRuns = journal.written();
  }

  void start() {
    thread.start();
  }

  /** Why nothing is taken over at the moment; null where all is well. */
  @Nullable String trouble() {
    return trouble;
  }

  /** How far the database has the journal. */
  long shipped() {
    return shipped;
  }

  /** How many bytes of the journal, more or less, the database does not have yet. */
  long lagBytes() {
    return distance(Math.max(shipped, journal.oldest()), journal.written());
  }

  private long distance(long from, long to) {
    long segments = Position.segment(to) - Position.segment(from);
    return segments * journal.segmentBytes() + Position.offset(to) - Position.offset(from);
  }

  /** Waits until everything written before is in the database; false where that takes too long. */
  boolean catchUp(Duration most) {
    long target = journal.written();
    long left = most.toNanos();
    boolean interrupted = false;
    lock.lock();
    try {
      asked = true;
      wanted.signalAll();
      while (shipped < target && left > 0) {
        try {
          left = moved.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
          break;
        }
      }
      return shipped >= target;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    Duration pause = every;
    while (!closing) {
      try {
        shipAll();
        if (System.nanoTime() - confirmedAtNanos > CONFIRM_EVERY.toNanos()) {
          confirm();
        }
        if (trouble != null) {
          LOG.info("Audit records reach the database again.");
        }
        trouble = null;
        pause = every;
      } catch (IOException | RuntimeException e) {
        if (trouble == null) {
          LOG.error("Audit records cannot be moved to the database; they stay in the journal.", e);
        }
        trouble = String.valueOf(e.getMessage());
        pause = longer(pause);
      }
      await(pause);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private void await(Duration pause) {
    long left = pause.toNanos();
    lock.lock();
    try {
      while (!asked && !closing && left > 0) {
        left = wanted.awaitNanos(left);
      }
      asked = false;
    } catch (InterruptedException e) {
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  private void shipAll() throws IOException {
    settle();
    journal.force(); // what the database has, the disk must have too
    long target = journal.durable();
    if (shipped >= target && recovered) {
      return;
    }
    try (JournalReader reader = journal.read(shipped)) {
      boolean more = true;
      while (more && !closing) {
        List<StoredRecord> batch = new ArrayList<>();
        more = read(reader, target, batch);
        ship(batch, more ? reader.position() : target);
      }
      if (reader.damagedBytes() > 0) {
        LOG.error("{} bytes of the audit journal could not be read.", reader.damagedBytes());
      }
    }
  }

  /** Fills a batch; false where it ends at the target. */
  private boolean read(JournalReader reader, long target, List<StoredRecord> batch)
      throws IOException {
    int bytes = 0;
    while (batch.size() < BATCH && bytes < BATCH_BYTES) {
      if (!reader.next(target)) {
        return false;
      }
      if (reader.kind() == Entries.RECORD) {
        ByteBuffer body = reader.body();
        bytes += body.limit();
        batch.add(decode(body));
        if (batch.size() % STRIDE == 0) {
          giveWay();
        }
      }
    }
    return true;
  }

  /**
   * Calls have the right of way. Where there are as few processors as event loops, a call that
   * wakes up waits until this thread has used up its slice, which is several milliseconds; shipping
   * has time, and nothing is lost where the scheduler does not listen.
   */
  @SuppressWarnings("ThreadPriorityCheck") // what is right does not hang on it, only how soon
  static void giveWay() {
    Thread.yield();
  }

  private StoredRecord decode(ByteBuffer body) throws IOException {
    UUID tenant = Entries.tenant(body);
    ChainHead head = Entries.head(body);
    byte[] payload = Entries.payload(Entries.RECORD, body);
    AuditRecord record = PayloadReader.read(payload, tenant, node, head.sequence(), texts);
    return new StoredRecord(tenant, record, payload, head.hash());
  }

  private void ship(List<StoredRecord> batch, long to) throws IOException {
    boolean leaves = Position.segment(to) > Position.segment(stored);
    boolean recovers = !recovered && to >= earlierRuns;
    // A stretch of intents alone is not worth a transaction.
    if (!batch.isEmpty() || leaves || recovers) {
      List<AuditRecord> records = batch.stream().map(StoredRecord::record).toList();
      unsure = new Attempt(to, batch.isEmpty() ? null : batch.getLast(), recovers);
      database.inPlatform(
          handle -> {
            store.add(handle, batch);
            for (JournalConsumer consumer : consumers.get()) {
              giveWay();
              if (!records.isEmpty()) {
                consumer.apply(handle, records);
              }
              if (recovers) {
                consumer.recovered(handle, node);
              }
            }
            store.move(handle, stored, to);
            return to;
          });
      shipped(to, recovers);
    }
    moveTo(to);
    free();
    if (distance(confirmed, stored) >= CONFIRM_BYTES) {
      confirm();
    }
  }

  private void shipped(long to, boolean recovers) {
    stored = to;
    recovered |= recovers;
    unsure = null;
  }

  /**
   * Where an attempt failed, the database may have committed it all the same, and only the answer
   * was lost: then its last record stands there, and shipping goes on behind it.
   */
  private void settle() {
    Attempt attempt = unsure;
    if (attempt == null) {
      return;
    }
    AuditStore.Standing standing = store.standing();
    if (standing.position() == attempt.to && attempt.isIn(standing)) {
      shipped(attempt.to, attempt.recovers);
      moveTo(attempt.to);
    }
    unsure = null;
  }

  /**
   * A transaction whose end is not known yet.
   *
   * @param last its last record; null where it moved the position only
   */
  private record Attempt(long to, @Nullable StoredRecord last, boolean recovers) {
    boolean isIn(AuditStore.Standing standing) {
      if (last == null) {
        return true;
      }
      ChainHead head = standing.heads().get(last.tenant());
      return head != null
          && head.sequence() == last.record().sequence()
          && Arrays.equals(head.hash(), last.hash());
    }
  }

  /** Lets go of segments that are shipped as a whole, once no open intent stands in them. */
  private void free() throws IOException {
    long segment = Position.of(Position.segment(stored), 0);
    if (journal.oldest() < segment) {
      confirm(); // what is let go of must be on the database's disk, and known to be
      audit.carryForward(segment);
      journal.force();
      journal.release(segment);
    }
  }

  /**
   * Has the database put on its disk what it took over, and notes that in the journal: a database
   * that stands before this note at a later start has been set back.
   */
  private void confirm() {
    if (confirmed < stored) {
      database.sync();
      audit.confirmed(stored);
      confirmed = stored;
    }
    confirmedAtNanos = System.nanoTime();
  }

  private void moveTo(long position) {
    lock.lock();
    try {
      shipped = position;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ships what there is, if the database takes it, and stops. */
  @Override
  public void close() {
    closing = true;
    lock.lock();
    try {
      wanted.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        interrupted |= !thread.join(LONGEST_PAUSE) && Thread.interrupted();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    closing = false;
    try {
      shipAll();
      confirm();
    } catch (IOException | RuntimeException e) {
      LOG.warn("The newest audit records stay in the journal until the next start.", e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
