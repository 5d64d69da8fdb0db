package dev.holdfast.appliance.identity.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.identity.token.TokenDigest;
import dev.holdfast.appliance.identity.token.TokenSource;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.ForwardingDatabase;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/** A node that polls: what others did reaches it, in order, after outages and long absences. */
class KeyWatchTest {
  private final SettableClock clock = new SettableClock();
  private final AtomicLong nanos = new AtomicLong();
  private final KeyStore store = new KeyStore();
  private final ChangeStore changes = new ChangeStore();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** A node, and a key of which its database knows the digest of the whole text. */
  private final class Node extends ForwardingDatabase {
    private final AtomicBoolean away = new AtomicBoolean();
    private final KeyRing ring;
    private final KeyWatch watch;

    Node(Database database) {
      super(database);
      ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
      open.add(executor);
      ring =
          new KeyRing(
              this, store, new KeyConfig(Duration.ofSeconds(60)), clock, nanos::get, executor);
      watch = new KeyWatch(this, changes, store, ring);
    }

    boolean takes(String secret) {
      return ring.resolve(secret).toCompletableFuture().join() instanceof ApiKeys.Resolution.Known;
    }

    @Override
    public <T> T inPlatform(Work<T> work) {
      if (away.get()) {
        throw Problem.of(ErrorCode.DATABASE_UNAVAILABLE).asException();
      }
      return super.inPlatform(work);
    }
  }

  private String secret(TestDatabase database, Keys.Home home) {
    String secret = KeyFormat.make(new TokenSource());
    StoredKey key = new Keys(database).key(home, "key", Keys.AT, null);
    database.inTenant(
        home.tenant(),
        handle -> {
          store.insert(handle, key, TokenDigest.of(secret));
          return key;
        });
    return secret;
  }

  private void revokeElsewhere(TestDatabase database, String secret) {
    database.inPlatform(
        handle -> {
          handle.execute("update api_key set revoked_at = now()");
          changes.add(handle, TokenDigest.of(secret), clock.instant());
          return secret;
        });
  }

  /** A node that has polled, and has met the key. */
  private Node watching(TestDatabase database, String secret) {
    Node node = new Node(database);
    node.watch.poll();
    assertThat(node.takes(secret)).isTrue();
    return node;
  }

  /** What this node finds out by one more poll. */
  private static void assertRefusedAfterPoll(Node node, String secret) {
    node.watch.poll();
    assertThat(node.takes(secret)).isFalse();
  }

  @BothDatabases
  void poll_firstOne_forgetsWhatWasLoadedBeforeIt(TestDatabase database) {
    String secret = secret(database, new Keys(database).home("acme"));
    Node node = new Node(database);
    assertThat(node.takes(secret)).isTrue();
    revokeElsewhere(database, secret);

    assertRefusedAfterPoll(node, secret);
  }

  @BothDatabases
  void poll_afterARevocationElsewhere_isTheEndOfIt(TestDatabase database) {
    String secret = secret(database, new Keys(database).home("acme"));
    Node node = watching(database, secret);
    revokeElsewhere(database, secret);
    assertThat(node.takes(secret)).isTrue();

    assertRefusedAfterPoll(node, secret);
  }

  @BothDatabases
  void poll_awayForLongerThanChangesAreKept_forgetsEverything(TestDatabase database) {
    String secret = secret(database, new Keys(database).home("acme"));
    Node node = watching(database, secret);
    revokeElsewhere(database, secret);
    clock.advance(Duration.ofDays(2));
    // The revocation's row is swept away by a later change of another key.
    database.inPlatform(
        handle -> {
          changes.add(handle, TokenDigest.of("another"), clock.instant());
          return secret;
        });

    assertRefusedAfterPoll(node, secret);
  }

  @BothDatabases
  void poll_duringAnOutage_failsQuietlyAndCatchesUpAfterwards(TestDatabase database) {
    String secret = secret(database, new Keys(database).home("acme"));
    Node node = watching(database, secret);

    node.away.set(true);
    node.watch.poll();
    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(node.takes(secret)).isTrue();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(node.takes(secret)).isFalse();

    node.away.set(false);
    node.watch.poll();
    assertThat(node.takes(secret)).isTrue();
  }

  @BothDatabases
  void poll_moreChangesThanOneReadTakes_theNextPollsTakeTheRest(TestDatabase database) {
    String secret = secret(database, new Keys(database).home("acme"));
    Node node = watching(database, secret);
    database.inPlatform(
        handle -> {
          for (int i = 0; i < 1_500; i++) {
            changes.add(handle, TokenDigest.of("k" + i), clock.instant());
          }
          return secret;
        });
    revokeElsewhere(database, secret);

    node.watch.poll();
    assertRefusedAfterPoll(node, secret);
  }

  @BothDatabases
  void noteUses_duringAnOutage_isQuietAndTheNextUseIsWritten(TestDatabase database) {
    Keys.Home home = new Keys(database).home("acme");
    String secret = secret(database, home);
    Node node = watching(database, secret);
    node.away.set(true);
    node.watch.noteUses();
    node.away.set(false);
    clock.advance(Duration.ofMinutes(1));
    node.takes(secret);

    node.watch.noteUses();

    assertThat(
            database
                .inTenant(home.tenant(), handle -> store.all(handle, 1))
                .getFirst()
                .lastUsedAt())
        .isEqualTo(clock.instant());
  }
}
