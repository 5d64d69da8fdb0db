package dev.holdfast.appliance.licensing;

import dev.holdfast.appliance.audit.Audit;
import dev.holdfast.appliance.audit.read.AuditLog;
import dev.holdfast.appliance.kms.Kms;
import dev.holdfast.appliance.licensing.clock.TrustedClock;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.home.Node;
import dev.holdfast.license.key.TrustAnchors;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** What licensing stands on: the anchors of this build, and time. */
@Factory
final class LicensingFactory {
  @Singleton
  TrustAnchors anchors() {
    return TrustAnchors.compiledIn();
  }

  @Singleton
  Release release() {
    return Release.ofThisJar();
  }

  @Singleton
  TrustedClock clock(
      Clock clock,
      Database database,
      Home home,
      Node node,
      Kms kms,
      BeanProvider<Audit> audit,
      BeanProvider<AuditLog> log) {
    return new TrustedClock(
        clock,
        System::nanoTime,
        database,
        home.data().resolve("clock.mark"),
        kms,
        node.name(),
        () -> audit.isPresent() ? Optional.of(audit.get()) : Optional.empty(),
        () -> log.isPresent() ? Optional.of(log.get()) : Optional.empty());
  }
}
