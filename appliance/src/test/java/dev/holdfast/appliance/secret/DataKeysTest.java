package dev.holdfast.appliance.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Rotating and rewrapping data keys, also when cut off in the middle and on two nodes. */
class DataKeysTest {
  private final SecretBench bench = new SecretBench();

  @BothDatabases
  void rotate_valuesSealedBefore_stillOpenAndNewOnesUseTheNewKey(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] before = secrets.seal(bench.alice, bench.place, bench.secret);

    int version = secrets.rotate(bench.alice);
    byte[] after = secrets.seal(bench.alice, bench.place, bench.secret);

    assertThat(version).isEqualTo(2);
    assertThat(secrets.isSealedByNewest(bench.alice, before)).isFalse();
    assertThat(secrets.isSealedByNewest(bench.alice, after)).isTrue();
    assertThat(secrets.open(bench.alice, bench.place, before)).isEqualTo(bench.secret);
    assertThat(secrets.open(bench.alice, bench.place, after)).isEqualTo(bench.secret);
  }

  @BothDatabases
  void rotate_onAnotherNode_isFeltWithinTheCacheTime(TestDatabase database) {
    EnvelopeSecrets here = bench.node(database);
    here.seal(bench.alice, bench.place, bench.secret);
    try (Database second = database.secondNode()) {
      bench.node(second).rotate(bench.alice);
    }
    bench.clock.advance(SecretBench.KEY_CACHE);

    byte[] sealed = here.seal(bench.alice, bench.place, bench.secret);

    assertThat(SealedValue.decode(sealed).orElseThrow().keyVersion()).isEqualTo(2);
  }

  @BothDatabases
  void keys_afterRotatingAndRewrapping_sayWhenEachWasMadeAndWrapped(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    Instant first = bench.clock.instant();
    secrets.seal(bench.alice, bench.place, bench.secret);
    bench.clock.advance(Duration.ofHours(1));
    secrets.rotate(bench.alice);
    bench.clock.advance(Duration.ofHours(1));
    assertThat(secrets.rewrap(bench.alice)).isEqualTo(2);
    Instant last = bench.clock.instant();

    assertThat(secrets.keys(bench.alice))
        .containsExactly(
            new DataKeys.Key(1, "fake", last, first),
            new DataKeys.Key(2, "fake", last, first.plus(Duration.ofHours(1))));
    assertThat(secrets.keys(bench.bob)).isEmpty();
  }

  @BothDatabases
  void rotate_tenantWithoutAKey_makesTheFirst(Database database) {
    EnvelopeSecrets secrets = bench.node(database);

    assertThat(secrets.rotate(bench.alice)).isEqualTo(1);
    assertThat(secrets.tenants()).containsExactly(bench.alice);
  }

  @BothDatabases
  void rotate_twoNodesAtOnce_everyValueStillOpens(TestDatabase database) throws Exception {
    try (Database second = database.secondNode();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<EnvelopeSecrets> nodes = List.of(bench.node(database), bench.node(second));
      CyclicBarrier start = new CyclicBarrier(4);
      List<Future<byte[]>> sealed = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        EnvelopeSecrets node = nodes.get(i % 2);
        sealed.add(
            threads.submit(
                () -> {
                  start.await();
                  node.rotate(bench.alice);
                  return node.seal(bench.alice, bench.place, bench.secret);
                }));
      }

      for (Future<byte[]> one : sealed) {
        assertThat(nodes.getFirst().open(bench.alice, bench.place, one.get()))
            .isEqualTo(bench.secret);
      }
    }
  }

  @BothDatabases
  void b05_rewrap_valuesStay_andEveryKeyIsWrappedAnew(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] first = secrets.seal(bench.alice, bench.place, bench.secret);
    secrets.rotate(bench.alice);
    byte[] second = secrets.seal(bench.alice, bench.place, bench.secret);
    List<DataKeyStore.WrappedKey> before = stored(database);

    assertThat(secrets.rewrap(bench.alice)).isEqualTo(2);

    List<DataKeyStore.WrappedKey> after = stored(database);
    for (int i = 0; i < 2; i++) {
      assertThat(after.get(i).version()).isEqualTo(before.get(i).version());
      assertThat(after.get(i).wrapped()).isNotEqualTo(before.get(i).wrapped());
    }
    EnvelopeSecrets restarted = bench.node(database);
    assertThat(restarted.open(bench.alice, bench.place, first)).isEqualTo(bench.secret);
    assertThat(restarted.open(bench.alice, bench.place, second)).isEqualTo(bench.secret);
  }

  @BothDatabases
  void b05_rewrap_kmsGoesAway_losesNothingAndCanRunAgain(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] sealed = secrets.seal(bench.alice, bench.place, bench.secret);
    bench.kms.fail(ErrorCode.KMS_UNAVAILABLE);

    assertThatThrownBy(() -> secrets.rewrap(bench.alice)).hasMessageContaining("kms_unavailable");

    bench.kms.recover();
    assertThat(secrets.rewrap(bench.alice)).isEqualTo(1);
    assertThat(bench.node(database).open(bench.alice, bench.place, sealed)).isEqualTo(bench.secret);
  }

  @BothDatabases
  void replace_keyReplacedMeanwhile_leavesItAlone(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    secrets.seal(bench.alice, bench.place, bench.secret);
    DataKeyStore store = new DataKeyStore(database, bench.clock);
    DataKeyStore.WrappedKey read = store.newest(bench.alice).orElseThrow();
    secrets.rewrap(bench.alice);

    assertThat(store.replace(bench.alice, read, new byte[] {1}, "late")).isFalse();
  }

  @BothDatabases
  void store_otherTenant_seesNoKey(Database database) {
    bench.node(database).seal(bench.alice, bench.place, bench.secret);
    DataKeyStore store = new DataKeyStore(database, bench.clock);

    assertThat(store.newest(bench.bob)).isEmpty();
    assertThat(store.find(bench.bob, 1)).isEmpty();
    assertThat(store.all(bench.bob)).isEmpty();
    assertThat(store.find(bench.alice, 2)).isEmpty();
  }

  @BothDatabases
  void add_versionThatExists_saysNoAndKeepsTheFirst(Database database) {
    DataKeyStore store = new DataKeyStore(database, bench.clock);
    DataKeyStore.WrappedKey first = new DataKeyStore.WrappedKey(1, new byte[] {1});
    DataKeyStore.WrappedKey second = new DataKeyStore.WrappedKey(1, new byte[] {2});

    assertThat(store.add(bench.alice, first, "one")).isTrue();
    assertThat(store.add(bench.alice, second, "two")).isFalse();

    assertThat(store.newest(bench.alice).orElseThrow().wrapped()).containsExactly(1);
  }

  private List<DataKeyStore.WrappedKey> stored(Database database) {
    return new DataKeyStore(database, bench.clock).all(bench.alice);
  }
}
