package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.chain.OwnChains;
import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifying while the database does not have everything: the journal is read for the rest. */
@Timeout(400)
final class VerifyUnshippedTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  private static void write(Rig rig, int count, String action) {
    for (int i = 1; i <= count; i++) {
      rig.audit().record(event(TENANT, action + i, Outcome.SUCCESS));
    }
  }

  private static AuditLog.Chain only(AuditLog.Verification found) {
    assertThat(found.chains()).hasSize(1);
    return found.chains().getFirst();
  }

  @BothDatabases
  void verify_nothingShippedYet_readsTheWholeChainFromTheJournal(TestDatabase database)
      throws IOException {
    try (Rig rig = AuditKit.engine(directory, database, Sluice.shut())) {
      write(rig, 25, "a");

      AuditLog.Chain chain = only(rig.log().verify(TENANT));
      assertThat(chain.violations()).isEmpty();
      assertThat(chain.records()).isEqualTo(25);
      assertThat(chain.headSequence()).isEqualTo(25);
      assertThat(chain.node()).isEqualTo(AuditKit.NODE);
      assertThat(chain.tenant()).isEqualTo(TENANT);
      assertThat(rig.log().verifyAll().records()).isEqualTo(25);
    }
  }

  @BothDatabases
  void verify_halfShipped_readsTheDatabaseAndThenTheJournal(TestDatabase database)
      throws IOException {
    Sluice sluice = new Sluice();
    try (Rig rig = AuditKit.engine(directory, database, sluice)) {
      write(rig, 10, "stored");
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      sluice.close();
      write(rig, 15, "journal");
      AuditKit.operate(rig.audit(), OTHER, "of.somebody.else");

      AuditLog.Chain chain = only(rig.log().verify(TENANT));
      assertThat(chain.violations()).isEmpty();
      assertThat(chain.records()).isEqualTo(25);
      assertThat(rig.log().verifyAll().chains()).hasSize(2);
      assertThat(rig.log().verifyAll().intact()).isTrue();

      sluice.open();
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      assertThat(only(rig.log().verify(TENANT)).head()).isEqualTo(chain.head());
    }
  }

  @BothDatabases
  void verify_storedRecordChangedWhileOthersWait_isStillFound(TestDatabase database)
      throws IOException {
    Sluice sluice = new Sluice();
    try (Rig rig = AuditKit.engine(directory, database, sluice)) {
      write(rig, 10, "stored");
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      sluice.close();
      write(rig, 5, "journal");
      AuditKit.tamper(
          database, "update audit_record set payload = replace(payload, 'ada@', 'eve@')");

      AuditLog.Chain chain = only(rig.log().verify(TENANT));
      assertThat(chain.violations()).extracting(AuditLog.Violation::sequence).contains(1L, 10L);
      assertThat(chain.violations()).allMatch(violation -> violation.sequence() <= 10);
      assertThat(chain.records()).isEqualTo(15);
    }
  }

  @BothDatabases
  void verify_lastStoredRecordsDeleted_areMissedOnceAndWhatFollowsIsNotBlamed(TestDatabase database)
      throws IOException {
    Sluice sluice = new Sluice();
    try (Rig rig = AuditKit.engine(directory, database, sluice)) {
      write(rig, 10, "stored");
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      sluice.close();
      write(rig, 5, "journal");

      AuditKit.tamper(database, "delete from audit_record where sequence > 7");
      assertThat(only(rig.log().verify(TENANT)).violations())
          .containsExactly(
              new AuditLog.Violation(8, "The records up to 10 are missing at the end."));

      AuditKit.tamper(
          database,
          "update audit_chain set sequence = 7,"
              + " hash = (select hash from audit_record where sequence = 7)");
      assertThat(only(rig.log().verify(TENANT)).violations())
          .containsExactly(new AuditLog.Violation(8, "The records up to 10 are missing."));
    }
  }

  @BothDatabases
  void verify_lastStoredRecordReplaced_doesNotFitTheJournalBehindIt(TestDatabase database)
      throws IOException {
    Sluice sluice = new Sluice();
    try (Rig rig = AuditKit.engine(directory, database, sluice)) {
      write(rig, 3, "stored");
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      sluice.close();
      write(rig, 2, "journal");

      // A whole forged end: record, hash and stored head agree with each other.
      byte[] before = hashOf(database, 2);
      byte[] forged =
          "{\"id\":\"0192f000-0000-7000-8000-00000000beef\",\"at\":\"2026-01-01T00:00:00Z\"}"
              .getBytes(java.nio.charset.StandardCharsets.UTF_8);
      byte[] hash =
          new dev.holdfast.appliance.audit.chain.ChainHash(AuditKit.NODE)
              .next(TENANT.value(), 3, before, forged, 0, forged.length);
      AuditKit.tamper(database, "delete from audit_record where sequence = 3");
      insertForged(database, new String(forged, java.nio.charset.StandardCharsets.UTF_8), hash);

      assertThat(only(rig.log().verify(TENANT)).violations())
          .extracting(AuditLog.Violation::sequence)
          .contains(4L);
    }
  }

  private static byte[] hashOf(TestDatabase database, long sequence) {
    return database.inPlatform(
        handle ->
            handle
                .createQuery("select hash from audit_record where sequence = :sequence")
                .bind("sequence", sequence)
                .mapTo(byte[].class)
                .one());
  }

  private static void insertForged(TestDatabase database, String payload, byte[] hash) {
    database.inPlatform(
        handle -> {
          handle
              .createUpdate(
                  "insert into audit_record (tenant_id, node, sequence, id, at, action, actor_id,"
                      + " actor_label, outcome, payload, hash) select tenant_id, node, 3, :id, at,"
                      + " '', 'system', 'system', 'STARTED', :payload, :hash from audit_record"
                      + " where sequence = 2")
              .bind("id", UUID.fromString("0192f000-0000-7000-8000-00000000beef"))
              .bind("payload", payload)
              .bind("hash", hash)
              .execute();
          return handle
              .createUpdate("update audit_chain set hash = :hash where sequence = 3")
              .bind("hash", hash)
              .execute();
        });
  }

  @BothDatabases
  void verify_journalDamagedBeforeItWasShipped_missesWhatWasLost(TestDatabase database)
      throws IOException {
    try (Rig rig = AuditKit.engine(directory, database, Sluice.shut())) {
      write(rig, 10, "a");
      flip(frameOf("a4"));

      AuditLog.Chain chain = only(rig.log().verify(TENANT));
      assertThat(chain.violations())
          .containsExactly(new AuditLog.Violation(4, "The record is missing."));
      assertThat(chain.records()).isEqualTo(9);
    }
  }

  @BothDatabases
  void verify_lastRecordOfTheJournalDamaged_isMissedAtTheEnd(TestDatabase database)
      throws IOException {
    try (Rig rig = AuditKit.engine(directory, database, Sluice.shut())) {
      write(rig, 10, "a");
      flip(frameOf("a10"));

      assertThat(only(rig.log().verify(TENANT)).violations())
          .containsExactly(
              new AuditLog.Violation(
                  10, "The records up to 10, which this node wrote, are missing."));
    }
  }

  /** Where in the only segment the record with this action stands. */
  private Place frameOf(String action) throws IOException {
    byte[] wanted =
        ("\"action\":\"" + action + "\"").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".journal")).sorted().toList()) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        for (int at = 0; at + wanted.length < bytes.limit(); at++) {
          if (bytes.slice(at, wanted.length).equals(ByteBuffer.wrap(wanted))) {
            return new Place(file, at);
          }
        }
      }
    }
    throw new AssertionError("no record says " + action);
  }

  private record Place(Path file, long at) {}

  private static void flip(Place place) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
      file.seek(place.at());
      int old = file.read();
      file.seek(place.at());
      file.write(old ^ 1);
    }
  }

  @BothDatabases
  void verify_whileManyWriteAndShip_isAlwaysIntactAndNeverSmaller(TestDatabase database)
      throws Exception {
    JournalSettings small =
        new JournalSettings(directory, 1 << 18, 64 << 18, JournalSettings.Sync.ALWAYS);
    AtomicBoolean done = new AtomicBoolean();
    try (Rig rig = AuditKit.engine(small, database, new Sluice())) {
      List<Thread> writers = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        writers.add(Thread.ofPlatform().start(() -> writeUntil(rig, done)));
      }
      long most = 0;
      for (int round = 0; round < 30 || most == 0; round++) {
        AuditLog.Verification found = rig.log().verify(TENANT);
        assertThat(found.chains()).allSatisfy(c -> assertThat(c.violations()).isEmpty());
        assertThat(found.records()).isGreaterThanOrEqualTo(most);
        most = found.records();
      }
      done.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(most).isPositive();
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      assertThat(rig.log().verifyAll().intact()).isTrue();
    }
  }

  private static void writeUntil(Rig rig, AtomicBoolean done) {
    Map<String, String> details = Map.of("filler", "x".repeat(400));
    while (!done.get()) {
      try {
        UUID intent = rig.audit().begin(event(TENANT, "a", Outcome.STARTED));
        AuditKit.finish(
            rig.audit(), intent, event(TENANT, "a", Outcome.SUCCESS, AuditKit.ADA, details, null));
      } catch (ProblemException full) {
        // The shipper is slower than three writers on a slow disk; the next try will do.
        assertThat(full.problem().code()).isEqualTo(ErrorCode.AUDIT_UNAVAILABLE);
      }
    }
  }

  @BothDatabases
  void tail_whileItIsOpen_keepsTheJournalAndLetsItGoAfterwards(TestDatabase database)
      throws Exception {
    JournalSettings small =
        new JournalSettings(directory, 1 << 18, 64 << 18, JournalSettings.Sync.ALWAYS);
    try (Rig rig = AuditKit.engine(small, database, new Sluice())) {
      write(rig, 1, "first");
      try (OwnChains.Tail tail = rig.engine().chains().tail()) {
        long oldest = rig.audit().journal().oldest();
        fillSegments(rig);
        assertThat(rig.audit().journal().oldest()).isEqualTo(oldest);
        List<Long> seen = new ArrayList<>();
        tail.forEach((tenant, link, payload) -> seen.add(link.sequence()));
        assertThat(seen)
            .allMatch(
                sequence ->
                    sequence
                        <= tail.heads().getOrDefault(TENANT.value(), ChainHead.EMPTY).sequence());
      }
      long held = rig.audit().journal().oldest();
      fillSegments(rig);
      assertThat(rig.audit().journal().oldest()).isGreaterThan(held);
    }
  }

  private static void fillSegments(Rig rig) {
    Map<String, String> details = Map.of("filler", "x".repeat(500));
    for (int i = 0; i < 700; i++) {
      UUID intent = rig.audit().begin(event(TENANT, "fill", Outcome.STARTED));
      AuditKit.finish(
          rig.audit(), intent, event(TENANT, "fill", Outcome.SUCCESS, AuditKit.ADA, details, null));
    }
    assertThat(rig.shipper().catchUp(LONG)).isTrue();
  }

  @BothDatabases
  void verify_journalThatCannotBeRead_saysSoAndHidesNothing(TestDatabase database) {
    AuditLog log = AuditLog.of(database, new Unreadable(), Clock.systemUTC());

    assertThatThrownBy(() -> log.verify(TENANT))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ErrorCode.AUDIT_UNAVAILABLE);
              assertThat(e.problem().detail()).contains("bad sector");
            });
  }

  @BothDatabases
  void verify_twoNodesOnOneDatabase_eachReadsItsOwnJournalOnly(TestDatabase database)
      throws IOException {
    Sluice sluice = new Sluice();
    try (Rig here = AuditKit.engine(directory.resolve("here"), database, sluice);
        Rig there = AuditKit.engine("node_there", directory.resolve("there"), database)) {
      sluice.close();
      write(here, 4, "here");
      write(there, 3, "there");
      assertThat(there.shipper().catchUp(LONG)).isTrue();

      assertThat(here.log().verify(TENANT).records()).isEqualTo(7);
      assertThat(there.log().verify(TENANT).records())
          .as("what another node has not shipped is that node's to show")
          .isEqualTo(3);
      assertThat(here.log().verify(TENANT).intact()).isTrue();
      assertThat(there.log().verify(TENANT).intact()).isTrue();
    }
  }

  /** A node whose disk does not give the journal back. */
  private static final class Unreadable implements OwnChains, OwnChains.Tail {
    @Override
    public String node() {
      return AuditKit.NODE;
    }

    @Override
    public boolean catchUp(Duration most) {
      return false;
    }

    @Override
    public Tail tail() {
      return this;
    }

    @Override
    public Map<UUID, ChainHead> heads() {
      return Map.of();
    }

    @Override
    public void forEach(Visitor visitor) throws IOException {
      throw new IOException("bad sector");
    }

    @Override
    public void close() {}
  }
}
