package dev.holdfast.appliance.backup.restore;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.Vault;
import dev.holdfast.appliance.backup.table.Rows;
import dev.holdfast.appliance.backup.table.TableLoad;
import dev.holdfast.appliance.platform.db.DatabaseConfiguration;
import dev.holdfast.appliance.platform.db.Staging;
import dev.holdfast.appliance.platform.home.Home;
import dev.holdfast.appliance.platform.id.TenantId;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts one tenant back as it was, and leaves all others alone: in one transaction its rows are
 * deleted and the backup's take their place. What was written down of what happened (audit, usage,
 * quota accounts) is never taken back: it is only filled in where the tenant has none at all.
 */
public final class TenantRestorer {
  private static final Set<String> BOOKS =
      Set.of(
          "audit_record",
          "audit_chain",
          "usage_hour",
          "quota_account",
          "quota_lease",
          "quota_interrupted");
  private static final String TENANT = "tenant";
  private static final String TENANT_ID = "tenant_id";
  private static final String ACCOUNT_ID = "account_id";

  private final Vault vault;
  private final DatabaseConfiguration inUse;
  private final Restorer restorer;

  public TenantRestorer(Vault vault, Home home, DatabaseConfiguration configured, Clock clock) {
    this.vault = vault;
    this.inUse = Staging.inHome(configured, home.data());
    this.restorer = new Restorer(home, configured, clock, Watch.NONE);
  }

  /**
   * What was done.
   *
   * @param rows the rows put back, for each table
   * @param withoutAccount rows left out because they name an account that does not exist any more
   */
  @Serdeable
  public record Report(String backup, String tenant, Map<String, Long> rows, long withoutAccount) {
    public Report {
      rows = Map.copyOf(rows);
    }
  }

  /**
   * Puts the tenant back; all of it, or nothing.
   *
   * @throws BackupException {@code REFUSED} where the backup's schema is not this version's:
   *     restore it whole into a scratch installation then
   */
  public Report restore(Manifest manifest, TenantId tenant) throws IOException, SQLException {
    try (Connection connection = Staging.direct(inUse);
        ArchiveReader archive = new ArchiveReader(vault, manifest)) {
      check(archive, manifest, tenant);
      connection.setAutoCommit(false);
      try {
        Report report = replace(connection, archive, manifest, tenant);
        restorer.note(connection, manifest, tenant.text());
        connection.commit();
        return report;
      } catch (IOException | SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  /**
   * Looks whether the tenant can be put back; changes nothing.
   *
   * @throws BackupException {@code REFUSED} as {@link #restore}; {@code UNKNOWN} where the backup
   *     does not hold the tenant, which may be there now and would then be emptied
   */
  public void check(Manifest manifest, TenantId tenant) throws IOException {
    try (ArchiveReader archive = new ArchiveReader(vault, manifest)) {
      check(archive, manifest, tenant);
    }
  }

  private static void check(ArchiveReader archive, Manifest manifest, TenantId tenant)
      throws IOException {
    if (!Set.copyOf(manifest.migrations()).equals(Staging.known())) {
      throw new BackupException(
          Reason.REFUSED,
          "A single tenant can only be restored from a backup of this very version.");
    }
    Set<String> held = new HashSet<>();
    for (Manifest.Table table : manifest.tables()) {
      if (table.name().equals(TENANT)) {
        archive.read(
            table.content(),
            plain -> {
              for (Rows rows = new Rows(table, plain); rows.hasNext(); ) {
                held.add(String.valueOf(rows.next().text("id")));
              }
            });
      }
    }
    if (!held.contains(tenant.value().toString())) {
      throw new BackupException(Reason.UNKNOWN, "The backup does not hold this tenant.");
    }
  }

  private Report replace(
      Connection connection, ArchiveReader archive, Manifest manifest, TenantId tenant)
      throws IOException, SQLException {
    TableLoad load = new TableLoad(connection, restorer.kind(), archive);
    List<Manifest.Table> own =
        manifest.tables().stream()
            .filter(
                table ->
                    table.name().equals(TENANT)
                        || table.columns().stream()
                            .anyMatch(column -> column.name().equals(TENANT_ID)))
            .toList();
    for (Manifest.Table table : own.reversed()) {
      if (!BOOKS.contains(table.name()) && !table.name().equals(TENANT)) {
        delete(connection, table.name(), TENANT_ID, tenant);
      }
    }
    boolean there = count(connection, TENANT, "id", tenant) > 0;
    Set<String> accounts = accounts(connection);
    long[] without = {0};
    Map<String, Long> rows = new LinkedHashMap<>();
    for (Manifest.Table table : own) {
      boolean root = table.name().equals(TENANT);
      if ((root && there)
          || (BOOKS.contains(table.name())
              && count(connection, table.name(), TENANT_ID, tenant) > 0)) {
        continue;
      }
      String column = root ? "id" : TENANT_ID;
      long loaded = load.load(table, row -> wanted(row, column, tenant, accounts, without));
      rows.put(table.name(), loaded);
    }
    return new Report(manifest.header().id(), tenant.text(), rows, without[0]);
  }

  private static boolean wanted(
      Rows.Row row, String column, TenantId tenant, Set<String> accounts, long[] without) {
    if (!tenant.value().toString().equals(row.text(column))) {
      return false;
    }
    String account = row.text(ACCOUNT_ID);
    if (account != null && !accounts.contains(account)) {
      without[0]++;
      return false;
    }
    return true;
  }

  private static Set<String> accounts(Connection connection) throws SQLException {
    Set<String> ids = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement("select id from account");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  private static void delete(Connection connection, String table, String column, TenantId tenant)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("delete from " + quote(table) + " where " + column + " = ?")) {
      statement.setObject(1, tenant.value());
      statement.execute();
    }
  }

  private static long count(Connection connection, String table, String column, TenantId tenant)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select count(*) from " + quote(table) + " where " + column + " = ?")) {
      statement.setObject(1, tenant.value());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
