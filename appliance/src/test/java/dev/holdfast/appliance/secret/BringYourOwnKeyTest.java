package dev.holdfast.appliance.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.appliance.audit.AuditEvent;
import dev.holdfast.appliance.audit.Outcome;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The traps of letting customers hold the key, each by its number. */
class BringYourOwnKeyTest {
  private final SecretBench bench = new SecretBench();

  @BothDatabases
  void b01_customerRevokesTheKey_readsStopWithinTheCacheTimeEvenInUse(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] sealed = secrets.seal(bench.alice, bench.place, bench.secret);
    secrets.open(bench.alice, bench.place, sealed);

    bench.kms.fail(ErrorCode.KMS_REFUSED);
    bench.clock.advance(SecretBench.KEY_CACHE);

    assertThatThrownBy(() -> secrets.open(bench.alice, bench.place, sealed))
        .hasMessageContaining("kms_refused");
    assertThatThrownBy(() -> secrets.seal(bench.alice, bench.place, bench.secret))
        .hasMessageContaining("kms_refused");
  }

  @BothDatabases
  void b03_wrappedKeyPutIntoAnotherTenantsRow_isRefusedEvenForAnOperator(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] sealed = secrets.seal(bench.alice, bench.place, bench.secret);

    // Whoever can write the database gives Bob a copy of Alice's wrapped key.
    database.inPlatform(
        h ->
            h.createUpdate(
                    "insert into tenant_data_key select cast(:bob as uuid), version, wrapped,"
                        + " wrapped_by, wrapped_at, created_at from tenant_data_key")
                .bind("bob", bench.bob)
                .execute());

    assertThatThrownBy(() -> secrets.open(bench.bob, bench.place, sealed))
        .hasMessageContaining("kms_refused");
    assertThatThrownBy(() -> secrets.seal(bench.bob, bench.place, bench.secret))
        .hasMessageContaining("kms_refused");
  }

  @BothDatabases
  void b03_valueOfAnotherTenant_isUnreadable(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] sealed = secrets.seal(bench.alice, bench.place, bench.secret);
    secrets.seal(bench.bob, bench.place, bench.secret);

    assertThatThrownBy(() -> secrets.open(bench.bob, bench.place, sealed))
        .hasMessageContaining("secret_unreadable");
  }

  @Test
  void b04_context_anySpellingOfATenant_isTheSameBytes() {
    TenantId tenant = bench.alice;
    TenantId again = TenantId.parse(tenant.text()).orElseThrow();
    TenantId upper =
        new TenantId(UUID.fromString(tenant.value().toString().toUpperCase(Locale.ROOT)));

    assertThat(EnvelopeSecrets.context(again)).isEqualTo(EnvelopeSecrets.context(tenant));
    assertThat(EnvelopeSecrets.context(upper)).isEqualTo(EnvelopeSecrets.context(tenant));
    assertThat(EnvelopeSecrets.context(bench.bob)).isNotEqualTo(EnvelopeSecrets.context(tenant));
  }

  @Test
  void b04_place_namesThatUnicodeCouldSpellTwice_areNotTaken() {
    for (String name :
        List.of("caf\u00e9", "cafe\u0301", "Provider", "provider ", "\uff50rovider", "", "a.b")) {
      assertThatThrownBy(() -> new Secrets.Place(name, "secret", bench.ids.next()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Secrets.Place("provider", name, bench.ids.next()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @BothDatabases
  void b06_ciphertextMovedToAnotherPlace_isUnreadable(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] sealed = secrets.seal(bench.alice, bench.place, bench.secret);
    UUID row = bench.place.row();

    for (Secrets.Place other :
        List.of(
            new Secrets.Place("provider", "secret", bench.ids.next()),
            new Secrets.Place("provider", "other", row),
            new Secrets.Place("webhook", "secret", row),
            // The same letters, cut elsewhere.
            new Secrets.Place("providers", "ecret", row))) {
      assertThatThrownBy(() -> secrets.open(bench.alice, other, sealed))
          .hasMessageContaining("secret_unreadable")
          .hasMessageContaining(other.toString());
    }
  }

  @BothDatabases
  void b07_backupMadeUnderADeletedKey_staysUnreadable(TestDatabase database) {
    byte[] sealed = bench.node(database).seal(bench.alice, bench.place, bench.secret);

    bench.kms.replaceKey();

    try (Database restored = database.secondNode()) {
      EnvelopeSecrets afterwards = bench.node(restored);
      assertThatThrownBy(() -> afterwards.open(bench.alice, bench.place, sealed))
          .hasMessageContaining("kms_refused");
      assertThatThrownBy(() -> afterwards.seal(bench.alice, bench.place, bench.secret))
          .as("no new data key takes the place of one that cannot be opened")
          .hasMessageContaining("kms_refused");
    }
  }

  @BothDatabases
  void b08_everyWrapAndUnwrap_isInTheTenantsAuditLogWithIntentAndOutcome(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] sealed = secrets.seal(bench.alice, bench.place, bench.secret);

    assertThat(bench.audit.events())
        .extracting(AuditEvent::action, AuditEvent::outcome)
        .containsExactly(
            tuple("kms.wrap", Outcome.STARTED),
            tuple("kms.wrap", Outcome.SUCCESS),
            tuple("kms.unwrap", Outcome.STARTED),
            tuple("kms.unwrap", Outcome.SUCCESS));
    assertThat(bench.audit.events())
        .allSatisfy(
            event -> {
              assertThat(event.tenant()).isEqualTo(bench.alice);
              assertThat(event.target()).isEqualTo("fake");
              assertThat(event.details()).containsEntry("keyVersion", "1");
            });

    bench.audit.clear();
    secrets.rotate(bench.alice);
    secrets.rewrap(bench.alice);
    secrets.open(bench.alice, bench.place, sealed);
    assertThat(bench.audit.outcomes("kms.wrap"))
        .as("the new key once, and both again")
        .hasSize(3)
        .allMatch(event -> event.outcome() == Outcome.SUCCESS);
    assertThat(bench.audit.outcomes("kms.unwrap"))
        .extracting(event -> event.details().get("keyVersion"))
        .contains("2");
  }

  @BothDatabases
  void b08_denial_isWrittenEachTimeWithItsCode(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] sealed = secrets.seal(bench.alice, bench.place, bench.secret);
    for (ErrorCode code : List.of(ErrorCode.KMS_REFUSED, ErrorCode.KMS_UNAVAILABLE)) {
      bench.kms.fail(code);
      bench.audit.clear();
      for (int tries = 1; tries <= 3; tries++) {
        bench.clock.advance(SecretBench.KEY_CACHE);
        assertThatThrownBy(() -> secrets.open(bench.alice, bench.place, sealed))
            .hasMessageContaining(code.code());
        assertThat(bench.audit.outcomes("kms.unwrap"))
            .hasSize(tries)
            .allSatisfy(
                event -> {
                  assertThat(event.code()).isEqualTo(code.code());
                  assertThat(event.outcome())
                      .isEqualTo(code == ErrorCode.KMS_REFUSED ? Outcome.REFUSED : Outcome.FAILED);
                });
      }
    }
  }

  @BothDatabases
  void b08_renewalsOfAKeyInUse_areSummedUpAndNoneIsForgotten(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] sealed = secrets.seal(bench.alice, bench.place, bench.secret);
    int first = bench.kms.unwraps();
    bench.audit.clear();

    Duration passed = Duration.ZERO;
    while (bench.audit.outcomes("kms.unwrap").isEmpty()) {
      bench.clock.advance(SecretBench.KEY_CACHE);
      passed = passed.plus(SecretBench.KEY_CACHE);
      secrets.open(bench.alice, bench.place, sealed);
    }

    assertThat(passed).isEqualTo(KeyUses.SUMMED_UP);
    assertThat(bench.audit.outcomes("kms.unwrap"))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.details())
                    .containsEntry("times", Integer.toString(bench.kms.unwraps() - first)));
  }

  @BothDatabases
  void b10_auditLogCannotTakeTheIntent_cryptoIsRefusedAndTheKmsNotAsked(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] sealed = secrets.seal(bench.alice, bench.place, bench.secret);
    EnvelopeSecrets started = bench.node(database); // a node that has no key open yet
    int unwraps = bench.kms.unwraps();
    int wraps = bench.kms.wraps();

    bench.audit.refuseIntents(true);
    assertThatThrownBy(() -> started.open(bench.alice, bench.place, sealed))
        .hasMessageContaining("audit_unavailable");
    assertThatThrownBy(() -> started.seal(bench.bob, bench.place, bench.secret))
        .hasMessageContaining("audit_unavailable");
    assertThatThrownBy(() -> started.rotate(bench.alice)).hasMessageContaining("audit_unavailable");
    assertThat(bench.kms.unwraps()).isEqualTo(unwraps);
    assertThat(bench.kms.wraps()).isEqualTo(wraps);

    bench.audit.refuseIntents(false);
    assertThat(started.open(bench.alice, bench.place, sealed).revealText())
        .isEqualTo("sk-very-secret");
  }

  @BothDatabases
  void b10_auditLogLosesTheOutcome_noKeyIsGivenOut(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    byte[] sealed = secrets.seal(bench.alice, bench.place, bench.secret);
    EnvelopeSecrets started = bench.node(database);

    bench.audit.loseOutcomes(true);
    assertThatThrownBy(() -> started.open(bench.alice, bench.place, sealed))
        .hasMessageContaining("audit_unavailable");
    assertThatThrownBy(() -> started.seal(bench.bob, bench.place, bench.secret))
        .hasMessageContaining("audit_unavailable");
    assertThat(
            database.<Integer>inPlatform(
                h ->
                    h.createQuery("select count(*) from tenant_data_key")
                        .mapTo(Integer.class)
                        .one()))
        .as("a key whose making was not written down is not kept")
        .isEqualTo(1);

    bench.audit.loseOutcomes(false);
    assertThat(started.open(bench.alice, bench.place, sealed)).isNotNull();
  }

  @BothDatabases
  void table_asAThiefReadsIt_holdsNeitherSecretNorDataKey(Database database) {
    EnvelopeSecrets secrets = bench.node(database);
    secrets.seal(bench.alice, bench.place, bench.secret);

    byte[] wrapped =
        database.inPlatform(
            h -> h.createQuery("select wrapped from tenant_data_key").mapTo(byte[].class).one());

    byte[] dataKey = bench.kms.unwrap(wrapped, EnvelopeSecrets.context(bench.alice));
    assertThat(new String(wrapped, StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(dataKey, StandardCharsets.ISO_8859_1));
  }
}
