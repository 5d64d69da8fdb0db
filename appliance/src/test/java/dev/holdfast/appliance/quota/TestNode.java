package dev.holdfast.appliance.quota;

import dev.holdfast.appliance.audit.Actor;
import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.AuditRecord;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.Quotas.Decision;
import dev.holdfast.appliance.quota.Quotas.Reservation;
import dev.holdfast.appliance.quota.lease.Caps;
import dev.holdfast.appliance.quota.lease.ProcessRun;
import dev.holdfast.appliance.quota.lease.QuotaConfig;
import dev.holdfast.appliance.testkit.Statements;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One run of one node: its quotas, and a journal that ships when told to. */
final class TestNode {
  static final TenantId TENANT = new TenantId(new UUID(1, 1));
  static final UUID PROJECT = new UUID(2, 2);
  static final UUID KEY = new UUID(3, 3);
  private static final AtomicInteger RUNS = new AtomicInteger();

  final String name;
  final Database database;
  final Clock clock;
  final ProcessRun run;
  final QuotaParts parts;
  final AtomicLong nanoTime = new AtomicLong();
  private final ConcurrentLinkedQueue<AuditRecord> journal;
  private final Map<Reservation, UUID> intents = new ConcurrentHashMap<>();

  private TestNode(
      String name,
      Database database,
      Clock clock,
      Caps caps,
      ConcurrentLinkedQueue<AuditRecord> journal,
      Executor background) {
    QuotaConfig config =
        new QuotaConfig(Duration.ofMillis(20), Duration.ofSeconds(20), Duration.ofHours(24));
    this.name = name;
    this.database = database;
    this.clock = clock;
    this.journal = journal;
    run = new ProcessRun(database, clock, config, name, name + "-" + RUNS.incrementAndGet());
    parts = QuotaParts.make(database, caps, clock, nanoTime::get, config, run, background);
    run.show();
  }

  static TestNode start(String name, Database database, Clock clock, Caps caps) {
    return new TestNode(
        name, database, clock, caps, new ConcurrentLinkedQueue<>(), Thread::startVirtualThread);
  }

  /** One that leases where it stands: what it does depends on the calls and its clock only. */
  static TestNode startInStep(String name, Database database, Clock clock, Caps caps) {
    return new TestNode(name, database, clock, caps, new ConcurrentLinkedQueue<>(), Runnable::run);
  }

  /** The same node after its process died: the journal is what is left. */
  TestNode restarted(Caps caps) {
    return new TestNode(name, database, clock, caps, journal, Thread::startVirtualThread);
  }

  static Claim claim(long tokens, @Nullable Long cost) {
    return new Claim(TENANT, PROJECT, KEY, RateLimit.NONE, tokens, cost);
  }

  /** Reserves, and writes the intent where it was reserved. */
  Decision reserve(Claim claim) {
    Decision decision = parts.quotas().reserve(claim);
    if (decision instanceof Decision.Pending(var later)) {
      decision = later.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
    if (decision instanceof Decision.Reserved(Reservation reservation)) {
      UUID intent = UUID.randomUUID();
      intents.put(reservation, intent);
    }
    return decision;
  }

  Reservation reserved(Claim claim) {
    if (reserve(claim) instanceof Decision.Reserved(Reservation reservation)) {
      return reservation;
    }
    throw new AssertionError("was refused: " + claim);
  }

  /** Settles, and writes the outcome; it ships with {@link #ship}. */
  void finish(Reservation reservation, long input, long output, @Nullable Long cost) {
    reservation.settle(input + output, cost);
    write(reservation, Outcome.SUCCESS, usage(reservation, input, output, cost));
  }

  void release(Reservation reservation) {
    reservation.release();
    intents.remove(reservation);
  }

  /** What the audit log does at a start: every intent without an end is marked as interrupted. */
  void recover() {
    for (Reservation reservation : List.copyOf(intents.keySet())) {
      write(reservation, Outcome.INTERRUPTED, usage(reservation, 0, 0, null));
    }
  }

  void ship() {
    int unused = statementsToShip();
  }

  /** Ships, and says how many statements the settlement of it all took. */
  int statementsToShip() {
    List<AuditRecord> records = new ArrayList<>();
    for (AuditRecord record = journal.poll(); record != null; record = journal.poll()) {
      records.add(record);
    }
    return database.inPlatform(
        handle -> Statements.count(handle, counted -> new Settlement(run).apply(counted, records)));
  }

  void shippedAllOfEarlierRuns() {
    database.inPlatform(
        handle -> {
          new Settlement(run).recovered(handle, name);
          return name;
        });
  }

  private void write(Reservation reservation, Outcome outcome, Usage usage) {
    UUID intent = intents.remove(reservation);
    journal.add(
        new AuditRecord(
            UUID.randomUUID(),
            intent,
            name,
            1,
            clock.instant(),
            new AuditEvent(
                TENANT,
                Actor.SYSTEM,
                "gateway.chat",
                "model",
                outcome,
                null,
                "req_1",
                null,
                Map.of(),
                usage)));
  }

  private static Usage usage(
      Reservation reservation, long input, long output, @Nullable Long cost) {
    return new Usage(
        PROJECT,
        KEY,
        "prv_1",
        "model",
        input,
        0,
        output,
        cost,
        false,
        reservation.hold(),
        "price",
        null);
  }
}
