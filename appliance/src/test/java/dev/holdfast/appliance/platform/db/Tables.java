package dev.holdfast.appliance.platform.db;

import dev.holdfast.appliance.platform.id.TenantId;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a database which tables it has, and writes a row of made-up values into any of them,
 * with the rows that it refers to. So a test can walk every table without knowing one.
 */
final class Tables {
  private static final String TENANT_COLUMN = "tenant_id";

  private final Connection connection;
  private final DatabaseMetaData data;

  Tables(Connection connection) throws SQLException {
    this.connection = connection;
    this.data = connection.getMetaData();
  }

  /** All that migrations made, but Flyway's own. */
  Set<String> all() throws SQLException {
    Set<String> names = new TreeSet<>();
    try (ResultSet rows =
        data.getTables(null, connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
      while (rows.next()) {
        names.add(rows.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
      }
    }
    names.removeIf(name -> name.startsWith("flyway"));
    return names;
  }

  Set<String> ofTenants() throws SQLException {
    Set<String> names = new TreeSet<>();
    for (String table : all()) {
      if (columns(table).containsKey(TENANT_COLUMN)) {
        names.add(table);
      }
    }
    return names;
  }

  /** Column to its JDBC type, in order. */
  private Map<String, Integer> columns(String table) throws SQLException {
    Map<String, Integer> columns = new LinkedHashMap<>();
    try (ResultSet rows = data.getColumns(null, connection.getSchema(), table, "%")) {
      while (rows.next()) {
        int type =
            rows.getString("TYPE_NAME").equalsIgnoreCase("uuid")
                ? Types.OTHER
                : rows.getInt("DATA_TYPE");
        columns.put(rows.getString("COLUMN_NAME").toLowerCase(Locale.ROOT), type);
      }
    }
    return columns;
  }

  /** Referring column to "table.column". */
  private Map<String, String> references(String table) throws SQLException {
    Map<String, String> references = new TreeMap<>();
    try (ResultSet rows = data.getImportedKeys(null, connection.getSchema(), table)) {
      while (rows.next()) {
        references.put(
            rows.getString("FKCOLUMN_NAME").toLowerCase(Locale.ROOT),
            (rows.getString("PKTABLE_NAME") + "." + rows.getString("PKCOLUMN_NAME"))
                .toLowerCase(Locale.ROOT));
      }
    }
    return references;
  }

  /** Writes one row of the tenant's, in a scope that may. */
  Map<String, Object> insert(String table, TenantId tenant) throws SQLException {
    Map<String, String> references = references(table);
    Map<String, Object> row = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> column : columns(table).entrySet()) {
      String reference = references.get(column.getKey());
      if (column.getKey().equals(TENANT_COLUMN)) {
        if (reference != null) {
          ensureTenant(tenant);
        }
        row.put(TENANT_COLUMN, tenant.value());
      } else if (reference != null) {
        String[] target = reference.split("\\.", 2);
        Object known = insert(target[0], tenant).get(target[1]);
        row.put(column.getKey(), known == null ? new UUID(0, 0) : known);
      } else {
        row.put(column.getKey(), value(column.getValue()));
      }
    }
    if (table.equals("tenant")) {
      row.put("id", tenant.value());
      if (exists(tenant)) {
        return row;
      }
    }
    write(table, row);
    return row;
  }

  private void ensureTenant(TenantId tenant) throws SQLException {
    insert("tenant", tenant);
  }

  private boolean exists(TenantId tenant) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select 1 from tenant where id = ?")) {
      statement.setObject(1, tenant.value());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private void write(String table, Map<String, Object> row) throws SQLException {
    String sql =
        "insert into "
            + table
            + " ("
            + String.join(", ", row.keySet())
            + ") values ("
            + row.keySet().stream().map(column -> "?").collect(Collectors.joining(", "))
            + ")";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int at = 1;
      for (@Nullable Object value : row.values()) {
        statement.setObject(at++, value);
      }
      statement.executeUpdate();
    }
  }

  private static Object value(int type) {
    UUID random = UUID.randomUUID();
    return switch (type) {
      case Types.OTHER -> random;
      case Types.VARCHAR, Types.CLOB, Types.LONGVARCHAR -> random.toString().substring(0, 12);
      case Types.BIGINT -> random.getLeastSignificantBits() & 0xFFFF;
      case Types.INTEGER, Types.SMALLINT -> (int) (random.getLeastSignificantBits() & 0xFFFF);
      case Types.BIT, Types.BOOLEAN -> true;
      case Types.BINARY, Types.VARBINARY, Types.BLOB ->
          random.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
          OffsetDateTime.of(2026, 6, 15, 12, 0, 0, 0, ZoneOffset.UTC);
      case Types.DATE -> java.time.LocalDate.of(2026, 6, 15);
      default ->
          throw new AssertionError("say in Tables what to write into a column of type " + type);
    };
  }
}
