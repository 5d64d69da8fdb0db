package dev.holdfast.appliance.identity.account;

import static dev.holdfast.appliance.identity.account.TestAccounts.OTHER_PASSPHRASE;
import static dev.holdfast.appliance.identity.account.TestAccounts.PASSPHRASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.identity.AccountId;
import dev.holdfast.appliance.licensing.QuotaName;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.ForwardingDatabase;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Handle;

/** Accounts on both databases: made once, verified without a hint, changed by their owner. */
class AccountsTest {
  private final SettableClock clock = new SettableClock();
  private final List<String> heard = new ArrayList<>();
  private final AccountListener listener =
      new AccountListener() {
        @Override
        public void ending(Handle handle, AccountId account) {
          heard.add("ending");
        }

        @Override
        public void changed(AccountId account) {
          heard.add("changed");
        }
      };

  private TestAccounts on(Database database) {
    return new TestAccounts(database, clock, List.of(listener));
  }

  @BothDatabases
  void verify_rightPassphrase_isTheAccountWhateverTheCaseOfTheAddress(TestDatabase database) {
    TestAccounts at = on(database);
    Account ada = at.account("Ada@Example.org", false);

    assertThat(at.accounts.verify("ada@example.ORG", PASSPHRASE)).contains(ada);
    assertThat(at.accounts.verify("  ada@example.org ", PASSPHRASE)).contains(ada);
    assertThat(ada.email().text()).isEqualTo("Ada@Example.org");
  }

  @BothDatabases
  void verify_wrongOrUnknown_isEmptyAlike(TestDatabase database) {
    TestAccounts at = on(database);
    at.account("ada@example.org", false);

    assertThat(at.accounts.verify("ada@example.org", OTHER_PASSPHRASE)).isEmpty();
    assertThat(at.accounts.verify("ada@example.org", "")).isEmpty();
    assertThat(at.accounts.verify("nobody@example.org", PASSPHRASE)).isEmpty();
    assertThat(at.accounts.verify("not an address", PASSPHRASE)).isEmpty();
    assertThat(at.accounts.verify("ada@example.org", "x".repeat(10_000))).isEmpty();
  }

  /** Where no hash can be computed, both fail alike: so each of them computes one (O24). */
  @BothDatabases
  void verify_unknownAccount_costsAHashAsAKnownOneDoes(TestDatabase database) {
    on(database).account("ada@example.org", false);
    TestAccounts withoutHashes = on(new InterruptingDatabase(database));

    for (String email : List.of("ada@example.org", "nobody@example.org")) {
      assertProblem(() -> withoutHashes.accounts.verify(email, PASSPHRASE), ErrorCode.OVERLOADED);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @BothDatabases
  void verify_hashWithLesserParameters_isMadeAnew(TestDatabase database) {
    TestAccounts at = on(database);
    Account ada = at.account("ada@example.org", false);
    Accounts dearer =
        new Accounts(
            database,
            at.store,
            new Passphrases(new Passphrases.Cost(128, 2, 1)),
            new PassphraseRules(),
            at.licensing,
            List.of(),
            new IdSource(),
            clock);

    assertThat(dearer.verify("ada@example.org", OTHER_PASSPHRASE)).isEmpty();
    assertThat(hash(database, at, ada)).contains("m=64,t=1");
    assertThat(dearer.verify("ada@example.org", PASSPHRASE)).contains(ada);
    assertThat(hash(database, at, ada)).contains("m=128,t=2");
    assertThat(dearer.verify("ada@example.org", PASSPHRASE)).contains(ada);
  }

  @BothDatabases
  void rehash_passphraseChangedMeanwhile_changesNothing(TestDatabase database) {
    TestAccounts at = on(database);
    Account ada = at.account("ada@example.org", false);
    String before = hash(database, at, ada);

    database.inPlatform(
        handle -> {
          at.store.rehash(handle, ada.id(), "another hash", "fresh");
          return ada;
        });

    assertThat(hash(database, at, ada)).isEqualTo(before);
  }

  @BothDatabases
  void create_sameAddressInOtherCase_isADuplicate(TestDatabase database) {
    TestAccounts at = on(database);
    at.account("ada@example.org", false);

    assertThatThrownBy(() -> at.account("ADA@example.org", false))
        .satisfies(e -> assertThat(Database.isDuplicate(e)).isTrue());
    assertThat(at.accounts.count()).isEqualTo(1);
  }

  @BothDatabases
  void create_beyondTheLicence_isRefusedAndMakesNothing(TestDatabase database) {
    TestAccounts at = on(database);
    at.licensing.limit(QuotaName.USERS, 1);
    at.account("ada@example.org", false);

    assertProblem(() -> at.account("bob@example.org", false), ErrorCode.LICENCE_QUOTA_REACHED);
    assertThat(at.accounts.count()).isEqualTo(1);
  }

  @BothDatabases
  void create_manyAtOnceOnTwoNodes_neverPassesTheLicence(TestDatabase database) {
    try (Database second = database.secondNode()) {
      TestAccounts here = on(database);
      TestAccounts there = on(second);
      here.licensing.limit(QuotaName.USERS, 3);
      there.licensing.limit(QuotaName.USERS, 3);
      List<Future<Account>> made = new ArrayList<>();
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 10; i++) {
          TestAccounts node = i % 2 == 0 ? here : there;
          String email = "person" + i + "@example.org";
          made.add(executor.submit(() -> node.account(email, false)));
        }
      }

      assertThat(made).filteredOn(one -> one.state() == Future.State.SUCCESS).hasSize(3);
      assertThat(here.accounts.count()).isEqualTo(3);
    }
  }

  @BothDatabases
  void draft_badInput_saysWhichField(TestDatabase database) {
    TestAccounts at = on(database);

    assertProblem(() -> at.accounts.draft(null, "Ada", PASSPHRASE), ErrorCode.REQUEST_INVALID);
    assertProblem(
        () -> at.accounts.draft("nonsense", "Ada", PASSPHRASE), ErrorCode.REQUEST_INVALID);
    assertProblem(
        () -> at.accounts.draft("a@b.example", " ", PASSPHRASE), ErrorCode.REQUEST_INVALID);
    assertProblem(
        () -> at.accounts.draft("a@b.example", "Ada", "short"), ErrorCode.PASSPHRASE_WEAK);
    assertProblem(() -> at.accounts.draft("a@b.example", "Ada", null), ErrorCode.PASSPHRASE_WEAK);
    assertThat(at.accounts.draft("a@b.example", "Ada", PASSPHRASE).toString())
        .doesNotContain("argon2");
  }

  @BothDatabases
  void changePassphrase_withTheCurrentOne_endsWhatWasOpenedWithIt(TestDatabase database) {
    TestAccounts at = on(database);
    Account ada = at.account("ada@example.org", false);

    assertThat(at.accounts.changePassphrase(ada.id(), PASSPHRASE, OTHER_PASSPHRASE)).isTrue();

    assertThat(heard).containsExactly("ending", "changed");
    assertThat(at.accounts.verify("ada@example.org", PASSPHRASE)).isEmpty();
    assertThat(at.accounts.verify("ada@example.org", OTHER_PASSPHRASE)).contains(ada);
  }

  @BothDatabases
  void changePassphrase_withoutTheCurrentOne_changesNothing(TestDatabase database) {
    TestAccounts at = on(database);
    Account ada = at.account("ada@example.org", false);
    AccountId nobody = new AccountId(UUID.randomUUID());

    assertThat(at.accounts.changePassphrase(ada.id(), "wrong", OTHER_PASSPHRASE)).isFalse();
    assertThat(at.accounts.changePassphrase(ada.id(), "x".repeat(9_999), OTHER_PASSPHRASE))
        .isFalse();
    assertThat(at.accounts.changePassphrase(nobody, PASSPHRASE, OTHER_PASSPHRASE)).isFalse();

    assertThat(heard).isEmpty();
    assertThat(at.accounts.verify("ada@example.org", PASSPHRASE)).isPresent();
  }

  @BothDatabases
  void changePassphrase_toAWeakOne_isRefusedAndChangesNothing(TestDatabase database) {
    TestAccounts at = on(database);
    Account ada = at.account("ada@example.org", false);

    assertProblem(
        () -> at.accounts.changePassphrase(ada.id(), PASSPHRASE, "aaaaaaaaaaaaaaaaaaaa"),
        ErrorCode.PASSPHRASE_WEAK);
    assertProblem(
        () -> at.accounts.changePassphrase(ada.id(), PASSPHRASE, null), ErrorCode.PASSPHRASE_WEAK);
    assertThat(at.accounts.verify("ada@example.org", PASSPHRASE)).isPresent();
  }

  @BothDatabases
  void operatorExists_onlyOnceThereIsOne(TestDatabase database) {
    TestAccounts at = on(database);
    at.account("ada@example.org", false);
    assertThat(at.accounts.operatorExists()).isFalse();

    Account olga = at.account("olga@example.org", true);

    assertThat(at.accounts.operatorExists()).isTrue();
    assertThat(at.accounts.find(olga.id())).contains(olga);
    assertThat(at.accounts.find(new AccountId(UUID.randomUUID()))).isEmpty();
    assertThat(new UserQuotaUse(at.accounts).used()).isEqualTo(2);
    assertThat(new UserQuotaUse(at.accounts).name()).isEqualTo(QuotaName.USERS);
  }

  @BothDatabases
  void account_inTheDatabase_isWithoutItsPassphrase(TestDatabase database) {
    TestAccounts at = on(database);
    Account ada = at.account("ada@example.org", false);

    String rows =
        database.inPlatform(
            handle -> handle.createQuery("select * from account").mapToMap().list().toString());

    assertThat(rows).contains("ada@example.org", "$argon2id$").doesNotContain("tractor");
    String printed = database.inPlatform(handle -> at.store.find(handle, ada.id()).toString());
    assertThat(printed).doesNotContain("argon2");
  }

  private static String hash(Database database, TestAccounts at, Account account) {
    return database.inPlatform(
        handle -> at.store.find(handle, account.id()).orElseThrow().passphraseHash());
  }

  static void assertProblem(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }

  /** After each use of it the thread is interrupted, so that whoever would wait next fails. */
  private static final class InterruptingDatabase extends ForwardingDatabase {
    InterruptingDatabase(Database database) {
      super(database);
    }

    @Override
    public <T> T inTenant(TenantId tenant, Work<T> work) {
      T result = super.inTenant(tenant, work);
      Thread.currentThread().interrupt();
      return result;
    }

    @Override
    public <T> T inPlatform(Work<T> work) {
      T result = super.inPlatform(work);
      Thread.currentThread().interrupt();
      return result;
    }
  }
}
