package dev.holdfast.appliance.audit;

import dev.holdfast.appliance.audit.chain.OwnChains;
import dev.holdfast.appliance.audit.journal.Journal;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.appliance.platform.id.IdSource;
import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** Starts the audit log, with what a dead process left open, before anything can be admitted. */
@Factory
final class AuditFactory {
  @Singleton
  @Bean(preDestroy = "close")
  AuditEngine engine(
      AuditConfig config,
      Home home,
      Node node,
      Database database,
      Clock clock,
      IdSource ids,
      BeanContext context)
      throws IOException {
    return AuditEngine.start(
        config.journal(home.journal()),
        node.name(),
        database,
        clock,
        ids,
        // Looked up at the first shipment: consumers may themselves write audit records.
        () -> List.copyOf(context.getBeansOfType(JournalConsumer.class)),
        config.shipEvery());
  }

  @Singleton
  Audit audit(AuditEngine engine) {
    return engine.audit();
  }

  /** The journal's files, for a backup; closed with the engine. */
  @Singleton
  Journal journal(AuditEngine engine) {
    return engine.audit().journal();
  }

  @Singleton
  OwnChains chains(AuditEngine engine) {
    return engine.chains();
  }
}
