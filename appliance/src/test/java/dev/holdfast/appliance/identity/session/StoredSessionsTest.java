package dev.holdfast.appliance.identity.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.authz.Permission;
import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.identity.AccountId;
import dev.holdfast.appliance.identity.account.Account;
import dev.holdfast.appliance.identity.account.TestAccounts;
import dev.holdfast.appliance.identity.token.TokenSource;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.ForwardingDatabase;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions on two nodes that share one database, on both databases. */
class StoredSessionsTest {
  private static final Duration IDLE = Duration.ofHours(2);
  private static final Duration ABSOLUTE = Duration.ofHours(12);
  private static final Duration SEEN_STEP = Duration.ofMinutes(1);

  private final SettableClock clock = new SettableClock();
  private final AtomicLong nanos = new AtomicLong();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  private void pass(Duration time) {
    clock.advance(time);
    nanos.addAndGet(time.toNanos());
  }

  @BothDatabases
  void session_presented_isItsPerson_andThenComesFromMemory(TestDatabase database) {
    Node node = new Node(database);
    Account ada = node.accounts.account("ada@example.org", false);
    StoredSessions.Started started = node.start(ada.id());

    SignedIn signedIn = node.known(started.token());
    node.away = true;
    SignedIn again = node.known(started.token());

    assertThat(signedIn.account()).isEqualTo(ada.id());
    assertThat(signedIn.email()).isEqualTo("ada@example.org");
    assertThat(signedIn.platform()).isEmpty();
    assertThat(signedIn.tenants()).isEmpty();
    assertThat(signedIn.csrfToken()).isEqualTo(started.csrfToken());
    assertThat(signedIn.expiresAt()).isEqualTo(clock.instant().plus(ABSOLUTE));
    assertThat(again).isEqualTo(signedIn);
  }

  @BothDatabases
  void session_remembered_isReadAgainAfter4Seconds(TestDatabase database) {
    Node node = new Node(database);
    String token = node.start(node.accounts.account("ada@example.org", false).id()).token();
    node.known(token);
    node.away = true;

    pass(Duration.ofMillis(3_999));
    node.known(token);
    pass(Duration.ofMillis(1));
    assertThat(node.code(token)).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);

    node.away = false;
    node.known(token);
  }

  @BothDatabases
  void token_unknownOrMissingOrTooLong_isUnauthenticated(TestDatabase database) {
    Node node = new Node(database);

    assertThat(node.code("unknown")).isEqualTo(ErrorCode.UNAUTHENTICATED);
    node.away = true;
    assertThat(node.code(null)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(node.code("x".repeat(65))).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @BothDatabases
  void session_idle_isOverAndUseKeepsItAlive(TestDatabase database) {
    Node node = new Node(database);
    String token = node.start(node.accounts.account("ada@example.org", false).id()).token();

    pass(IDLE);
    node.known(token);
    pass(IDLE);
    node.known(token);
    pass(IDLE.plus(SEEN_STEP));
    assertThat(node.code(token)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(node.sessions.find(token)).isEmpty();
  }

  @BothDatabases
  void session_inUse_isOverAfterTheAbsoluteTime(TestDatabase database) {
    Node node = new Node(database);
    String token = node.start(node.accounts.account("ada@example.org", false).id()).token();
    for (int i = 0; i < 11; i++) {
      pass(Duration.ofHours(1));
      node.known(token);
    }
    pass(Duration.ofHours(1).minusSeconds(1));
    node.known(token);

    // Remembered a second ago, and over all the same.
    pass(Duration.ofSeconds(1));

    assertThat(node.code(token)).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @BothDatabases
  void start_sweepsAwayWhatIsOver(TestDatabase database) {
    Node node = new Node(database);
    AccountId ada = node.accounts.account("ada@example.org", false).id();
    node.start(ada);
    node.start(ada);
    pass(IDLE.plus(SEEN_STEP));

    node.start(ada);

    assertThat(node.rows()).isEqualTo(1);
  }

  @BothDatabases
  void end_isFeltAtOnceHere_andWithin5SecondsElsewhere(TestDatabase database) {
    Node here = new Node(database);
    Node there = new Node(database);
    String token = here.start(here.accounts.account("ada@example.org", false).id()).token();
    here.known(token);
    there.known(token);

    here.sessions.end(token);

    assertThat(here.code(token)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    pass(Duration.ofSeconds(4));
    assertThat(there.code(token)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(here.rows()).isZero();
  }

  @BothDatabases
  void end_ofOne_leavesTheOthers(TestDatabase database) {
    Node node = new Node(database);
    AccountId ada = node.accounts.account("ada@example.org", false).id();
    String desk = node.start(ada).token();
    String phone = node.start(ada).token();

    node.sessions.end(desk);
    node.sessions.end("unknown");

    assertThat(node.code(desk)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    node.known(phone);
  }

  @BothDatabases
  void passphrase_changed_endsAllSessionsOfTheAccountAndNobodyElses(TestDatabase database) {
    Node here = new Node(database);
    Node there = new Node(database);
    AccountId ada = here.accounts.account("ada@example.org", false).id();
    AccountId bob = here.accounts.account("bob@example.org", false).id();
    String desk = here.start(ada).token();
    String phone = there.start(ada).token();
    String bobs = here.start(bob).token();
    here.known(desk);
    here.known(phone);
    there.known(phone);

    assertThat(
            here.accounts
                .accounts()
                .changePassphrase(ada, TestAccounts.PASSPHRASE, TestAccounts.OTHER_PASSPHRASE))
        .isTrue();

    assertThat(here.code(desk)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(here.code(phone)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    pass(Duration.ofSeconds(4));
    assertThat(there.code(phone)).isEqualTo(ErrorCode.UNAUTHENTICATED);
    here.known(bobs);
  }

  @BothDatabases
  void passphrase_resetByAnAdmin_endsTheMembersSessions(TestDatabase database) {
    Node node = new Node(database);
    TenantId acme = node.accounts.tenant("Acme", null);
    AccountId ada = node.accounts.member(acme, "ada@acme.example", Role.MEMBER);
    String token = node.start(ada).token();
    node.known(token);

    node.accounts.resetPassphrase(acme, ada, TestAccounts.OTHER_PASSPHRASE);

    assertThat(node.code(token)).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @BothDatabases
  void role_changed_isFeltByTheSessionAtOnceHere_andWithin5SecondsElsewhere(TestDatabase database) {
    Node here = new Node(database);
    Node there = new Node(database);
    TenantId acme = here.accounts.tenant("Acme", null);
    here.accounts.member(acme, "admin@acme.example", Role.ADMIN);
    AccountId ada = here.accounts.member(acme, "ada@acme.example", Role.ADMIN);
    String token = here.start(ada).token();
    assertThat(here.permissions(token, acme)).contains(Permission.MEMBER_WRITE);
    assertThat(there.permissions(token, acme)).contains(Permission.MEMBER_WRITE);

    here.accounts.changeRole(acme, ada, Role.VIEWER);

    assertThat(here.permissions(token, acme)).isEqualTo(Role.VIEWER.permissions());
    pass(Duration.ofSeconds(4));
    assertThat(there.permissions(token, acme)).isEqualTo(Role.VIEWER.permissions());
  }

  @BothDatabases
  void member_removed_sessionHasNothingLeftInTheTenant(TestDatabase database) {
    Node node = new Node(database);
    TenantId acme = node.accounts.tenant("Acme", null);
    TenantId zeta = node.accounts.tenant("Zeta", null);
    node.accounts.member(acme, "admin@acme.example", Role.ADMIN);
    AccountId ada = node.accounts.member(acme, "ada@acme.example", Role.MEMBER);
    node.accounts.member(zeta, "ada@acme.example", Role.VIEWER);
    String token = node.start(ada).token();
    node.known(token);

    node.accounts.remove(acme, ada);

    SignedIn signedIn = node.known(token);
    assertThat(signedIn.in(acme)).isEmpty();
    assertThat(signedIn.in(zeta)).isPresent();
    node.accounts.remove(zeta, ada);
    assertThat(node.code(token)).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @BothDatabases
  void tenant_suspended_sessionOnlyReadsThere(TestDatabase database) {
    Node node = new Node(database);
    TenantId acme = node.accounts.tenant("Acme", null);
    String token = node.start(node.accounts.member(acme, "ada@acme.example", Role.ADMIN)).token();
    node.known(token);

    database.inPlatform(handle -> handle.execute("update tenant set status = 'suspended'"));
    node.sessions.changed(acme);

    assertThat(node.permissions(token, acme))
        .isEqualTo(Role.ADMIN.permissionsWhileSuspended())
        .doesNotContain(Permission.GATEWAY_CHAT, Permission.KEY_WRITE);
  }

  @BothDatabases
  void operator_hasThePlatformAndNothingInATenant(TestDatabase database) {
    Node node = new Node(database);
    TenantId acme = node.accounts.tenant("Acme", null);
    Account olga = node.accounts.account("olga@example.org", true);

    SignedIn signedIn = node.known(node.start(olga.id()).token());

    assertThat(signedIn.inPlatform().permissions()).isEqualTo(Role.OPERATOR);
    assertThat(signedIn.in(acme)).isEmpty();
  }

  @BothDatabases
  void change_withoutTheTokenOrFromElsewhere_isCsrfRejected(TestDatabase database) {
    Node node = new Node(database);
    AccountId ada = node.accounts.account("ada@example.org", false).id();
    StoredSessions.Started mine = node.start(ada);
    StoredSessions.Started other = node.start(ada);
    String csrf = mine.csrfToken();

    assertThat(node.change(mine.token(), csrf, true)).isNull();
    assertThat(node.change(mine.token(), null, true)).isEqualTo(ErrorCode.CSRF_REJECTED);
    assertThat(node.change(mine.token(), "", true)).isEqualTo(ErrorCode.CSRF_REJECTED);
    assertThat(node.change(mine.token(), csrf, false)).isEqualTo(ErrorCode.CSRF_REJECTED);
    assertThat(node.change(mine.token(), other.csrfToken(), true))
        .isEqualTo(ErrorCode.CSRF_REJECTED);
    assertThat(node.change("unknown", csrf, true)).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @BothDatabases
  void theToken_isNotInTheDatabase_andIsNotPrinted(TestDatabase database) {
    Node node = new Node(database);
    StoredSessions.Started started =
        node.start(node.accounts.account("ada@example.org", false).id());

    String rows =
        database.inPlatform(
            handle ->
                handle.createQuery("select * from account_session").mapToMap().list().toString());

    assertThat(rows).doesNotContain(started.token());
    assertThat(started.toString()).doesNotContain(started.token());
    assertThat(node.known(started.token()).toString()).doesNotContain(started.csrfToken());
    assertThat(new BrowserRequest(started.token(), started.csrfToken(), true, true).toString())
        .doesNotContain(started.token())
        .doesNotContain(started.csrfToken());
    assertThat(started.csrfToken()).doesNotContain(started.token());
  }

  @BothDatabases
  void start_longAddressAndAgent_areCut(TestDatabase database) {
    Node node = new Node(database);
    AccountId ada = node.accounts.account("ada@example.org", false).id();

    StoredSessions.Started started = node.sessions.start(ada, "a".repeat(1_000), "b".repeat(1_000));

    node.known(started.token());
  }

  @Test
  void config_nonsense_isRefused() {
    assertThatThrownBy(() -> new SessionConfig(Duration.ofMinutes(1), ABSOLUTE))
        .hasMessageContaining("holdfast.session.idle");
    assertThatThrownBy(() -> new SessionConfig(IDLE, Duration.ofHours(1)))
        .hasMessageContaining("holdfast.session.absolute");
    assertThatThrownBy(() -> new SessionConfig(IDLE, Duration.ofDays(31)))
        .hasMessageContaining("30d");
  }

  /** What one process has. */
  private final class Node extends ForwardingDatabase {
    private final StoredSessions sessions;
    private final TestAccounts accounts;
    private volatile boolean away;

    Node(Database database) {
      super(database);
      ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
      open.add(executor);
      this.sessions =
          new StoredSessions(
              this,
              new SessionStore(),
              new TokenSource(),
              new SessionConfig(IDLE, ABSOLUTE),
              clock,
              nanos::get,
              executor);
      this.accounts = new TestAccounts(database, clock, List.of(sessions));
    }

    StoredSessions.Started start(AccountId account) {
      return sessions.start(account, "192.0.2.1", "Firefox");
    }

    private Sessions.Resolution resolve(@Nullable String token) {
      return sessions
          .resolve(new BrowserRequest(token, null, false, false))
          .toCompletableFuture()
          .join();
    }

    SignedIn known(String token) {
      Sessions.Resolution resolution = resolve(token);
      assertThat(resolution).isInstanceOf(Sessions.Resolution.Known.class);
      return ((Sessions.Resolution.Known) resolution).session();
    }

    Set<Permission> permissions(String token, TenantId tenant) {
      return known(token).in(tenant).orElseThrow().permissions();
    }

    ErrorCode code(@Nullable String token) {
      Sessions.Resolution resolution = resolve(token);
      assertThat(resolution).isInstanceOf(Sessions.Resolution.Rejected.class);
      return ((Sessions.Resolution.Rejected) resolution).problem().code();
    }

    /** Null where the change may go on. */
    @Nullable ErrorCode change(String token, @Nullable String csrf, boolean sameSite) {
      return switch (sessions
          .resolve(new BrowserRequest(token, csrf, true, sameSite))
          .toCompletableFuture()
          .join()) {
        case Sessions.Resolution.Known known -> null;
        case Sessions.Resolution.Rejected rejected -> rejected.problem().code();
      };
    }

    long rows() {
      return inPlatform(
          handle ->
              handle.createQuery("select count(*) from account_session").mapTo(Long.class).one());
    }

    @Override
    public <T> T inPlatform(Work<T> work) {
      if (away) {
        throw Problem.of(ErrorCode.DATABASE_UNAVAILABLE).asException();
      }
      return super.inPlatform(work);
    }
  }
}
