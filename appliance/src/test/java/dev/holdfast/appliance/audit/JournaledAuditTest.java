package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static dev.holdfast.appliance.audit.AuditKit.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.JournalReader;
import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(400)
final class JournaledAuditTest {
  @TempDir Path scratch;

  private Path directory() {
    return scratch.resolve("journal");
  }

  /** Every record, checked against its chain. */
  private static List<AuditRecord> chained(JournaledAudit audit) throws IOException {
    ChainHash chain = new ChainHash(AuditKit.NODE);
    Map<UUID, ChainHead> heads = new HashMap<>();
    List<AuditRecord> records = new ArrayList<>();
    try (JournalReader reader = audit.journal().read(0)) {
      while (reader.next(audit.journal().written())) {
        if (reader.kind() == Entries.RECORD) {
          UUID tenant = Entries.tenant(reader.body());
          byte[] payload = Entries.payload(Entries.RECORD, reader.body());
          ChainHead before = heads.getOrDefault(tenant, ChainHead.EMPTY);
          ChainHead head = Entries.head(reader.body());
          byte[] hash =
              chain.next(tenant, head.sequence(), before.hash(), payload, 0, payload.length);
          assertThat(head.sequence()).isEqualTo(before.sequence() + 1);
          assertThat(Arrays.equals(head.hash(), hash)).isTrue();
          heads.put(tenant, head);
          records.add(PayloadReader.read(payload, tenant, AuditKit.NODE, head.sequence()));
        }
      }
    }
    return records;
  }

  @Test
  void finish_afterBegin_writesOneRecordThatNamesItsIntent() throws IOException {
    try (JournaledAudit audit = AuditKit.audit(directory())) {
      UUID intent = audit.begin(event(TENANT, "gateway.chat", Outcome.STARTED));
      finish(audit, intent, event(TENANT, "gateway.chat", Outcome.SUCCESS));

      List<AuditRecord> records = chained(audit);
      assertThat(records).hasSize(1);
      assertThat(records.getFirst().intent()).isEqualTo(intent);
      assertThat(records.getFirst().event().outcome()).isEqualTo(Outcome.SUCCESS);
      assertThat(audit.openIntents()).isZero();
    }
  }

  @Test
  void finish_twice_isAFaultTheSecondTime() throws IOException {
    try (JournaledAudit audit = AuditKit.audit(directory())) {
      UUID intent = audit.begin(event(TENANT, "a", Outcome.STARTED));
      finish(audit, intent, event(TENANT, "a", Outcome.SUCCESS));

      assertThatThrownBy(() -> finish(audit, intent, event(TENANT, "a", Outcome.FAILED)))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(IllegalStateException.class);
      assertThat(chained(audit)).hasSize(1);
    }
  }

  @Test
  void record_event_isOnDiskWhenItReturns() throws IOException {
    try (JournaledAudit audit = AuditKit.audit(directory())) {
      audit.record(event(null, "licence.add", Outcome.SUCCESS));

      assertThat(audit.journal().durable()).isEqualTo(audit.journal().written());
      assertThat(chained(audit)).hasSize(1);
    }
  }

  @Test
  void begin_journalFull_isRefusedWhileTheOpenOnesCanStillEnd() throws Exception {
    JournalSettings settings =
        new JournalSettings(directory(), 1 << 18, 2 << 18, JournalSettings.Sync.ALWAYS);
    try (JournaledAudit audit = AuditKit.audit(settings)) {
      List<UUID> open = fill(audit);
      ProblemException refused =
          catchThrowableOfType(
              ProblemException.class, () -> audit.begin(event(TENANT, "a", Outcome.STARTED)));
      assertThat(refused.problem().code()).isEqualTo(ErrorCode.AUDIT_UNAVAILABLE);
      assertThat(refused.problem().detail()).contains("limit");
      assertThatThrownBy(() -> audit.record(event(null, "b", Outcome.SUCCESS)))
          .isInstanceOf(ProblemException.class);
      assertThat(open).hasSizeGreaterThan(50);
      for (UUID intent : open) {
        finish(audit, intent, event(TENANT, "a", Outcome.SUCCESS));
      }
      assertThat(chained(audit)).hasSameSizeAs(open);
    }
  }

  @Test
  void finish_outcomesLargerThanTheRoomKept_areToldAndStayOpen() throws Exception {
    JournalSettings settings =
        new JournalSettings(directory(), 1 << 18, 2 << 18, JournalSettings.Sync.ALWAYS);
    Map<String, String> large = new HashMap<>();
    for (int i = 0; i < 12; i++) {
      large.put("key" + i, "\u0001".repeat(500));
    }
    try (JournaledAudit audit = AuditKit.audit(settings)) {
      int failed = 0;
      for (UUID intent : fill(audit)) {
        AuditEvent outcome = event(TENANT, "a", Outcome.SUCCESS, AuditKit.ADA, large, null);
        try {
          finish(audit, intent, outcome);
        } catch (CompletionException e) {
          assertThat(e).hasCauseInstanceOf(ProblemException.class);
          failed++;
        }
      }
      assertThat(failed).isPositive();
      assertThat(audit.openIntents()).isEqualTo(failed);
      chained(audit);
    }
  }

  /** Begins until the journal has no room for more. */
  private static List<UUID> fill(JournaledAudit audit) {
    List<UUID> open = new ArrayList<>();
    while (true) {
      try {
        open.add(audit.begin(event(TENANT, "a", Outcome.STARTED)));
      } catch (ProblemException e) {
        if (e.problem().detail().contains("limit")) {
          return open;
        }
      }
    }
  }

  @Test
  void now_clockGoesBack_timeStandsStill() throws IOException {
    SettableClock clock = new SettableClock();
    Instant noon = clock.instant();
    try (JournaledAudit audit =
        JournaledAudit.open(
            AuditKit.settings(directory()),
            AuditKit.NODE,
            clock,
            AuditKit.IDS,
            0,
            new HashMap<>())) {
      audit.record(event(null, "one", Outcome.SUCCESS));
      clock.set(noon.minus(Duration.ofHours(1)));
      audit.record(event(null, "two", Outcome.SUCCESS));
      clock.set(noon.plusSeconds(1));
      audit.record(event(null, "three", Outcome.SUCCESS));

      assertThat(chained(audit))
          .extracting(AuditRecord::at)
          .containsExactly(noon, noon, noon.plusSeconds(1));
    }
  }

  @Test
  void finish_manyThreadsAndTenants_everyCallbackOnceAndEveryChainWhole() throws Exception {
    int threads = 8;
    int each = 1_000;
    List<TenantId> tenants = List.of(TENANT, AuditKit.OTHER);
    AtomicInteger called = new AtomicInteger();
    JournalSettings settings =
        new JournalSettings(directory(), 16 << 20, 64 << 20, JournalSettings.Sync.ALWAYS);
    try (JournaledAudit audit = AuditKit.audit(settings)) {
      List<CompletableFuture<?>> waiting = new ArrayList<>();
      List<Thread> started = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        TenantId tenant = tenants.get(t % 2);
        List<CompletableFuture<?>> mine = new ArrayList<>();
        for (int i = 0; i < each; i++) {
          mine.add(new CompletableFuture<Void>());
        }
        waiting.addAll(mine);
        started.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (CompletableFuture<?> done : mine) {
                        UUID intent = audit.begin(event(tenant, "a", Outcome.STARTED));
                        audit.finish(
                            intent,
                            event(tenant, "a", Outcome.SUCCESS),
                            Runnable::run,
                            fault -> {
                              called.incrementAndGet();
                              done.complete(null);
                            });
                      }
                    }));
      }
      for (Thread thread : started) {
        thread.join();
      }
      CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).join();

      assertThat(called.get()).isEqualTo(threads * each);
      List<AuditRecord> records = chained(audit);
      assertThat(records).hasSize(threads * each);
      assertThat(records.stream().map(AuditRecord::intent).distinct()).hasSize(threads * each);
      assertThat(audit.journal().forces()).isLessThan(threads * each);
    }
  }

  @Test
  void open_afterADeath_goesOnWithTheChainAndEndsWhatWasOpen() throws IOException {
    Path copy = scratch.resolve("copy");
    UUID open;
    try (JournaledAudit audit = AuditKit.audit(directory())) {
      AuditKit.operate(audit, TENANT, "one");
      open =
          audit.begin(
              event(
                  TENANT,
                  "gateway.chat",
                  Outcome.STARTED,
                  AuditKit.ADA,
                  Map.of("a", "b"),
                  AuditKit.usage()));
      AuditKit.operate(audit, null, "platform");
      AuditKit.copyOf(directory(), copy);
    }
    try (JournaledAudit audit = AuditKit.audit(copy)) {
      AuditKit.operate(audit, TENANT, "after");
      List<AuditRecord> records = chained(audit);

      assertThat(records)
          .extracting(record -> record.event().action())
          .containsExactly("one", "platform", "gateway.chat", "after");
      AuditRecord interrupted = records.get(2);
      assertThat(interrupted.intent()).isEqualTo(open);
      assertThat(interrupted.event().outcome()).isEqualTo(Outcome.INTERRUPTED);
      assertThat(interrupted.event().usage()).isEqualTo(AuditKit.usage());
      assertThat(interrupted.event().details()).containsEntry("a", "b").containsKey("begun");
      assertThat(interrupted.sequence()).isEqualTo(2);
    }
  }

  @Test
  void open_databaseBehindTheOldestSegment_writesThatDown() throws IOException {
    AuditKit.audit(directory()).close();
    long shipped = 5; // a position in a segment that is not there any more
    JournaledAudit audit =
        JournaledAudit.open(
            AuditKit.settings(directory()),
            AuditKit.NODE,
            java.time.Clock.systemUTC(),
            AuditKit.IDS,
            shipped,
            new HashMap<>());
    try (audit) {
      assertThat(chained(audit))
          .extracting(record -> record.event().action())
          .containsExactly("audit.journal.gap");
    }
  }

  @Test
  void carryForward_openIntents_areWrittenAgainOnce() throws IOException {
    try (JournaledAudit audit = AuditKit.audit(directory())) {
      UUID open = audit.begin(event(TENANT, "a", Outcome.STARTED));
      long behind = audit.journal().written() + 1;
      audit.carryForward(behind);
      long moved = audit.journal().written();
      audit.carryForward(behind);

      assertThat(audit.journal().written()).isEqualTo(moved).isGreaterThan(behind);
      finish(audit, open, event(TENANT, "a", Outcome.SUCCESS));
      audit.carryForward(Long.MAX_VALUE);
      assertThat(chained(audit)).hasSize(1);
    }
  }
}
