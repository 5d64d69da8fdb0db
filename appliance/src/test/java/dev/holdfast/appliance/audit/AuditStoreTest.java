package dev.holdfast.appliance.audit;

import static dev.holdfast.appliance.audit.AuditKit.NODE;
import static dev.holdfast.appliance.audit.AuditKit.OTHER;
import static dev.holdfast.appliance.audit.AuditKit.TENANT;
import static dev.holdfast.appliance.audit.AuditKit.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.audit.chain.ChainHash;
import dev.holdfast.appliance.audit.chain.ChainHead;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The shipper's side of the tables: what is added, where it ends, and who may move the position.
 */
final class AuditStoreTest {
  private static final Instant AT = Instant.parse("2026-11-21T10:00:00.123456Z");

  private static StoredRecord stored(TenantId tenant, long sequence, String action) {
    AuditEvent event = event(tenant, action, Outcome.SUCCESS);
    UUID id = AuditKit.IDS.next();
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    Payload.write(payload, id, null, AT, event);
    byte[] hash = new byte[ChainHash.SIZE];
    hash[0] = (byte) sequence;
    return new StoredRecord(
        tenant.value(),
        new AuditRecord(id, null, NODE, sequence, AT, event),
        payload.toByteArray(),
        hash);
  }

  private static int add(Database database, AuditStore store, StoredRecord... records) {
    return database.inPlatform(
        handle -> {
          store.add(handle, List.of(records));
          return records.length;
        });
  }

  private static long move(Database database, AuditStore store, long from, long to) {
    return database.inPlatform(
        handle -> {
          store.move(handle, from, to);
          return to;
        });
  }

  @BothDatabases
  void standing_freshDatabase_isTheBeginning(TestDatabase database) {
    AuditStore.Standing standing = new AuditStore(database, NODE).standing();

    assertThat(standing.position()).isZero();
    assertThat(standing.heads()).isEmpty();
  }

  @BothDatabases
  void add_recordsOfSeveralTenants_eachChainEndsWithItsLast(TestDatabase database) {
    AuditStore store = new AuditStore(database, NODE);
    add(database, store, stored(TENANT, 1, "a"), stored(OTHER, 1, "b"), stored(TENANT, 2, "c"));
    add(database, store, stored(TENANT, 3, "d"));

    assertThat(store.standing().heads().getOrDefault(TENANT.value(), ChainHead.EMPTY).sequence())
        .isEqualTo(3);
    assertThat(store.standing().heads().getOrDefault(TENANT.value(), ChainHead.EMPTY).hash()[0])
        .isEqualTo((byte) 3);
    assertThat(store.standing().heads().getOrDefault(OTHER.value(), ChainHead.EMPTY).sequence())
        .isEqualTo(1);
  }

  @BothDatabases
  void add_nothing_changesNothing(TestDatabase database) {
    AuditStore store = new AuditStore(database, NODE);

    assertThat(add(database, store)).isZero();
    assertThat(store.standing().heads()).isEmpty();
  }

  @BothDatabases
  void add_placeThatIsTaken_isRefusedAndTheWholeBatchWithIt(TestDatabase database) {
    AuditStore store = new AuditStore(database, NODE);
    add(database, store, stored(TENANT, 1, "a"));

    assertThatThrownBy(
            () -> add(database, store, stored(TENANT, 2, "b"), stored(TENANT, 1, "again")))
        .matches(Database::isDuplicate);
    assertThat(store.standing().heads().getOrDefault(TENANT.value(), ChainHead.EMPTY).sequence())
        .isEqualTo(1);
  }

  @BothDatabases
  void add_samePlaceOfAnotherNode_isAnotherChain(TestDatabase database) {
    AuditStore here = new AuditStore(database, NODE);
    AuditStore there = new AuditStore(database, "node_there");
    add(database, here, stored(TENANT, 1, "a"), stored(TENANT, 2, "b"));
    add(database, there, stored(TENANT, 1, "c"));

    assertThat(here.standing().heads().getOrDefault(TENANT.value(), ChainHead.EMPTY).sequence())
        .isEqualTo(2);
    assertThat(there.standing().heads().getOrDefault(TENANT.value(), ChainHead.EMPTY).sequence())
        .isEqualTo(1);
  }

  @BothDatabases
  void move_fromWhereItStands_isKept(TestDatabase database) {
    AuditStore store = new AuditStore(database, NODE);
    move(database, store, 0, 1L << 32);
    move(database, store, 1L << 32, (1L << 32) + 4_096);
    move(database, store, (1L << 32) + 4_096, 7L << 32);

    assertThat(store.standing().position()).isEqualTo(7L << 32);
    assertThat(new AuditStore(database, "node_there").standing().position()).isZero();
  }

  @BothDatabases
  void move_fromSomewhereElse_isRefusedAndNothingMoves(TestDatabase database) {
    AuditStore store = new AuditStore(database, NODE);
    move(database, store, 0, 500);
    for (long wrong : new long[] {0, 1, 499, 501}) {
      assertThatThrownBy(() -> move(database, store, wrong, 900))
          .isInstanceOf(RuntimeException.class);
    }
    assertThatThrownBy(() -> move(database, new AuditStore(database, "node_there"), 500, 900))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("node_there");

    assertThat(store.standing().position()).isEqualTo(500);
  }

  @BothDatabases
  void move_raceOfMany_oneWinsEachStep(TestDatabase database) throws Exception {
    int racers = 6;
    long at = 0;
    for (int step = 1; step <= 5; step++) {
      long from = at;
      CountDownLatch start = new CountDownLatch(1);
      AtomicInteger won = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < racers; i++) {
        long to = from + 1 + i;
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        start.await();
                        move(database, new AuditStore(database, NODE), from, to);
                        won.incrementAndGet();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      } catch (RuntimeException lost) {
                        // As it must be for all but one.
                      }
                    }));
      }
      start.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(won.get()).isEqualTo(1);
      at = new AuditStore(database, NODE).standing().position();
      assertThat(at).isGreaterThan(from);
    }
  }

  @BothDatabases
  void add_transactionThatFailsLater_leavesNothing(TestDatabase database) {
    AuditStore store = new AuditStore(database, NODE);
    assertThatThrownBy(
            () ->
                database.inPlatform(
                    handle -> {
                      store.add(handle, List.of(stored(TENANT, 1, "a")));
                      store.move(handle, 0, 900);
                      throw new IllegalStateException("a consumer fails");
                    }))
        .hasMessageContaining("a consumer fails");

    assertThat(store.standing().position()).isZero();
    assertThat(store.standing().heads()).isEmpty();
  }

  @BothDatabases
  void add_longestTextsThatARecordMayHold_fitTheColumns(TestDatabase database) {
    AuditStore store = new AuditStore(database, NODE);
    String wide = "\u20ac".repeat(1_000);
    AuditEvent event =
        new AuditEvent(
            TENANT,
            new Actor(wide, wide, wide),
            wide,
            wide,
            Outcome.INTERRUPTED,
            wide,
            wide,
            wide,
            java.util.Map.of(wide, wide),
            AuditKit.usage());
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    UUID id = AuditKit.IDS.next();
    Payload.write(payload, id, null, AT, event);
    AuditRecord record = read(payload.toByteArray());

    add(
        database,
        store,
        new StoredRecord(TENANT.value(), record, payload.toByteArray(), new byte[ChainHash.SIZE]));
    assertThat(store.standing().heads().get(TENANT.value())).isInstanceOf(ChainHead.class);
  }

  private static AuditRecord read(byte[] payload) {
    try {
      return AuditRecord.read(payload, TENANT.value(), NODE, 1);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
