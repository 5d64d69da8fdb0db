package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Things that happen at the same time: ends of one intent, stops, restarts, interruptions. */
@Timeout(400)
final class RacesTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path scratch;

  private Path directory() {
    return scratch.resolve("journal");
  }

  /** Runs the work in so many threads at once, and waits for all. */
  private static void together(int threads, Work work) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    List<Thread> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      running.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      start.await();
                      work.run(number);
                    } catch (Exception | AssertionError e) {
                      faults.add(e);
                    }
                  }));
    }
    start.countDown();
    for (Thread thread : running) {
      thread.join();
    }
    assertThat(faults).isEmpty();
  }

  @FunctionalInterface
  private interface Work {
    void run(int number) throws Exception;
  }

  @Test
  void finish_sameIntentFromManyThreads_oneEndsItAndTheOthersAreTold() throws Exception {
    try (JournaledAudit audit = AuditKit.audit(directory())) {
      for (int round = 0; round < 50; round++) {
        UUID intent = audit.begin(event(TENANT, "a", Outcome.STARTED));
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        together(
            4,
            number -> {
              CountDownLatch heard = new CountDownLatch(1);
              audit.finish(
                  intent,
                  event(TENANT, "a", Outcome.SUCCESS),
                  Runnable::run,
                  fault -> {
                    (fault == null ? ended : told).incrementAndGet();
                    heard.countDown();
                  });
              heard.await();
            });
        assertThat(ended.get()).isEqualTo(1);
        assertThat(told.get()).isEqualTo(3);
      }
      assertThat(audit.openIntents()).isZero();
      assertThat(audit.records()).isEqualTo(50);
    }
  }

  @BothDatabases
  void record_manyThreadsManyTenants_everyChainIsWholeAndNothingTwice(TestDatabase database)
      throws Exception {
    List<TenantId> tenants = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tenants.add(new TenantId(AuditKit.IDS.next()));
    }
    JournalSettings roomy =
        new JournalSettings(directory(), 4 << 20, 64 << 20, JournalSettings.Sync.ALWAYS);
    Sluice sluice = new Sluice();
    try (Rig rig = AuditKit.engine(roomy, database, sluice)) {
      together(
          8,
          number -> {
            for (int i = 0; i < 100; i++) {
              rig.audit()
                  .record(event(tenants.get((number + i) % 5), number + "." + i, Outcome.SUCCESS));
            }
          });
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      AuditLog.Verification found = rig.log().verifyAll();

      assertThat(found.intact()).isTrue();
      assertThat(found.records()).isEqualTo(800);
      assertThat(found.chains()).hasSize(5);
      assertThat(sluice.actions()).hasSize(800).doesNotHaveDuplicates();
    }
  }

  @BothDatabases
  void close_whileOthersWrite_losesNothingThatWasAcknowledged(TestDatabase database)
      throws Exception {
    Set<UUID> acknowledged = java.util.concurrent.ConcurrentHashMap.newKeySet();
    AtomicBoolean stop = new AtomicBoolean();
    Rig rig = AuditKit.engine(directory(), database, new Sluice());
    List<Thread> writers = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      writers.add(
          Thread.ofPlatform().start(() -> writeUntilRefused(rig.audit(), acknowledged, stop)));
    }
    Patience.until("some were acknowledged", () -> acknowledged.size() >= 200);
    rig.close();
    stop.set(true);
    for (Thread writer : writers) {
      writer.join();
    }
    try (Rig again = AuditKit.engine(directory(), database, new Sluice())) {
      assertThat(again.shipper().catchUp(LONG)).isTrue();
      Set<UUID> recorded = new HashSet<>();
      again
          .log()
          .forEach(
              AuditLog.Query.all(TENANT, 500),
              entry -> {
                UUID intent = entry.record().intent();
                if (intent != null) {
                  assertThat(recorded.add(intent)).isTrue();
                }
              });
      assertThat(recorded).containsAll(acknowledged);
      assertThat(again.log().verify(TENANT).intact()).isTrue();
    }
  }

  private static void writeUntilRefused(Audit audit, Set<UUID> acknowledged, AtomicBoolean stop) {
    while (!stop.get()) {
      try {
        UUID intent = audit.begin(event(TENANT, "a", Outcome.STARTED));
        audit.finish(
            intent,
            event(TENANT, "a", Outcome.SUCCESS),
            Runnable::run,
            fault -> {
              if (fault == null) {
                acknowledged.add(intent);
              }
            });
      } catch (ProblemException closed) {
        return;
      }
    }
  }

  @BothDatabases
  void catchUp_interruptedThread_givesUpAndStaysInterrupted(TestDatabase database)
      throws Exception {
    try (Rig rig = AuditKit.engine(directory(), database, Sluice.shut())) {
      rig.audit().record(event(TENANT, "a", Outcome.SUCCESS));
      AtomicBoolean caughtUp = new AtomicBoolean(true);
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread waiting =
          Thread.ofPlatform()
              .start(
                  () -> {
                    caughtUp.set(rig.shipper().catchUp(LONG));
                    interrupted.set(Thread.currentThread().isInterrupted());
                  });
      waiting.interrupt();
      waiting.join();

      assertThat(caughtUp).isFalse();
      assertThat(interrupted).isTrue();
    }
  }

  @BothDatabases
  void page_whileTheShipperIsStuck_givesWhatThereIsInsteadOfWaitingForEver(TestDatabase database)
      throws IOException {
    Sluice sluice = new Sluice();
    try (Rig rig = AuditKit.engine(directory(), database, sluice)) {
      rig.audit().record(event(TENANT, "stored", Outcome.SUCCESS));
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      sluice.close();
      rig.audit().record(event(TENANT, "waiting", Outcome.SUCCESS));

      assertThat(rig.hurried(database).page(AuditLog.Query.all(TENANT, 10)).items())
          .extracting(entry -> entry.record().event().action())
          .containsExactly("stored");
      sluice.open();
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      assertThat(rig.log().page(AuditLog.Query.all(TENANT, 10)).items()).hasSize(2);
    }
  }

  @BothDatabases
  void carryForward_againstEndsOfTheSameIntents_leavesEachEndedOnce(TestDatabase database)
      throws Exception {
    JournalSettings roomy =
        new JournalSettings(directory(), 4 << 20, 64 << 20, JournalSettings.Sync.ALWAYS);
    Path copy = scratch.resolve("copy");
    try (Rig rig = AuditKit.engine(roomy, database, Sluice.shut())) {
      ConcurrentLinkedQueue<UUID> open = new ConcurrentLinkedQueue<>();
      for (int i = 0; i < 400; i++) {
        open.add(rig.audit().begin(event(TENANT, "a", Outcome.STARTED)));
      }
      together(
          3,
          number -> {
            if (number == 0) {
              for (int i = 0; i < 20; i++) {
                rig.audit().carryForward(Long.MAX_VALUE);
              }
              return;
            }
            for (UUID intent = open.poll(); intent != null; intent = open.poll()) {
              AuditKit.finish(rig.audit(), intent, event(TENANT, "a", Outcome.SUCCESS));
            }
          });
      AuditKit.copyOf(directory(), copy);
      assertThat(rig.audit().openIntents()).isZero();
    }
    JournalSettings again =
        new JournalSettings(copy, 4 << 20, 64 << 20, JournalSettings.Sync.ALWAYS);
    try (Rig rig = AuditKit.engine(again, database)) {
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      AuditLog.Chain chain = rig.log().verify(TENANT).chains().getFirst();
      assertThat(chain.records()).as("none was interrupted").isEqualTo(400);
      assertThat(chain.violations()).isEmpty();
    }
  }

  @BothDatabases
  void verify_manyAtOnceWhileSegmentsAreFreed_allHold(TestDatabase database) throws Exception {
    JournalSettings small =
        new JournalSettings(directory(), 1 << 18, 64 << 18, JournalSettings.Sync.PROCESS);
    try (Rig rig = AuditKit.engine(small, database, new Sluice())) {
      together(
          4,
          number -> {
            if (number == 0) {
              for (int i = 0; i < 1_500; i++) {
                writeAgain(rig.audit(), i % 2 == 0 ? TENANT : OTHER);
              }
              return;
            }
            for (int i = 0; i < 10; i++) {
              assertThat(rig.log().verifyAll().intact()).isTrue();
            }
          });
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      assertThat(rig.log().verifyAll().records()).isEqualTo(1_500);
    }
  }

  private static void writeAgain(Audit audit, TenantId tenant) {
    while (true) {
      try {
        audit.record(event(tenant, "a", Outcome.SUCCESS));
        return;
      } catch (ProblemException notYet) {
        Patience.pause(Duration.ofMillis(1)); // the next file is in the making
      }
    }
  }
}
