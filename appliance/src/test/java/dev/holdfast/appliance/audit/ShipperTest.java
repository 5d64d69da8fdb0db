package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.journal.JournalReader;
import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(400)
final class ShipperTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path scratch;

  private Path directory() {
    return scratch.resolve("journal");
  }

  @BothDatabases
  void ship_records_reachDatabaseAndConsumersInOrderOnce(TestDatabase database) throws IOException {
    Recorder recorder = new Recorder();
    JournalSettings roomy =
        new JournalSettings(directory(), 8 << 20, 64 << 20, JournalSettings.Sync.ALWAYS);
    try (Rig engine = AuditKit.engine(roomy, database, recorder)) {
      for (int i = 0; i < 2_500; i++) {
        UUID intent = engine.audit().begin(event(TENANT, "a" + i, Outcome.STARTED));
        var unused =
            AuditKit.finishing(engine.audit(), intent, event(TENANT, "a" + i, Outcome.SUCCESS));
      }
      assertThat(engine.shipper().catchUp(LONG)).isTrue();
    }
    assertThat(recorder.actions).hasSize(2_500).startsWith("a0", "a1").endsWith("a2499");
    assertThat(count(database)).isEqualTo(2_500);
  }

  @BothDatabases
  void start_afterADeath_shipsTheRestAndInterruptsWhatWasOpen(TestDatabase database)
      throws IOException {
    Recorder first = new Recorder();
    Recorder second = new Recorder();
    Path copy = scratch.resolve("copy");
    UUID open;
    try (Rig engine = AuditKit.engine(directory(), database, first)) {
      AuditKit.operate(engine.audit(), TENANT, "shipped");
      assertThat(engine.shipper().catchUp(LONG)).isTrue();
      first.fail = true; // from here on nothing reaches the database
      AuditKit.operate(engine.audit(), TENANT, "journal.only");
      open =
          engine
              .audit()
              .begin(
                  event(
                      TENANT,
                      "gateway.chat",
                      Outcome.STARTED,
                      AuditKit.ADA,
                      java.util.Map.of(),
                      AuditKit.usage()));
      AuditKit.copyOf(directory(), copy);
    }
    try (Rig engine = AuditKit.engine(copy, database, second)) {
      assertThat(engine.shipper().catchUp(LONG)).isTrue();
      assertThat(engine.log().verify(TENANT).intact()).isTrue();
    }
    assertThat(first.actions).containsExactly("shipped");
    assertThat(second.actions).containsExactly("journal.only", "gateway.chat");
    assertThat(second.recovered.get()).isEqualTo(1);
    AuditRecord interrupted = second.records.getLast();
    assertThat(interrupted.intent()).isEqualTo(open);
    assertThat(interrupted.event().outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(interrupted.event().usage()).isEqualTo(AuditKit.usage());
    assertThat(interrupted.event().details()).containsKey("begun");
  }

  @BothDatabases
  void ship_consumerFails_isTriedAgainAndNothingIsAppliedTwice(TestDatabase database)
      throws IOException {
    Recorder recorder = new Recorder();
    recorder.fail = true;
    try (Rig engine = AuditKit.engine(directory(), database, recorder)) {
      AuditKit.operate(engine.audit(), TENANT, "one");
      Patience.until("it was tried", () -> engine.shipper().trouble() != null);
      assertThat(engine.shipper().catchUp(Duration.ofMillis(200))).isFalse();
      assertThat(engine.shipper().trouble()).isEqualTo("not now");
      assertThat(count(database)).isZero();

      recorder.fail = false;
      assertThat(engine.shipper().catchUp(LONG)).isTrue();
    }
    assertThat(recorder.actions).containsExactly("one");
    assertThat(count(database)).isEqualTo(1);
  }

  @BothDatabases
  void ship_manySegments_freesThemAndCarriesOpenIntentsForward(TestDatabase database)
      throws IOException {
    Recorder recorder = new Recorder();
    Path copy = scratch.resolve("copy");
    try (Rig engine = AuditKit.engine(small(directory()), database, recorder)) {
      UUID open = engine.audit().begin(event(TENANT, "long.stream", Outcome.STARTED));
      assertThat(open).isNotNull();
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 100; j++) {
          UUID intent = engine.audit().begin(event(null, "short", Outcome.STARTED));
          var unused =
              AuditKit.finishing(engine.audit(), intent, event(null, "short", Outcome.SUCCESS));
        }
        assertThat(engine.shipper().catchUp(LONG)).isTrue();
      }
      assertThat(engine.audit().journal().usedBytes()).isLessThanOrEqualTo(4L << 20);
      AuditKit.copyOf(directory(), copy);
    }
    Recorder second = new Recorder();
    try (Rig engine = AuditKit.engine(small(copy), database, second)) {
      assertThat(engine.shipper().catchUp(LONG)).isTrue();
    }
    assertThat(second.actions).containsExactly("long.stream");
    assertThat(count(database)).isEqualTo(6_001);
  }

  @BothDatabases
  void start_twoNodesOfOneNameAtOnce_oneOfThemShipsAndTheOtherSaysSo(TestDatabase database)
      throws IOException {
    try (Rig one = AuditKit.engine(directory(), database);
        Rig two = AuditKit.engine(scratch.resolve("other"), database)) {
      oneOfThemShips(database, one, two);
    }
  }

  @BothDatabases
  void start_secondNodeOfANameThatHasShipped_oneOfThemShipsAndTheOtherSaysSo(TestDatabase database)
      throws IOException {
    try (Rig one = AuditKit.engine(directory(), database)) {
      AuditKit.operate(one.audit(), null, "earlier");
      assertThat(one.shipper().catchUp(LONG)).isTrue();
      try (Rig two = AuditKit.engine(scratch.resolve("other"), database)) {
        oneOfThemShips(database, one, two);
        // Its journal is not the one that was shipped, and that is written down.
        assertThat(actions(two.audit())).contains("audit.journal.gap");
      }
    }
  }

  /**
   * Both write; whoever has moved the position shuts the other out, for good. How many records the
   * winner has is its own affair: the second to start may have to say that journal is missing.
   */
  private static void oneOfThemShips(TestDatabase database, Rig one, Rig two) throws IOException {
    AuditKit.operate(one.audit(), TENANT, "one");
    AuditKit.operate(two.audit(), TENANT, "two");
    AtomicReference<Rig> first = new AtomicReference<>(one);
    Patience.until("one of them has shipped", () -> shipped(one, first) || shipped(two, first));
    Rig winner = first.get();
    Rig loser = winner.equals(one) ? two : one;
    Patience.until("the other is shut out", () -> loser.shipper().trouble() != null);
    assertThat(winner.shipper().catchUp(LONG)).isTrue();
    assertThat(loser.shipper().catchUp(Duration.ofMillis(50))).isFalse();
    assertThat(actions(database, TENANT)).containsExactly(winner.equals(one) ? "one" : "two");
    assertThat(winner.log().verify(TENANT).intact()).isTrue();
  }

  /** Whether that one has shipped everything; a fault that passes does not shut it out. */
  private static boolean shipped(Rig rig, AtomicReference<Rig> first) {
    boolean all = rig.shipper().catchUp(Duration.ofMillis(50));
    if (all) {
      first.set(rig);
    }
    return all;
  }

  /** What one tenant's table holds, in no order. */
  private static List<String> actions(TestDatabase database, TenantId tenant) {
    return database.inPlatform(
        handle ->
            handle
                .createQuery("select action from audit_record where tenant_id = :tenant")
                .bind("tenant", tenant)
                .mapTo(String.class)
                .list());
  }

  /** What a node has written, whether it was shipped or not. */
  private static List<String> actions(JournaledAudit audit) throws IOException {
    List<String> actions = new ArrayList<>();
    try (JournalReader reader = audit.journal().read(0)) {
      while (reader.next(audit.journal().written())) {
        if (reader.kind() == Entries.RECORD) {
          byte[] payload = Entries.payload(Entries.RECORD, reader.body());
          UUID tenant = Entries.tenant(reader.body());
          actions.add(PayloadReader.read(payload, tenant, AuditKit.NODE, 0).event().action());
        }
      }
    }
    return actions;
  }

  private static JournalSettings small(Path directory) {
    return new JournalSettings(directory, 1 << 20, 4 << 20, JournalSettings.Sync.ALWAYS);
  }

  private static int count(TestDatabase database) {
    return database.inPlatform(
        handle ->
            handle.createQuery("select count(*) from audit_record").mapTo(Integer.class).one());
  }

  /** Remembers what is applied, if the transaction can go on. */
  private static final class Recorder implements JournalConsumer {
    final List<AuditRecord> records = Collections.synchronizedList(new ArrayList<>());
    final List<String> actions = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger recovered = new AtomicInteger();
    volatile boolean fail;

    @Override
    public void apply(Handle handle, List<AuditRecord> applied) {
      if (fail) {
        throw new IllegalStateException("not now");
      }
      records.addAll(applied);
      applied.forEach(record -> actions.add(record.event().action()));
    }

    @Override
    public void recovered(Handle handle, String node) {
      recovered.incrementAndGet();
    }
  }
}
