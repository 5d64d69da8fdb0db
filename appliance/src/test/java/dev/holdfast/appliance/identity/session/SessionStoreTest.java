package dev.holdfast.appliance.identity.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.identity.account.Account;
import dev.holdfast.appliance.identity.account.TestAccounts;
import dev.holdfast.appliance.identity.token.TokenDigest;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of sessions, on both databases. */
class SessionStoreTest {
  private final SessionStore store = new SessionStore();
  private final SettableClock clock = new SettableClock();
  private final Instant now = clock.instant();

  private TokenDigest start(TestDatabase database, Account account, String token, Instant expires) {
    TokenDigest digest = TokenDigest.of(token);
    return database.inPlatform(
        handle -> {
          store.insert(
              handle,
              new SessionStore.NewSession(
                  digest, account.id(), now, expires, "192.0.2.1", "Firefox"));
          return digest;
        });
  }

  private Optional<LiveSession> find(TestDatabase database, TokenDigest digest) {
    return database.inPlatform(handle -> store.find(handle, digest));
  }

  @BothDatabases
  void find_session_hasItsPersonAndAllTheyAreMembersOf(TestDatabase database) {
    TestAccounts accounts = new TestAccounts(database, clock, List.of());
    Account ada = accounts.account("ada@example.org", true);
    TenantId zeta = accounts.tenant("Zeta", ada);
    TenantId acme = accounts.tenant("Acme", ada);
    accounts.tenant("Other", accounts.account("bob@example.org", false));
    database.inPlatform(
        handle ->
            handle.execute("update tenant set status = 'suspended' where id = ?", zeta.value()));

    LiveSession session =
        find(database, start(database, ada, "t", now.plusSeconds(60))).orElseThrow();

    assertThat(session.account()).isEqualTo(ada.id());
    assertThat(session.operator()).isTrue();
    assertThat(session.seenAt()).isEqualTo(now);
    assertThat(session.memberships())
        .containsExactly(
            new LiveSession.Membership(acme, "Acme", "acme", Role.ADMIN, false),
            new LiveSession.Membership(zeta, "Zeta", "zeta", Role.ADMIN, true));
  }

  @BothDatabases
  void find_roleOfALaterVersion_isTheLeast(TestDatabase database) {
    TestAccounts accounts = new TestAccounts(database, clock, List.of());
    Account ada = accounts.account("ada@example.org", false);
    accounts.tenant("Acme", ada);
    database.inPlatform(handle -> handle.execute("update membership set role = 'superuser'"));

    LiveSession session =
        find(database, start(database, ada, "t", now.plusSeconds(60))).orElseThrow();

    assertThat(session.memberships().getFirst().role()).isEqualTo(Role.VIEWER);
  }

  @BothDatabases
  void insert_sameTokenTwice_isADuplicate(TestDatabase database) {
    Account ada = new TestAccounts(database, clock, List.of()).account("ada@example.org", false);
    start(database, ada, "t", now.plusSeconds(60));

    assertThatThrownBy(() -> start(database, ada, "t", now.plusSeconds(60)))
        .matches(Database::isDuplicate);
  }

  @BothDatabases
  void delete_ofOne_leavesTheOthers_andOfAnAccountTakesAllOfIt(TestDatabase database) {
    TestAccounts accounts = new TestAccounts(database, clock, List.of());
    Account ada = accounts.account("ada@example.org", false);
    Account bob = accounts.account("bob@example.org", false);
    TokenDigest one = start(database, ada, "1", now.plusSeconds(60));
    TokenDigest two = start(database, ada, "2", now.plusSeconds(60));
    TokenDigest three = start(database, ada, "3", now.plusSeconds(60));
    TokenDigest bobs = start(database, bob, "4", now.plusSeconds(60));

    run(database, handle -> store.delete(handle, one));
    assertThat(find(database, one)).isEmpty();
    assertThat(find(database, two)).isPresent();
    run(database, handle -> store.deleteOf(handle, ada.id()));

    assertThat(find(database, two)).isEmpty();
    assertThat(find(database, three)).isEmpty();
    assertThat(find(database, bobs)).isPresent();
  }

  @BothDatabases
  void deleteOver_takesExpiredAndIdleOnes_toTheInstant(TestDatabase database) {
    Account ada = new TestAccounts(database, clock, List.of()).account("ada@example.org", false);
    start(database, ada, "expired now", now);
    start(database, ada, "expires next", now.plusMillis(1));
    TokenDigest seenLately = start(database, ada, "seen lately", now.plusSeconds(60));
    run(database, handle -> store.seen(handle, seenLately, now.plusSeconds(1)));

    int deleted = database.inPlatform(handle -> store.deleteOver(handle, now, now.minusSeconds(1)));
    assertThat(deleted).isEqualTo(1);

    deleted = database.inPlatform(handle -> store.deleteOver(handle, now, now));
    assertThat(deleted).isEqualTo(1);
    assertThat(find(database, seenLately)).isPresent();
  }

  @BothDatabases
  void account_withASession_cannotGoBeforeIt(TestDatabase database) {
    Account ada = new TestAccounts(database, clock, List.of()).account("ada@example.org", false);
    start(database, ada, "t", now.plusSeconds(60));

    assertThatThrownBy(() -> database.inPlatform(handle -> handle.execute("delete from account")))
        .isInstanceOf(RuntimeException.class);
  }

  private static void run(
      TestDatabase database, java.util.function.Consumer<org.jdbi.v3.core.Handle> work) {
    database.inPlatform(
        handle -> {
          work.accept(handle);
          return handle;
        });
  }
}
