package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.platform.db.Database;
import java.io.IOException;
import java.time.Clock;

/** A node's audit log, whole: what writes, what ships, and what reads. */
record Rig(AuditEngine engine, AuditLog log) implements AutoCloseable {
  static Rig of(AuditEngine engine, Database database) {
    return new Rig(engine, AuditLog.of(database, engine.chains(), Clock.systemUTC()));
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
