package dev.holdfast.appliance.audit.read;

import dev.holdfast.appliance.audit.chain.OwnChains;
import dev.holdfast.appliance.platform.db.Database;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the log that people read. */
@Factory
final class LogFactory {
  @Singleton
  AuditLog log(Database database, OwnChains own, Clock clock) {
    return AuditLog.of(database, own, clock);
  }
}
