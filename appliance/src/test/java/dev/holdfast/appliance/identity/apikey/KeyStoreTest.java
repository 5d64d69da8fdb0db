package dev.holdfast.appliance.identity.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.identity.KeyId;
import dev.holdfast.appliance.identity.token.TokenDigest;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The table of keys, on both databases. */
class KeyStoreTest {
  private final KeyStore store = new KeyStore();

  @BothDatabases
  void insert_everyField_comesBackAsItWas(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home home = keys.home("acme");
    StoredKey key =
        keys.stored(home, keys.key(home, "a key", Keys.AT, Keys.AT.plus(Duration.ofDays(30))));

    assertThat(all(database, home, 10)).containsExactly(key);
  }

  @BothDatabases
  void insert_lastInstantThatIsTaken_comesBack(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home home = keys.home("acme");
    Instant last = Instant.parse("9999-12-31T23:59:59.999999Z");
    keys.stored(home, keys.key(home, "for ever", Keys.AT, last));

    assertThat(all(database, home, 10).getFirst().grant().expiresAt()).isEqualTo(last);
  }

  @BothDatabases
  void insert_sameDigestTwice_isADuplicateEvenInAnotherTenant(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home acme = keys.home("acme");
    Keys.Home zeta = keys.home("zeta");
    StoredKey key = keys.stored(acme, "one", Keys.AT);
    StoredKey other = keys.key(zeta, "two", Keys.AT, null);

    assertThatThrownBy(
            () ->
                database.inTenant(
                    zeta.tenant(),
                    handle -> {
                      store.insert(handle, other, Keys.digest(key));
                      return other;
                    }))
        .matches(Database::isDuplicate);
  }

  @BothDatabases
  void insert_intoAnotherTenantsScope_landsInTheScopesTenant(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home acme = keys.home("acme");
    Keys.Home zeta = keys.home("zeta");
    StoredKey claimsToBeAcmes = keys.key(acme, "smuggled", Keys.AT, null);

    database.inTenant(
        zeta.tenant(),
        handle -> {
          store.insert(handle, claimsToBeAcmes, Keys.digest(claimsToBeAcmes));
          return claimsToBeAcmes;
        });

    assertThat(all(database, acme, 10)).isEmpty();
    assertThat(all(database, zeta, 10))
        .extracting(StoredKey::tenant)
        .containsExactly(zeta.tenant());
  }

  @BothDatabases
  void all_manyRevokedSince_theOldLiveOneIsStillSeen(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home home = keys.home("acme");
    StoredKey old = keys.stored(home, "old but alive", Keys.AT);
    for (int i = 1; i <= 5; i++) {
      StoredKey key = keys.stored(home, "rotated " + i, Keys.AT.plusSeconds(i));
      revoke(database, home, key.id(), Keys.AT.plusSeconds(100));
    }

    assertThat(all(database, home, 2))
        .extracting(key -> key.grant().name())
        .containsExactly("rotated 5", "rotated 4", "old but alive");
    assertThat(all(database, home, 2)).contains(old);
  }

  @BothDatabases
  void all_madeInTheSameInstant_haveOneOrder(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home home = keys.home("acme");
    for (int i = 0; i < 8; i++) {
      keys.stored(home, "k" + i, Keys.AT);
    }

    assertThat(all(database, home, 10)).isEqualTo(all(database, home, 10)).hasSize(8);
  }

  @BothDatabases
  void revoke_twice_keepsTheFirstTimeAndGivesTheDigestBothTimes(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home home = keys.home("acme");
    StoredKey key = keys.stored(home, "key", Keys.AT);

    assertThat(revoke(database, home, key.id(), Keys.AT.plusSeconds(1))).contains(Keys.digest(key));
    assertThat(revoke(database, home, key.id(), Keys.AT.plusSeconds(9))).contains(Keys.digest(key));

    assertThat(all(database, home, 10).getFirst().revokedAt()).isEqualTo(Keys.AT.plusSeconds(1));
  }

  @BothDatabases
  void revoke_ofAnotherTenant_isEmptyAndChangesNothing(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home acme = keys.home("acme");
    Keys.Home zeta = keys.home("zeta");
    StoredKey key = keys.stored(acme, "acme's", Keys.AT);

    assertThat(revoke(database, zeta, key.id(), Keys.AT)).isEmpty();
    assertThat(revoke(database, zeta, new KeyId(UUID.randomUUID()), Keys.AT)).isEmpty();

    assertThat(all(database, acme, 10).getFirst().revokedAt()).isNull();
  }

  @BothDatabases
  void countLive_leavesOutTheRevokedAndTheNeighbours(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home acme = keys.home("acme");
    Keys.Home zeta = keys.home("zeta");
    StoredKey first = keys.stored(acme, "one", Keys.AT);
    keys.stored(acme, "two", Keys.AT);
    keys.stored(zeta, "theirs", Keys.AT);
    revoke(database, acme, first.id(), Keys.AT);

    assertThat(database.<Long>inTenant(acme.tenant(), store::countLive)).isEqualTo(1);
  }

  @BothDatabases
  void find_byDigest_saysWhetherItsTenantMayAct(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home home = keys.home("acme");
    StoredKey key = keys.stored(home, "key", Keys.AT);

    assertThat(find(database, Keys.digest(key)).orElseThrow().suspended()).isFalse();
    for (String status : List.of("suspended", "closing", "")) {
      database.inPlatform(handle -> handle.execute("update tenant set status = ?", status));
      assertThat(find(database, Keys.digest(key)).orElseThrow().suspended()).as(status).isTrue();
    }
    assertThat(find(database, TokenDigest.of("another"))).isEmpty();
  }

  @BothDatabases
  void find_scopesOfALaterVersion_grantNothing(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home home = keys.home("acme");
    StoredKey key = keys.stored(home, "key", Keys.AT);
    database.inPlatform(
        handle -> handle.execute("update api_key set permissions = 'future:all keys:read  x'"));

    assertThat(find(database, Keys.digest(key)).orElseThrow().key().grant().permissions())
        .extracting(permission -> permission.code())
        .containsExactly("keys:read");
  }

  @BothDatabases
  void used_neverGoesBack(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home home = keys.home("acme");
    StoredKey key = keys.stored(home, "key", Keys.AT);

    used(database, Map.of(key.id(), Keys.AT.plusSeconds(60)));
    used(database, Map.of(key.id(), Keys.AT.plusSeconds(30)));
    assertThat(all(database, home, 1).getFirst().lastUsedAt()).isEqualTo(Keys.AT.plusSeconds(60));

    used(database, Map.of(key.id(), Keys.AT.plusSeconds(90)));
    assertThat(all(database, home, 1).getFirst().lastUsedAt()).isEqualTo(Keys.AT.plusSeconds(90));
  }

  @BothDatabases
  void used_aKeyThatIsGone_spoilsNotTheOthers(TestDatabase database) {
    Keys keys = new Keys(database);
    Keys.Home home = keys.home("acme");
    StoredKey key = keys.stored(home, "key", Keys.AT);
    Map<KeyId, Instant> uses = new HashMap<>();
    uses.put(new KeyId(UUID.randomUUID()), Keys.AT.plusSeconds(5));
    uses.put(key.id(), Keys.AT.plusSeconds(5));

    used(database, uses);

    assertThat(all(database, home, 1).getFirst().lastUsedAt()).isEqualTo(Keys.AT.plusSeconds(5));
  }

  private List<StoredKey> all(TestDatabase database, Keys.Home home, int most) {
    return database.inTenant(home.tenant(), handle -> store.all(handle, most));
  }

  private Optional<TokenDigest> revoke(
      TestDatabase database, Keys.Home home, KeyId id, Instant at) {
    return database.inTenant(home.tenant(), handle -> store.revoke(handle, id, at));
  }

  private Optional<KeyStore.Presented> find(TestDatabase database, TokenDigest digest) {
    return database.inPlatform(handle -> store.find(handle, digest));
  }

  private void used(TestDatabase database, Map<KeyId, Instant> uses) {
    database.inPlatform(
        handle -> {
          store.used(handle, uses);
          return uses;
        });
  }
}
