package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.chain.OwnChains;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.Unhurried;
import java.io.IOException;
import java.time.Clock;

/** A node's audit log, whole: what writes, what ships, and what reads. */
record Rig(AuditEngine engine, AuditLog log) implements AutoCloseable {
  static Rig of(AuditEngine engine, Database database) {
    return new Rig(engine, log(new Unhurried(engine.chains()), database));
  }

  /** The log as it is built in: its reader waits for late records for a second. */
  AuditLog hurried(Database database) {
    return log(engine.chains(), database);
  }

  private static AuditLog log(OwnChains chains, Database database) {
    return AuditLog.of(database, chains, Clock.systemUTC());
  }

  JournaledAudit audit() {
    return engine.audit();
  }

  Shipper shipper() {
    return engine.shipper();
  }

  @Override
  public void close() throws IOException {
    engine.close();
  }
}
