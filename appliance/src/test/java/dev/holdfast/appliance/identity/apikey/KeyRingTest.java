package dev.holdfast.appliance.identity.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.identity.AccountId;
import dev.holdfast.appliance.identity.Principal;
import dev.holdfast.appliance.identity.token.TokenSource;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.quota.RateLimit;
import dev.holdfast.appliance.tenant.ProjectId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.ForwardingDatabase;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** API keys on two nodes that share one database, on both databases. */
class KeyRingTest {
  private final SettableClock clock = new SettableClock();
  private final AtomicLong nanos = new AtomicLong();
  private final TenantId tenant = new TenantId(UUID.randomUUID());
  private final ProjectId project = new ProjectId(UUID.randomUUID());
  private final Principal admin =
      new Principal.User(
          new AccountId(UUID.randomUUID()),
          "admin@acme.example",
          tenant,
          EnumSet.of(Permission.KEY_WRITE, Permission.GATEWAY_CHAT));
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  @BothDatabases
  void key_presented_isItsPrincipal_andThenComesFromMemory(TestDatabase database) {
    Node node = node(database);
    KeyService.Made made = node.make(null);

    Principal.ApiKey principal = node.principal(made.secret());
    int reads = node.database.uses.get();
    CompletableFuture<ApiKeys.Resolution> again =
        node.ring.resolve(made.secret()).toCompletableFuture();

    assertThat(again).isCompleted();
    assertThat(node.database.uses).hasValue(reads);
    assertThat(principal.key()).isEqualTo(made.key().id());
    assertThat(principal.tenant()).isEqualTo(tenant);
    assertThat(principal.project()).isEqualTo(project);
    assertThat(principal.permissions()).containsExactly(Permission.GATEWAY_CHAT);
    assertThat(principal.models()).containsExactlyInAnyOrder("small", "large");
    assertThat(principal.rate()).isEqualTo(new RateLimit(60, 1_000));
  }

  @BothDatabases
  void unknownKey_isInvalid_andAsksTheDatabaseOnceIn4Seconds(TestDatabase database) {
    Node node = node(database);
    String unknown = KeyFormat.make(new TokenSource());

    assertThat(node.code(unknown)).isEqualTo(ErrorCode.API_KEY_INVALID);
    int reads = node.database.uses.get();
    assertThat(node.code(unknown)).isEqualTo(ErrorCode.API_KEY_INVALID);
    assertThat(node.database.uses).hasValue(reads);

    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(node.code(unknown)).isEqualTo(ErrorCode.API_KEY_INVALID);
    assertThat(node.database.uses).hasValue(reads + 1);
  }

  @BothDatabases
  void malformedKey_neverAsksTheDatabase(TestDatabase database) {
    Node node = node(database);
    int reads = node.database.uses.get();

    assertThat(node.code("hf_nonsense")).isEqualTo(ErrorCode.API_KEY_INVALID);
    assertThat(node.code("x".repeat(10_000))).isEqualTo(ErrorCode.API_KEY_INVALID);
    assertThat(node.database.uses).hasValue(reads);
  }

  @BothDatabases
  void key_revoked_isFeltAtOnceHere_andByTheNextPollElsewhere(TestDatabase database) {
    Node here = node(database);
    Node there = node(database);
    there.watch.poll();
    KeyService.Made made = here.make(null);
    here.principal(made.secret());
    there.principal(made.secret());

    assertThat(here.service.revoke(tenant, made.key().id())).isTrue();

    assertThat(here.code(made.secret())).isEqualTo(ErrorCode.API_KEY_REVOKED);
    there.watch.poll();
    assertThat(there.code(made.secret())).isEqualTo(ErrorCode.API_KEY_REVOKED);
  }

  @BothDatabases
  void poll_forgetsOnlyWhatChanged(TestDatabase database) {
    Node here = node(database);
    Node there = node(database);
    there.watch.poll();
    KeyService.Made kept = here.make(null);
    KeyService.Made revoked = here.make(null);
    there.principal(kept.secret());
    there.principal(revoked.secret());

    here.service.revoke(tenant, revoked.key().id());
    there.watch.poll();

    assertThat(there.ring.cached()).isEqualTo(1);
  }

  @BothDatabases
  void key_expires_whileItIsCached(TestDatabase database) {
    Node node = node(database);
    KeyService.Made made = node.make(clock.instant().plusSeconds(60));
    node.principal(made.secret());

    clock.advance(Duration.ofSeconds(60));

    assertThat(node.code(made.secret())).isEqualTo(ErrorCode.API_KEY_EXPIRED);
    node.ring.forgetAll();
    assertThat(node.code(made.secret())).isEqualTo(ErrorCode.API_KEY_EXPIRED);
  }

  @BothDatabases
  void tenantSuspended_itsKeysAreRefused_andGoOnWhenResumed(TestDatabase database) {
    Node node = node(database);
    KeyService.Made made = node.make(null);
    node.principal(made.secret());

    status(database, "suspended");
    node.service.changed(tenant);
    assertThat(node.code(made.secret())).isEqualTo(ErrorCode.TENANT_SUSPENDED);

    status(database, "active");
    node.service.changed(tenant);
    node.principal(made.secret());
  }

  @BothDatabases
  void databaseGone_cachedKeysGoOnForTheGrace_thenFailClosed(TestDatabase database) {
    Node node = node(database);
    node.watch.poll();
    KeyService.Made cached = node.make(null);
    KeyService.Made uncached = node.make(null);
    node.principal(cached.secret());
    node.database.away = true;

    node.watch.poll();
    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    node.principal(cached.secret());
    assertThat(node.code(uncached.secret())).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);

    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    node.watch.poll();
    assertThat(node.code(cached.secret())).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);

    node.database.away = false;
    node.watch.poll();
    node.principal(cached.secret());
  }

  @BothDatabases
  void uses_areWrittenInABatch_once(TestDatabase database) {
    Node node = node(database);
    KeyService.Made made = node.make(null);
    node.principal(made.secret());
    clock.advance(Duration.ofSeconds(3));
    node.principal(made.secret());

    node.watch.noteUses();

    assertThat(node.service.all(tenant))
        .singleElement()
        .satisfies(key -> assertThat(key.lastUsedAt()).isEqualTo(clock.instant()));
    int writes = node.database.uses.get();
    node.watch.noteUses();
    assertThat(node.database.uses).hasValue(writes);
  }

  @BothDatabases
  void maker_cannotGiveMoreThanTheyHave(TestDatabase database) {
    Node node = node(database);
    StoredKey.Grant beyond =
        new StoredKey.Grant(
            "key", project, EnumSet.of(Permission.PROVIDER_WRITE), List.of(), RateLimit.NONE, null);

    assertProblem(() -> node.service.make(tenant, admin, beyond))
        .hasMessageContaining("providers:write");
  }

  @BothDatabases
  void keys_ofAnotherTenant_areInvisible(TestDatabase database) {
    Node node = node(database);
    KeyService.Made made = node.make(null);
    TenantId other = new TenantId(UUID.randomUUID());

    assertThat(node.service.all(other)).isEmpty();
    assertThat(node.service.revoke(other, made.key().id())).isFalse();
    node.principal(made.secret());
  }

  @BothDatabases
  void theKeyItself_isNotInTheDatabase(TestDatabase database) {
    Node node = node(database);
    KeyService.Made made = node.make(null);

    String row =
        database.inPlatform(
            handle -> handle.createQuery("select * from api_key").mapToMap().list().toString());

    assertThat(row).contains(made.key().prefix()).doesNotContain(made.secret().substring(9));
    assertThat(made.toString()).doesNotContain(made.secret());
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertProblem(
      ThrowingCallable call) {
    return Assertions.assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
  }

  private static void status(TestDatabase database, String status) {
    database.inPlatform(handle -> handle.execute("update tenant set status = ?", status));
  }

  private Node node(TestDatabase database) {
    database.inPlatform(
        handle -> {
          long tenants = handle.createQuery("select count(*) from tenant").mapTo(Long.class).one();
          if (tenants == 0) {
            handle
                .createUpdate("insert into tenant values (:id, 'Acme', 'acme', 'active', :at)")
                .bind("id", tenant)
                .bind("at", clock.instant())
                .execute();
            handle
                .createUpdate(
                    """
                    insert into project (id, tenant_id, name, created_at)
                    values (:id, :tenant, 'Default', :at)
                    """)
                .bind("id", project)
                .bind("tenant", tenant)
                .bind("at", clock.instant())
                .execute();
          }
          return tenants;
        });
    return new Node(new CountedDatabase(database));
  }

  /** What one process has. */
  private final class Node {
    private final CountedDatabase database;
    private final KeyRing ring;
    private final KeyWatch watch;
    private final KeyService service;

    Node(CountedDatabase database) {
      this.database = database;
      ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
      open.add(executor);
      KeyStore store = new KeyStore();
      ChangeStore changes = new ChangeStore();
      this.ring =
          new KeyRing(
              database, store, new KeyConfig(Duration.ofSeconds(60)), clock, nanos::get, executor);
      this.watch = new KeyWatch(database, changes, store, ring);
      this.service =
          new KeyService(
              database,
              store,
              changes,
              ring,
              (owner, id) -> CompletableFuture.completedStage(true),
              new TokenSource(),
              new IdSource(),
              clock);
    }

    KeyService.Made make(@Nullable Instant expiresAt) {
      return service.make(
          tenant,
          admin,
          new StoredKey.Grant(
              "key",
              project,
              EnumSet.of(Permission.GATEWAY_CHAT),
              List.of("small", "large"),
              new RateLimit(60, 1_000),
              expiresAt));
    }

    Principal.ApiKey principal(String secret) {
      ApiKeys.Resolution resolution = ring.resolve(secret).toCompletableFuture().join();
      assertThat(resolution).isInstanceOf(ApiKeys.Resolution.Known.class);
      return ((ApiKeys.Resolution.Known) resolution).principal();
    }

    ErrorCode code(String secret) {
      ApiKeys.Resolution resolution = ring.resolve(secret).toCompletableFuture().join();
      assertThat(resolution).isInstanceOf(ApiKeys.Resolution.Rejected.class);
      return ((ApiKeys.Resolution.Rejected) resolution).problem().code();
    }
  }

  /** Counts its uses, and can be away. */
  private static final class CountedDatabase extends ForwardingDatabase {
    private final AtomicInteger uses = new AtomicInteger();
    private volatile boolean away;

    CountedDatabase(Database database) {
      super(database);
    }

    private void use() {
      uses.incrementAndGet();
      if (away) {
        throw Problem.of(ErrorCode.DATABASE_UNAVAILABLE).asException();
      }
    }

    @Override
    public <T> T inTenant(TenantId tenant, Work<T> work) {
      use();
      return super.inTenant(tenant, work);
    }

    @Override
    public <T> T inPlatform(Work<T> work) {
      use();
      return super.inPlatform(work);
    }
  }
}
