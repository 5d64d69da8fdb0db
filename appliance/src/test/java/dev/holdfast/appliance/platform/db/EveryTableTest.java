package dev.holdfast.appliance.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.platform.id.TenantId;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/**
 * Walks every table that the migrations make: whatever tenant A has in it, tenant B neither sees,
 * changes nor takes away, by the guard on both databases and by PostgreSQL itself. A new table is
 * walked from its first day on; one without a tenant has to be put on the list below.
 */
class EveryTableTest {
  /** Tables of the appliance as a whole. Each was looked at: it holds nothing of one tenant. */
  private static final Set<String> OF_THE_PLATFORM =
      Set.of(
          "account",
          "account_session",
          "setup_done",
          "api_key_change",
          "api_key_counter",
          "tenant",
          "licence_lock",
          "audit_journal",
          "quota_process",
          "installation");

  /** Prefixes of tables of features that are the platform's from end to end. */
  private static final Set<String> PLATFORM_FEATURES =
      Set.of("acme", "backup", "licence", "schema");

  private final TenantId alpha = new TenantId(UUID.randomUUID());
  private final TenantId beta = new TenantId(UUID.randomUUID());

  @BothDatabases
  void tables_withoutATenant_areTheReviewedOnes(TestDatabase database) throws SQLException {
    Set<String> without;
    try (Connection connection = database.connect()) {
      without = new Tables(connection).all();
    }
    without.removeAll(tenantTables(database));
    without.removeIf(
        table -> PLATFORM_FEATURES.stream().anyMatch(prefix -> table.startsWith(prefix)));

    assertThat(without).isSubsetOf(OF_THE_PLATFORM);
  }

  @BothDatabases
  void tenantId_ofEveryTable_isNeverNull(TestDatabase database) throws SQLException {
    for (String table : tenantTables(database)) {
      try (Connection connection = database.connect();
          ResultSet column =
              connection
                  .getMetaData()
                  .getColumns(null, connection.getSchema(), table, "tenant_id")) {
        assertThat(column.next()).isTrue();
        assertThat(column.getString("IS_NULLABLE")).as(table).isEqualTo("NO");
      }
    }
  }

  @BothDatabases
  void rows_ofAlpha_areInvisibleToBetaInEveryTable(TestDatabase database) {
    Set<String> tables = filled(database);
    assertThat(tables).hasSizeGreaterThan(10);

    for (String table : tables) {
      assertThat(count(database, alpha, table)).as(table).isPositive();
      assertThat(count(database, beta, table)).as(table).isZero();
    }
  }

  @BothDatabases
  void statement_thatForgetsTheTenant_isRefusedInEveryTable(TestDatabase database) {
    for (String table : tenantTables(database)) {
      for (String sql :
          new String[] {
            "select count(*) from " + table,
            "delete from " + table,
            "update " + table + " set tenant_id = tenant_id",
            "select 1 where exists (select 1 from " + table + ")"
          }) {
        assertThatThrownBy(() -> database.inTenant(beta, handle -> handle.execute(sql)))
            .as(sql)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(":tenant");
      }
    }
  }

  @BothDatabases
  void delete_byBeta_takesNothingOfAlphasInAnyTable(TestDatabase database) {
    Set<String> tables = filled(database);

    for (String table : tables) {
      int deleted =
          database.inTenant(
              beta,
              handle ->
                  handle
                      .createUpdate("delete from " + table + " where tenant_id = :tenant")
                      .bind("tenant", alpha)
                      .execute());
      assertThat(deleted).as(table).isZero();
      assertThat(count(database, alpha, table)).as(table).isPositive();
    }
  }

  @Test
  void rowLevelSecurity_standsOnEveryTenantTableAndBindsItsOwnerToo() throws SQLException {
    try (TestDatabase database = TestDatabases.postgres();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String table : tenantTables(database)) {
        try (ResultSet row =
            statement.executeQuery(
                "select c.relrowsecurity and c.relforcerowsecurity,"
                    + " (select count(*) from pg_policy p where p.polrelid = c.oid)"
                    + " from pg_class c where c.relname = '"
                    + table
                    + "'")) {
          assertThat(row.next()).isTrue();
          assertThat(row.getBoolean(1)).as(table).isTrue();
          // A second policy would widen what the first one lets through.
          assertThat(row.getInt(2)).as(table).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void rowLevelSecurity_statementPastTheGuard_reachesNothingInAnyTable() {
    try (TestDatabase database = TestDatabases.postgres()) {
      for (String table : filled(database)) {
        assertThat(
                database.<Long>inTenant(
                    beta, handle -> raw(handle, "select count(*) from " + table)))
            .as(table)
            .isZero();
        assertThat(
                database.<Long>inTenant(
                    beta,
                    handle ->
                        raw(
                            handle,
                            "with gone as (delete from "
                                + table
                                + " returning 1) select count(*) from gone")))
            .as(table)
            .isZero();
        assertThat(count(database, alpha, table)).as(table).isPositive();
      }
    }
  }

  @Test
  void rowLevelSecurity_rowForAlphaWrittenByBeta_isRefusedInEveryTable() {
    try (TestDatabase database = TestDatabases.postgres()) {
      filled(database);
      for (String table : tenantTables(database)) {
        assertThatThrownBy(() -> database.inTenant(beta, handle -> insert(handle, table, alpha)))
            .as(table)
            .hasStackTraceContaining("row-level security");
      }
    }
  }

  @Test
  void rowLevelSecurity_noScope_seesNothingInAnyTable() throws SQLException {
    try (TestDatabase database = TestDatabases.postgres()) {
      Set<String> tables = filled(database);
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        for (String table : tables) {
          try (ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).as(table).isZero();
          }
        }
      }
    }
  }

  /** Puts a row of alpha's into every tenant's table, and gives their names. */
  private Set<String> filled(TestDatabase database) {
    Set<String> tables = tenantTables(database);
    for (String table : tables) {
      database.inPlatform(handle -> insert(handle, table, alpha));
    }
    return tables;
  }

  private static Set<String> tenantTables(TestDatabase database) {
    return database.inPlatform(
        handle -> {
          try {
            return tables(handle).ofTenants();
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static String insert(Handle handle, String table, TenantId tenant) {
    try {
      tables(handle).insert(table, tenant);
      return table;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(TestDatabase database, TenantId tenant, String table) {
    return database.inTenant(
        tenant,
        handle ->
            handle
                .createQuery("select count(*) from " + table + " where tenant_id = :tenant")
                .mapTo(Long.class)
                .one());
  }

  private static long raw(Handle handle, String sql) {
    try (Statement statement = handle.getConnection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : -1;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Tables tables(Handle handle) {
    try {
      return new Tables(handle.getConnection());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
