package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.chain.OwnChains;
import dev.holdfast.appliance.audit.journal.JournalSettings;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.IdSource;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The parts of the audit log, in the order in which they start and stop. */
record AuditEngine(JournaledAudit audit, Shipper shipper) implements AutoCloseable {
  static AuditEngine start(
      JournalSettings settings,
      String node,
      Database database,
      Clock clock,
      IdSource ids,
      Supplier<List<JournalConsumer>> consumers,
      Duration shipEvery)
      throws IOException {
    AppendOnly.enforce(database);
    AuditStore store = new AuditStore(database, node);
    AuditStore.Standing standing = store.standing();
    JournaledAudit audit =
        JournaledAudit.open(settings, node, clock, ids, standing.position(), standing.heads());
    Shipper shipper =
        new Shipper(audit, database, store, consumers, node, shipEvery, standing.position());
    shipper.start();
    return new AuditEngine(audit, shipper);
  }

  /** For whoever reads and verifies. */
  OwnChains chains() {
    return new JournalChains(audit, shipper);
  }

  @Override
  public void close() throws IOException {
    shipper.close();
    audit.close();
  }
}
