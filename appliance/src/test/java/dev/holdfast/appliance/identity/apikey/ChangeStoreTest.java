package dev.holdfast.appliance.identity.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.identity.token.TokenDigest;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What other nodes have to forget: numbered without a gap, whoever writes and however many. */
class ChangeStoreTest {
  private static final Instant AT = Instant.parse("2026-06-15T12:00:00Z");

  private final ChangeStore store = new ChangeStore();

  private void add(Database database, @Nullable TokenDigest digest, Instant at) {
    database.inPlatform(
        handle -> {
          store.add(handle, digest, at);
          return at;
        });
  }

  private List<ChangeStore.Change> after(Database database, long sequence) {
    return database.inPlatform(handle -> store.after(handle, sequence));
  }

  @BothDatabases
  void after_nothingYet_isEmptyAndTheCounterIsAtZero(TestDatabase database) {
    assertThat(database.<Long>inPlatform(store::last)).isZero();
    assertThat(after(database, 0)).isEmpty();
  }

  @BothDatabases
  void add_eachChange_hasTheNextNumber(TestDatabase database) {
    TokenDigest one = TokenDigest.of("one");
    add(database, one, AT);
    add(database, null, AT);

    List<ChangeStore.Change> changes = after(database, 0);

    assertThat(changes).extracting(ChangeStore.Change::sequence).containsExactly(1L, 2L);
    assertThat(changes.getFirst().digest()).contains(one);
    assertThat(changes.getLast().digest()).isEmpty();
    assertThat(after(database, 1)).hasSize(1);
    assertThat(database.<Long>inPlatform(store::last)).isEqualTo(2);
  }

  @BothDatabases
  void add_inATenantsScope_worksToo(TestDatabase database) {
    database.inTenant(
        new TenantId(UUID.randomUUID()),
        handle -> {
          store.add(handle, TokenDigest.of("x"), AT);
          return AT;
        });

    assertThat(after(database, 0)).hasSize(1);
  }

  @BothDatabases
  void add_rolledBack_leavesNoGap(TestDatabase database) {
    add(database, null, AT);
    assertThatThrownBy(
            () ->
                database.inPlatform(
                    handle -> {
                      store.add(handle, null, AT);
                      throw new IllegalStateException("the change itself failed");
                    }))
        .hasMessageContaining("failed");
    add(database, null, AT);

    assertThat(after(database, 0)).extracting(ChangeStore.Change::sequence).containsExactly(1L, 2L);
  }

  @BothDatabases
  void add_manyAtOnceFromTwoNodes_numbersHaveNoGapAndNoTwin(TestDatabase database)
      throws Exception {
    try (Database other = database.secondNode();
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> adders = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Database node = i % 2 == 0 ? database : other;
        adders.add(
            () -> {
              add(node, null, AT);
              return true;
            });
      }
      for (Future<Boolean> each : pool.invokeAll(adders)) {
        assertThat(each.get()).isTrue();
      }
    }

    assertThat(after(database, 0))
        .extracting(ChangeStore.Change::sequence)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
  }

  @BothDatabases
  void add_aDayLater_takesTheOldOnesAwayAndKeepsTheCount(TestDatabase database) {
    add(database, TokenDigest.of("old"), AT);
    add(database, TokenDigest.of("new"), AT.plus(Duration.ofHours(25)));

    assertThat(after(database, 0)).extracting(ChangeStore.Change::sequence).containsExactly(2L);
  }

  @BothDatabases
  void after_moreThanAThousand_comeInBoundedPieces(TestDatabase database) {
    database.inPlatform(
        handle -> {
          for (int i = 0; i < 1_200; i++) {
            store.add(handle, null, AT);
          }
          return AT;
        });

    List<ChangeStore.Change> first = after(database, 0);
    assertThat(first).hasSize(1_000);
    assertThat(after(database, first.getLast().sequence())).hasSize(200);
  }
}
