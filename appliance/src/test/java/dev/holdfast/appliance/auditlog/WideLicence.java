package dev.holdfast.appliance.auditlog;

import dev.holdfast.appliance.licensing.Capability;
import dev.holdfast.appliance.licensing.Entitlement;
import dev.holdfast.appliance.licensing.Licensing;
import dev.holdfast.appliance.licensing.QuotaName;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.OptionalLong;

/** Room for two tenants beside a real audit log; the export can be taken out of it. */
@Singleton
@Requires(property = "holdfast.test.wide-licence", value = "true")
@Replaces(Licensing.class)
final class WideLicence implements Licensing {
  private volatile boolean exports = true;

  void export(boolean granted) {
    exports = granted;
  }

  @Override
  public Entitlement current() {
    return new Entitlement() {
      @Override
      public boolean grants(Capability capability) {
        return exports || capability != Capability.AUDIT_EXPORT;
      }

      @Override
      public OptionalLong quota(QuotaName quota) {
        return OptionalLong.empty();
      }
    };
  }

  @Override
  public boolean development() {
    return true;
  }
}
