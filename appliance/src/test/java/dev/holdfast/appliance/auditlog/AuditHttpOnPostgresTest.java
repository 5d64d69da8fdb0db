package dev.holdfast.appliance.auditlog;

import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;

/** The same, on PostgreSQL with its row-level security. */
class AuditHttpOnPostgresTest extends AuditHttpTest {
  @Override
  TestDatabase database() {
    return TestDatabases.postgres();
  }
}
