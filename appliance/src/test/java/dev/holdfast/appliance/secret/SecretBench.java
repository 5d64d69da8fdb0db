package dev.holdfast.appliance.secret;

import dev.holdfast.appliance.kms.FakeKms;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.FakeAudit;
import dev.holdfast.appliance.testkit.SettableClock;
import java.time.Duration;

/** What most tests of secrets need: a fake KMS, a settable clock, two tenants and a place. */
final class SecretBench {
  static final Duration KEY_CACHE = Duration.ofSeconds(5);

  final IdSource ids = new IdSource();
  final FakeKms kms = new FakeKms();
  final FakeAudit audit = new FakeAudit();
  final SettableClock clock = new SettableClock();
  final TenantId alice = new TenantId(ids.next());
  final TenantId bob = new TenantId(ids.next());
  final Secrets.Place place = new Secrets.Place("provider", "secret", ids.next());
  final Secret secret = Secret.of("sk-very-secret");

  EnvelopeSecrets node(Database database) {
    return node(database, kms);
  }

  EnvelopeSecrets node(Database database, Kms anyKms) {
    return new EnvelopeSecrets(
        anyKms,
        audit,
        new DataKeyStore(database, clock),
        clock,
        new SecretConfiguration(KEY_CACHE));
  }
}
