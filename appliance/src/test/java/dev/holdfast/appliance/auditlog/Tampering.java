package dev.holdfast.appliance.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.TestDatabase;

/** What the owner of the tables can do to a record, and nobody else. */
final class Tampering {
  private Tampering() {}

  /** Replaces text in all payloads of one tenant, given by its path in the API. */
  static void replaceInPayload(TestDatabase database, String tenantPath, String old, String fresh) {
    TenantId tenant = TenantId.parse(tenantPath.substring("/api/tenants/".length())).orElseThrow();
    boolean h2 = database.kind() == Database.Kind.H2;
    int changed =
        database.inPlatform(
            handle -> {
              handle.execute(
                  h2
                      ? "drop trigger if exists audit_append_only"
                      : "alter table audit_record disable trigger user");
              return handle
                  .createUpdate(
                      "update audit_record set payload = replace(payload, :old, :fresh)"
                          + " where tenant_id = :tenant and position(:old in payload) > 0")
                  .bind("old", old)
                  .bind("fresh", fresh)
                  .bind("tenant", tenant)
                  .execute();
            });
    assertThat(changed).as("records that were tampered with").isPositive();
  }
}
