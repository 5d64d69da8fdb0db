package dev.holdfast.appliance.testkit;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;

/**
 * Stands before another database: what is not overridden is passed on. It is not closed with this.
 */
public abstract class ForwardingDatabase implements Database {
  private final Database database;

  protected ForwardingDatabase(Database database) {
    this.database = database;
  }

  @Override
  public <T> T inTenant(TenantId tenant, Work<T> work) {
    return database.inTenant(tenant, work);
  }

  @Override
  public <T> T inPlatform(Work<T> work) {
    return database.inPlatform(work);
  }

  @Override
  public <T> T inSnapshot(Work<T> work) {
    return database.inSnapshot(work);
  }

  @Override
  public Kind kind() {
    return database.kind();
  }
}
