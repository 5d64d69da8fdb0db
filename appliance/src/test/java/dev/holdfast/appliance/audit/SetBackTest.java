package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.audit.journal.JournalReader;
import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that is not where it was: set back by the loss of power or by a restored backup, or
 * replaced. What the journal still has goes in again; what it does not have is said.
 */
@Timeout(400)
final class SetBackTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final AuditLog.Query PLATFORM = AuditLog.Query.all(null, 100);

  @TempDir Path scratch;

  private Path directory() {
    return scratch.resolve("journal");
  }

  /** What one node had in the database at some time; enough to go back to it. */
  private record Moment(Map<UUID, ChainHead> heads, long position) {
    static Moment of(TestDatabase database) {
      AuditStore.Standing standing = new AuditStore(database, AuditKit.NODE).standing();
      return new Moment(standing.heads(), standing.position());
    }

    /** As the database was then, to the row. */
    void restore(TestDatabase database) {
      AuditKit.tamper(
          database,
          "delete from audit_chain",
          position == 0
              ? "delete from audit_journal"
              : "update audit_journal set position = " + position);
      database.inPlatform(
          handle -> {
            handle
                .createQuery("select distinct tenant_id from audit_record")
                .mapTo(UUID.class)
                .list()
                .forEach(
                    tenant ->
                        handle
                            .createUpdate(
                                "delete from audit_record where tenant_id = :tenant"
                                    + " and sequence > :sequence")
                            .bind("tenant", tenant)
                            .bind(
                                "sequence", heads.getOrDefault(tenant, ChainHead.EMPTY).sequence())
                            .execute());
            heads.forEach(
                (tenant, head) ->
                    handle
                        .createUpdate(
                            "insert into audit_chain (tenant_id, node, sequence, hash)"
                                + " values (:tenant, :node, :sequence, :hash)")
                        .bind("tenant", tenant)
                        .bind("node", AuditKit.NODE)
                        .bind("sequence", head.sequence())
                        .bind("hash", head.hash())
                        .execute());
            return heads.size();
          });
    }
  }

  private static void write(Rig rig, int count, String action) {
    for (int i = 1; i <= count; i++) {
      rig.audit().record(event(TENANT, action + i, Outcome.SUCCESS));
    }
    assertThat(rig.shipper().catchUp(LONG)).isTrue();
  }

  private static List<String> platform(Rig rig) {
    return rig.log().page(PLATFORM).items().stream()
        .map(entry -> entry.record().event().action())
        .toList();
  }

  private static @Nullable String detail(Rig rig, String action, String name) {
    return rig.log().page(PLATFORM).items().stream()
        .map(entry -> entry.record().event())
        .filter(told -> told.action().equals(action))
        .map(told -> told.details().get(name))
        .findFirst()
        .orElse(null);
  }

  @BothDatabases
  void start_databaseAsItWasLeft_tellsNothing(TestDatabase database) throws IOException {
    try (Rig rig = AuditKit.engine(directory(), database)) {
      write(rig, 5, "a");
    }
    for (int restart = 0; restart < 3; restart++) {
      try (Rig rig = AuditKit.engine(directory(), database)) {
        assertThat(rig.shipper().catchUp(LONG)).isTrue();
        assertThat(platform(rig)).isEmpty();
        assertThat(rig.log().verifyAll().intact()).isTrue();
      }
    }
  }

  @BothDatabases
  void start_databaseSetBackBehindWhatItHadConfirmed_isToldAndShippedAgain(TestDatabase database)
      throws IOException {
    Sluice first = new Sluice();
    Moment earlier;
    try (Rig rig = AuditKit.engine(directory(), database, first)) {
      write(rig, 10, "kept");
      earlier = Moment.of(database);
      write(rig, 7, "lost");
    }
    long confirmed = Moment.of(database).position();
    earlier.restore(database);

    Sluice second = new Sluice();
    try (Rig rig = AuditKit.engine(directory(), database, second)) {
      assertThat(rig.shipper().catchUp(LONG)).isTrue();

      assertThat(second.actions())
          .containsExactly(
              "lost1",
              "lost2",
              "lost3",
              "lost4",
              "lost5",
              "lost6",
              "lost7",
              "audit.database.behind");
      assertThat(first.actions()).hasSize(17);
      assertThat(platform(rig)).containsExactly("audit.database.behind");
      assertThat(detail(rig, "audit.database.behind", "confirmed"))
          .isEqualTo(dev.holdfast.appliance.audit.journal.Position.text(confirmed));
      AuditLog.Verification found = rig.log().verifyAll();
      assertThat(found.intact()).isTrue();
      assertThat(found.records()).isEqualTo(18);
    }
    try (Rig rig = AuditKit.engine(directory(), database)) {
      assertThat(platform(rig)).as("once is enough").hasSize(1);
    }
  }

  @BothDatabases
  void start_databaseEmptiedAltogether_isFilledAgainFromTheJournal(TestDatabase database)
      throws IOException {
    try (Rig rig = AuditKit.engine(directory(), database)) {
      write(rig, 12, "a");
      AuditKit.operate(rig.audit(), OTHER, "other");
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
    }
    new Moment(Map.of(), 0).restore(database);

    try (Rig rig = AuditKit.engine(directory(), database)) {
      assertThat(rig.shipper().catchUp(LONG)).isTrue();

      assertThat(platform(rig)).containsExactly("audit.database.behind");
      assertThat(rig.log().verify(TENANT).records()).isEqualTo(12);
      assertThat(rig.log().verifyAll().intact()).isTrue();
    }
  }

  @BothDatabases
  void start_setBackFurtherThanTheJournalReaches_saysWhatIsMissing(TestDatabase database)
      throws IOException {
    JournalSettings small =
        new JournalSettings(directory(), 1 << 18, 64 << 18, JournalSettings.Sync.ALWAYS);
    Moment earlier;
    long known;
    try (Rig rig = AuditKit.engine(small, database)) {
      write(rig, 5, "kept");
      earlier = Moment.of(database);
      String filler = "x".repeat(500);
      while (rig.audit().journal().oldest() <= earlier.position()) {
        for (int i = 0; i < 100; i++) {
          UUID intent = rig.audit().begin(event(TENANT, "gone", Outcome.STARTED));
          AuditKit.finish(
              rig.audit(),
              intent,
              event(TENANT, "gone", Outcome.SUCCESS, AuditKit.ADA, Map.of("filler", filler), null));
        }
        assertThat(rig.shipper().catchUp(LONG)).isTrue();
      }
      known = rig.log().verify(TENANT).chains().getFirst().headSequence();
    }
    earlier.restore(database);

    try (Rig rig = AuditKit.engine(small, database)) {
      assertThat(rig.shipper().catchUp(LONG)).isTrue();

      assertThat(platform(rig))
          .containsExactlyInAnyOrder("audit.database.behind", "audit.journal.gap");
      AuditLog.Chain chain = rig.log().verify(TENANT).chains().getFirst();
      assertThat(chain.headSequence()).isEqualTo(known);
      assertThat(chain.violations()).hasSize(1);
      assertThat(chain.violations().getFirst().sequence()).isEqualTo(6);
      assertThat(chain.violations().getFirst().what()).contains("missing");
      write(rig, 1, "goes.on");
      assertThat(rig.log().verify(TENANT).chains().getFirst().headSequence()).isEqualTo(known + 1);
    }
  }

  @BothDatabases
  void start_unconfirmedRecordsLost_areShippedAgainWithoutAWord(TestDatabase database)
      throws IOException {
    Moment earlier;
    Path copy = scratch.resolve("copy");
    try (Rig rig = AuditKit.engine(directory(), database)) {
      earlier = Moment.of(database);
      write(rig, 4, "a");
      // Less than a second after the start nothing has been confirmed: power fails now.
      AuditKit.copyOf(directory(), copy);
    }
    boolean early = confirmations(copy) == 0;
    earlier.restore(database);

    try (Rig rig = AuditKit.engine(copy, database)) {
      assertThat(rig.shipper().catchUp(LONG)).isTrue();
      assertThat(rig.log().verify(TENANT).records()).isEqualTo(4);
      assertThat(rig.log().verifyAll().intact()).isTrue();
      assertThat(platform(rig)).hasSize(early ? 0 : 1);
    }
  }

  private static int confirmations(Path journal) throws IOException {
    int[] count = {0};
    Path copy = journal.resolveSibling("looked-at");
    AuditKit.copyOf(journal, copy);
    dev.holdfast.appliance.audit.journal.Journal.open(
            AuditKit.settings(copy),
            0,
            (kind, body) -> count[0] += kind == Entries.CONFIRMED ? 1 : 0)
        .close();
    return count[0];
  }

  @BothDatabases
  void ship_segmentLetGo_isConfirmedFirst(TestDatabase database) throws IOException {
    JournalSettings small =
        new JournalSettings(directory(), 1 << 18, 64 << 18, JournalSettings.Sync.ALWAYS);
    try (Rig rig = AuditKit.engine(small, database)) {
      String filler = "x".repeat(500);
      long first = rig.audit().journal().oldest();
      while (rig.audit().journal().oldest() == first) {
        for (int i = 0; i < 100; i++) {
          rig.audit()
              .record(event(TENANT, "a", Outcome.SUCCESS, AuditKit.ADA, Map.of("f", filler), null));
        }
        assertThat(rig.shipper().catchUp(LONG)).isTrue();
      }
      long gone = rig.audit().journal().oldest();
      assertThat(newestConfirmation(rig)).isGreaterThanOrEqualTo(gone);
    }
  }

  private static long newestConfirmation(Rig rig) throws IOException {
    long newest = 0;
    try (JournalReader reader = rig.audit().journal().read(0)) {
      while (reader.next(rig.audit().journal().written())) {
        if (reader.kind() == Entries.CONFIRMED) {
          newest = Entries.confirmed(reader.body());
        }
      }
    }
    return newest;
  }

  @BothDatabases
  void start_olderCopyOfTheJournal_isToldAndEndsNothingTwice(TestDatabase database)
      throws IOException {
    Path copy = scratch.resolve("older");
    UUID open;
    try (Rig rig = AuditKit.engine(directory(), database)) {
      write(rig, 3, "a");
      open = rig.audit().begin(event(TENANT, "gateway.chat", Outcome.STARTED));
      AuditKit.copyOf(directory(), copy);
      AuditKit.finish(rig.audit(), open, event(TENANT, "gateway.chat", Outcome.SUCCESS));
      write(rig, 3, "b");
    }
    try (Rig rig = AuditKit.engine(copy, database)) {
      assertThat(rig.shipper().catchUp(LONG)).isTrue();

      assertThat(platform(rig)).containsExactly("audit.journal.behind");
      assertThat(detail(rig, "audit.journal.behind", "open")).isEqualTo("1");
      List<AuditLog.Entry> calls =
          rig.log().page(AuditLog.Query.all(TENANT, 100)).items().stream()
              .filter(entry -> open.equals(entry.record().intent()))
              .toList();
      assertThat(calls).as("one outcome for one intent").hasSize(1);
      assertThat(calls.getFirst().record().event().outcome()).isEqualTo(Outcome.SUCCESS);
      write(rig, 2, "goes.on");
      AuditLog.Chain chain = rig.log().verify(TENANT).chains().getFirst();
      assertThat(chain.violations()).isEmpty();
      assertThat(chain.records()).isEqualTo(9);
    }
  }

  @BothDatabases
  void start_homeGone_goesOnWithTheChainsAndSaysThatTheJournalIsNew(TestDatabase database)
      throws IOException {
    try (Rig rig = AuditKit.engine(directory(), database)) {
      write(rig, 6, "a");
    }
    try (Rig rig = AuditKit.engine(scratch.resolve("fresh"), database)) {
      write(rig, 2, "b");

      assertThat(platform(rig)).containsExactly("audit.journal.gap");
      AuditLog.Chain chain = rig.log().verify(TENANT).chains().getFirst();
      assertThat(chain.violations()).isEmpty();
      assertThat(chain.headSequence()).isEqualTo(8);
    }
  }
}
