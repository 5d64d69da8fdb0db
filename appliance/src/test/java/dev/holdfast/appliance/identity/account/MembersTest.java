package dev.holdfast.appliance.identity.account;

import static dev.holdfast.appliance.identity.account.AccountsTest.assertProblem;
import static dev.holdfast.appliance.identity.account.TestAccounts.OTHER_PASSPHRASE;
import static dev.holdfast.appliance.identity.account.TestAccounts.PASSPHRASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.authz.Role;
import dev.holdfast.appliance.identity.AccountId;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.SettableClock;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Who belongs to a tenant, on both databases: never nobody's, and never another tenant's. */
class MembersTest {
  private final SettableClock clock = new SettableClock();

  private TestAccounts on(Database database) {
    return new TestAccounts(database, clock, List.of());
  }

  /** Two tenants without members yet. */
  private final class House {
    final TestAccounts at;
    final TenantId acme;
    final TenantId zeta;

    House(Database database) {
      at = on(database);
      acme = at.tenant("Acme", null);
      zeta = at.tenant("Zeta", null);
    }

    AccountId inAcme(String name, Role role) {
      return at.member(acme, name + "@acme.example", role);
    }

    Role role(TenantId tenant, AccountId account) {
      return at.members.all(tenant).stream()
          .filter(member -> member.account().id().equals(account))
          .map(MembershipStore.Member::role)
          .findFirst()
          .orElseThrow();
    }

    void assertSignsIn(String passphrase) {
      assertThat(at.accounts.verify("ada@acme.example", passphrase)).isPresent();
    }

    void assertSignsInNoMoreWith(String passphrase) {
      assertThat(at.accounts.verify("ada@acme.example", passphrase)).isEmpty();
    }
  }

  @BothDatabases
  void founded_byAPerson_makesThemTheAdministrator(TestDatabase database) {
    TestAccounts at = on(database);
    Account olga = at.account("olga@example.org", true);

    TenantId acme = at.tenant("Acme", olga);

    assertThat(at.members.all(acme))
        .singleElement()
        .satisfies(
            member -> {
              assertThat(member.account()).isEqualTo(olga);
              assertThat(member.role()).isEqualTo(Role.ADMIN);
              assertThat(member.joinedAt()).isEqualTo(clock.instant());
            });
  }

  @BothDatabases
  void founded_byTheMachine_hasNoMembersYet(TestDatabase database) {
    TestAccounts at = on(database);

    assertThat(at.members.all(at.tenant("Acme", null))).isEmpty();
  }

  @BothDatabases
  void add_somebodyNew_makesTheirAccount(TestDatabase database) {
    House house = new House(database);

    AccountId ada = house.at.member(house.acme, "Ada@Acme.example", Role.MEMBER);

    assertThat(house.role(house.acme, ada)).isEqualTo(Role.MEMBER);
    house.assertSignsIn(PASSPHRASE);
  }

  @BothDatabases
  void add_somebodyWithAnAccount_keepsTheirNameAndPassphrase(TestDatabase database) {
    House house = new House(database);
    AccountId ada = house.inAcme("ada", Role.ADMIN);

    MembershipStore.Member again =
        house.at.members.add(
            house.zeta,
            new Members.NewMember("ADA@acme.example", "Other", Role.VIEWER, OTHER_PASSPHRASE));

    assertThat(again.account().id()).isEqualTo(ada);
    assertThat(again.account().name()).isEqualTo("Some One");
    house.assertSignsInNoMoreWith(OTHER_PASSPHRASE);
    assertThat(house.role(house.acme, ada)).isEqualTo(Role.ADMIN);
    assertThat(house.role(house.zeta, ada)).isEqualTo(Role.VIEWER);
  }

  @BothDatabases
  void add_sameTwiceInOtherCase_isAConflict(TestDatabase database) {
    House house = new House(database);
    house.inAcme("ada", Role.MEMBER);

    assertProblem(
        () -> house.at.member(house.acme, "Ada@ACME.example", Role.ADMIN), ErrorCode.CONFLICT);
    assertThat(house.at.members.all(house.acme)).hasSize(1);
  }

  @BothDatabases
  void remove_theOnlyAdministrator_isAConflict(TestDatabase database) {
    House house = new House(database);
    AccountId ada = house.inAcme("ada", Role.ADMIN);
    house.inAcme("bob", Role.MEMBER);

    assertProblem(() -> house.at.remove(house.acme, ada), ErrorCode.CONFLICT);
    assertProblem(() -> house.at.changeRole(house.acme, ada, Role.MEMBER), ErrorCode.CONFLICT);
    assertThat(house.role(house.acme, ada)).isEqualTo(Role.ADMIN);
  }

  @BothDatabases
  void changeRole_onlyAdministratorToAdministrator_isNoConflict(TestDatabase database) {
    House house = new House(database);
    AccountId ada = house.inAcme("ada", Role.ADMIN);

    house.at.changeRole(house.acme, ada, Role.ADMIN);

    assertThat(house.role(house.acme, ada)).isEqualTo(Role.ADMIN);
  }

  @BothDatabases
  void remove_oneOfTwoAdministrators_thenTheOtherStays(TestDatabase database) {
    House house = new House(database);
    AccountId ada = house.inAcme("ada", Role.ADMIN);
    AccountId bob = house.inAcme("bob", Role.ADMIN);

    assertThat(house.at.remove(house.acme, ada)).isTrue();

    assertProblem(() -> house.at.remove(house.acme, bob), ErrorCode.CONFLICT);
  }

  /** Each sees two administrators when it begins; the locked rows let only one of them go on. */
  @BothDatabases
  void remove_bothAdministratorsAtOnce_oneStays(TestDatabase database) {
    House house = new House(database);
    List<AccountId> administrators = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      administrators.add(house.at.member(house.acme, "admin" + i + "@acme.example", Role.ADMIN));
    }
    List<Future<Boolean>> removals = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (AccountId administrator : administrators) {
        removals.add(executor.submit(() -> house.at.remove(house.acme, administrator)));
      }
    }

    assertThat(removals).filteredOn(one -> one.state() == Future.State.SUCCESS).hasSizeLessThan(6);
    assertThat(house.at.members.all(house.acme))
        .isNotEmpty()
        .allSatisfy(member -> assertThat(member.role()).isEqualTo(Role.ADMIN));
  }

  @BothDatabases
  void remove_theLastThatAnAccountHad_takesTheAccountToo(TestDatabase database) {
    House house = new House(database);
    house.inAcme("admin", Role.ADMIN);
    AccountId ada = house.inAcme("ada", Role.MEMBER);
    house.at.member(house.zeta, "ada@acme.example", Role.MEMBER);

    house.at.remove(house.acme, ada);
    assertThat(house.at.accounts.find(ada)).isPresent();
    house.at.remove(house.zeta, ada);
    assertThat(house.at.accounts.find(ada)).isEmpty();
  }

  @BothDatabases
  void remove_anOperator_keepsTheAccount(TestDatabase database) {
    TestAccounts at = on(database);
    Account olga = at.account("olga@example.org", true);
    TenantId acme = at.tenant("Acme", olga);
    at.member(acme, "admin@acme.example", Role.ADMIN);

    assertThat(at.remove(acme, olga.id())).isTrue();

    assertThat(at.accounts.find(olga.id())).contains(olga);
  }

  @BothDatabases
  void remove_whoIsNoMember_isFalse(TestDatabase database) {
    House house = new House(database);

    assertThat(house.at.remove(house.acme, new AccountId(UUID.randomUUID()))).isFalse();
  }

  @BothDatabases
  void change_nameAndPassphrase_ofOnesOwnMember(TestDatabase database) {
    House house = new House(database);
    AccountId ada = house.inAcme("ada", Role.MEMBER);

    MembershipStore.Member changed =
        house
            .at
            .members
            .change(house.acme, ada, new Members.MemberChange("Ada L.", null, OTHER_PASSPHRASE))
            .orElseThrow();

    assertThat(changed.account().name()).isEqualTo("Ada L.");
    assertThat(changed.role()).isEqualTo(Role.MEMBER);
    house.assertSignsIn(OTHER_PASSPHRASE);
    house.assertSignsInNoMoreWith(PASSPHRASE);
  }

  @BothDatabases
  void change_passphraseOfSomebodyWhoServesElsewhereToo_isAConflict(TestDatabase database) {
    TestAccounts at = on(database);
    Account olga = at.account("olga@example.org", true);
    TenantId acme = at.tenant("Acme", olga);
    TenantId zeta = at.tenant("Zeta", null);
    AccountId ada = at.member(acme, "ada@acme.example", Role.MEMBER);
    at.member(zeta, "ada@acme.example", Role.MEMBER);

    for (AccountId shared : List.of(olga.id(), ada)) {
      assertProblem(() -> at.resetPassphrase(acme, shared, OTHER_PASSPHRASE), ErrorCode.CONFLICT);
      assertProblem(
          () -> at.members.change(acme, shared, new Members.MemberChange("Mine", null, null)),
          ErrorCode.CONFLICT);
    }
    assertThat(at.accounts.verify("ada@acme.example", PASSPHRASE)).isPresent();
  }

  @BothDatabases
  void change_whoIsNoMember_isEmptyAndChangesNothing(TestDatabase database) {
    House house = new House(database);
    AccountId ada = house.inAcme("ada", Role.MEMBER);

    assertThat(
            house.at.members.change(
                house.zeta, ada, new Members.MemberChange("Stolen", Role.ADMIN, OTHER_PASSPHRASE)))
        .isEmpty();
    assertThat(house.at.remove(house.zeta, ada)).isFalse();
    house.assertSignsIn(PASSPHRASE);
    assertThat(house.role(house.acme, ada)).isEqualTo(Role.MEMBER);
  }

  @BothDatabases
  void members_ofAnotherTenant_areInvisibleEvenToASelectWithoutItsPredicate(TestDatabase database) {
    House house = new House(database);
    AccountId ada = house.inAcme("ada", Role.MEMBER);
    MembershipStore store = new MembershipStore();

    assertThat(house.at.members.all(house.zeta)).isEmpty();
    Optional<MembershipStore.Member> found =
        database.inTenant(house.zeta, handle -> store.find(handle, house.zeta, ada));
    assertThat(found).isEmpty();
    if (database.kind() == Database.Kind.POSTGRESQL) {
      // In one tenant's scope the other's rows do not exist, whatever is asked for.
      List<MembershipStore.Member> seen =
          database.inTenant(house.zeta, handle -> store.all(handle, house.acme));
      assertThat(seen).isEmpty();
    }
  }

  @BothDatabases
  void records_printed_holdNoPassphrase(TestDatabase database) {
    assertThat(
            Map.of(
                    "new", new Members.NewMember("a@b.example", "Ada", Role.ADMIN, PASSPHRASE),
                    "change", new Members.MemberChange("Ada", Role.ADMIN, PASSPHRASE))
                .toString())
        .doesNotContain("tractor");
  }
}
