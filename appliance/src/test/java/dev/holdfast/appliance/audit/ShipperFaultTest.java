package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.Patience;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that goes away in the middle of shipping, at each place where it can. */
@Timeout(400)
final class ShipperFaultTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  /** Fails when told: before the transaction, after its commit, or when it is to sync. */
  private static final class Unsteady implements Database {
    private final Database database;
    private final AtomicInteger syncs = new AtomicInteger();
    private volatile boolean gone;
    private volatile boolean answersLost;
    private volatile boolean cannotSync;

    Unsteady(Database database) {
      this.database = database;
    }

    private static ProblemException away() {
      return Problem.of(ErrorCode.DATABASE_UNAVAILABLE, "The test took it away.").asException();
    }

    @Override
    public <T> T inTenant(TenantId tenant, Work<T> work) {
      if (gone) {
        throw away();
      }
      return database.inTenant(tenant, work);
    }

    @Override
    public <T> T inPlatform(Work<T> work) {
      if (gone) {
        throw away();
      }
      T result = database.inPlatform(work);
      if (answersLost) {
        throw away(); // committed, and nobody knows
      }
      return result;
    }

    @Override
    public <T> T inSnapshot(Work<T> work) {
      if (gone) {
        throw away();
      }
      return database.inSnapshot(work);
    }

    @Override
    public Kind kind() {
      return database.kind();
    }

    @Override
    public void sync() {
      syncs.incrementAndGet();
      if (cannotSync) {
        throw away();
      }
      database.sync();
    }
  }

  private static void waitForTrouble(Rig rig) {
    Patience.until("the shipper is in trouble", () -> rig.shipper().trouble() != null);
  }

  @BothDatabases
  void ship_databaseGoneAndBack_everythingArrivesOnceAndInOrder(TestDatabase database)
      throws IOException {
    Unsteady unsteady = new Unsteady(database);
    Sluice sluice = new Sluice();
    try (Rig rig = AuditKit.engine(directory, unsteady, sluice)) {
      for (int round = 0; round < 4; round++) {
        unsteady.gone = round % 2 == 1;
        for (int i = 0; i < 25; i++) {
          rig.audit().record(event(TENANT, "r" + round + "." + i, Outcome.SUCCESS));
        }
        if (unsteady.gone) {
          waitForTrouble(rig);
          assertThat(rig.shipper().trouble()).contains("The test took it away.");
          unsteady.gone = false;
        }
        assertThat(rig.shipper().catchUp(LONG)).isTrue();
      }
      assertThat(sluice.actions()).hasSize(100).doesNotHaveDuplicates();
      assertThat(sluice.actions()).startsWith("r0.0").endsWith("r3.24");
      assertThat(rig.log().verify(TENANT).records()).isEqualTo(100);
      assertThat(rig.log().verify(TENANT).intact()).isTrue();
    }
  }

  @BothDatabases
  void ship_answerToACommitLost_neverShipsTwiceAndGoesOnByItself(TestDatabase database)
      throws IOException {
    Unsteady unsteady = new Unsteady(database);
    try (Rig rig = AuditKit.engine(directory, unsteady)) {
      rig.audit().record(event(TENANT, "before", Outcome.SUCCESS));
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      unsteady.answersLost = true;
      rig.audit().record(event(TENANT, "unsure", Outcome.SUCCESS));
      waitForTrouble(rig);
      unsteady.answersLost = false;
      rig.audit().record(event(TENANT, "sure", Outcome.SUCCESS));
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
    }
    try (Rig rig = AuditKit.engine(directory, database)) {
      rig.audit().record(event(TENANT, "after", Outcome.SUCCESS));
      assertThat(rig.shipper().catchUp(LONG)).isTrue();

      assertThat(rig.log().verify(TENANT).records()).isEqualTo(4);
      assertThat(rig.log().verify(TENANT).intact()).isTrue();
    }
  }

  @BothDatabases
  void start_databaseGoneRightAfterwards_takesRecordsAndShipsThemLater(TestDatabase database)
      throws IOException {
    Unsteady unsteady = new Unsteady(database);
    try (Rig rig = AuditKit.engine(directory, unsteady)) {
      unsteady.gone = true;
      UUID open = rig.audit().begin(event(TENANT, "a", Outcome.STARTED));
      AuditKit.finish(rig.audit(), open, event(TENANT, "a", Outcome.SUCCESS));
      waitForTrouble(rig);
      unsteady.gone = false;
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      assertThat(rig.log().verify(TENANT).records()).isEqualTo(1);
    }
  }

  @BothDatabases
  void close_whileTheDatabaseIsGone_leavesTheRestForTheNextStart(TestDatabase database)
      throws IOException {
    Unsteady unsteady = new Unsteady(database);
    Rig rig = AuditKit.engine(directory, unsteady);
    rig.audit().record(event(TENANT, "shipped", Outcome.SUCCESS));
    assertThat(rig.shipper().catchUp(LONG)).isTrue();
    unsteady.gone = true;
    rig.audit().record(event(TENANT, "left", Outcome.SUCCESS));
    rig.close();

    Sluice sluice = new Sluice();
    try (Rig again = AuditKit.engine(directory, database, sluice)) {
      assertThat(again.shipper().catchUp(LONG)).isTrue();
      assertThat(sluice.actions()).containsExactly("left");
      assertThat(again.log().verify(TENANT).intact()).isTrue();
    }
  }

  @BothDatabases
  void free_databaseThatCannotSync_keepsTheSegments(TestDatabase database) throws IOException {
    Unsteady unsteady = new Unsteady(database);
    JournalSettings small =
        new JournalSettings(directory, 1 << 18, 32 << 18, JournalSettings.Sync.ALWAYS);
    try (Rig rig = AuditKit.engine(small, unsteady, new Sluice())) {
      long first = rig.audit().journal().oldest();
      unsteady.cannotSync = true;
      writeSegments(rig, 3);
      waitForTrouble(rig);
      assertThat(rig.audit().journal().oldest())
          .as("what the database may still lose is not let go of")
          .isEqualTo(first);

      unsteady.cannotSync = false;
      while (rig.audit().journal().oldest() == first) {
        writeSegments(rig, 1);
        assertThat(rig.shipper().catchUp(LONG)).isTrue();
      }
      assertThat(unsteady.syncs.get()).isGreaterThan(1);
      assertThat(rig.log().verify(TENANT).intact()).isTrue();
    }
  }

  @BothDatabases
  void ship_muchAtOnce_reachesTheDatabasesDiskInPieces(TestDatabase database) throws IOException {
    Unsteady unsteady = new Unsteady(database);
    JournalSettings roomy =
        new JournalSettings(directory, 16 << 20, 64 << 20, JournalSettings.Sync.ALWAYS);
    java.util.Map<String, String> filler = new java.util.HashMap<>();
    for (int i = 0; i < 8; i++) {
      filler.put("filler" + i, "x".repeat(500));
    }
    try (Rig rig = AuditKit.engine(roomy, unsteady)) {
      unsteady.gone = true;
      while (rig.shipper().lagBytes() < 7 << 20) {
        rig.audit().record(event(TENANT, "fill", Outcome.SUCCESS, AuditKit.ADA, filler, null));
      }
      int before = unsteady.syncs.get();
      unsteady.gone = false;

      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      assertThat(unsteady.syncs.get() - before)
          .as("one for each 2 MiB: a force that calls wait for stands behind no more")
          .isGreaterThanOrEqualTo(3);
    }
  }

  private static void writeSegments(Rig rig, int segments) {
    java.util.Map<String, String> filler = java.util.Map.of("filler", "x".repeat(500));
    long from =
        dev.holdfast.appliance.audit.journal.Position.segment(rig.audit().journal().written());
    while (dev.holdfast.appliance.audit.journal.Position.segment(rig.audit().journal().written())
        < from + segments) {
      try {
        rig.audit().record(event(TENANT, "fill", Outcome.SUCCESS, AuditKit.ADA, filler, null));
      } catch (ProblemException notReady) {
        Patience.pause(Duration.ofMillis(1));
      }
    }
  }

  @BothDatabases
  void consumer_thatThrowsOnce_seesTheBatchAgainAndTheFirstTryLeftNothing(TestDatabase database)
      throws IOException {
    AtomicInteger tries = new AtomicInteger();
    database.inPlatform(handle -> handle.execute("create table tried (n int)"));
    JournalConsumer clumsy =
        (handle, records) -> {
          handle.execute("insert into tried values (?)", records.size());
          if (tries.incrementAndGet() == 1) {
            throw new IllegalStateException("fell");
          }
        };
    try (Rig rig = AuditKit.engine(directory, database, clumsy)) {
      rig.audit().record(event(TENANT, "a", Outcome.SUCCESS));
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
    }
    int sum =
        database.inPlatform(
            handle -> handle.createQuery("select sum(n) from tried").mapTo(Integer.class).one());
    assertThat(sum).isEqualTo(1);
    assertThat(tries.get()).isEqualTo(2);
  }
}
