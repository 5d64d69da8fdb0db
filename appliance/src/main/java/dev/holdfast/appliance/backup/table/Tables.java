package dev.holdfast.appliance.backup.table;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.db.Staging;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which tables there are, in an order in which they can be loaded, and what their columns are. */
public final class Tables {
  private static final String COLUMNS =
      "select table_name, column_name, is_identity, is_generated, %s from information_schema.columns"
          + " where table_schema = current_schema() order by table_name, ordinal_position";
  private static final String REFERENCES =
      "select distinct tc.table_name, other.table_name"
          + " from information_schema.referential_constraints rc"
          + " join information_schema.table_constraints tc on tc.constraint_name ="
          + " rc.constraint_name and tc.constraint_schema = rc.constraint_schema"
          + " join information_schema.table_constraints other on other.constraint_name ="
          + " rc.unique_constraint_name and other.constraint_schema = rc.unique_constraint_schema"
          + " where rc.constraint_schema = current_schema()";

  private Tables() {}

  /**
   * Every table of the features with its columns; those that others refer to come first.
   *
   * @throws BackupException {@code REFUSED} for a column that the form has no kind for
   */
  public static Map<String, List<Manifest.Column>> of(Connection connection, Database.Kind database)
      throws SQLException, IOException {
    Map<String, List<Manifest.Column>> columns = columns(connection, database);
    Map<String, Set<String>> references = references(connection);
    Map<String, List<Manifest.Column>> ordered = new LinkedHashMap<>();
    Set<String> path = new LinkedHashSet<>();
    for (String table : columns.keySet()) {
      place(table, columns, references, ordered, path);
    }
    return ordered;
  }

  private static void place(
      String table,
      Map<String, List<Manifest.Column>> columns,
      Map<String, Set<String>> references,
      Map<String, List<Manifest.Column>> ordered,
      Set<String> path)
      throws BackupException {
    List<Manifest.Column> own = columns.get(table);
    if (own == null || ordered.containsKey(table)) {
      return;
    }
    if (!path.add(table)) {
      throw new BackupException(
          Reason.REFUSED, "The tables refer to each other in a circle: " + path);
    }
    for (String other : references.getOrDefault(table, Set.of())) {
      if (!other.equals(table)) {
        place(other, columns, references, ordered, path);
      }
    }
    path.remove(table);
    ordered.put(table, own);
  }

  private static Map<String, List<Manifest.Column>> columns(
      Connection connection, Database.Kind database) throws SQLException, IOException {
    boolean postgres = database == Database.Kind.POSTGRESQL;
    Set<String> features = new TreeSet<>(Staging.featureTables(connection));
    Map<String, List<Manifest.Column>> columns = new TreeMap<>();
    String sql = COLUMNS.formatted(postgres ? "udt_name" : "data_type");
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String table = rows.getString(1);
        if (!features.contains(table)) {
          continue;
        }
        String name = rows.getString(2);
        String type = rows.getString(5);
        if ("YES".equals(rows.getString(3)) || "ALWAYS".equals(rows.getString(4))) {
          throw unsupported(table, name, "a column that the database fills in itself");
        }
        Kind kind =
            (postgres ? Kind.ofPostgres(type) : Kind.ofH2(type))
                .orElseThrow(() -> unsupported(table, name, "the type " + type));
        columns
            .computeIfAbsent(table, any -> new ArrayList<>())
            .add(new Manifest.Column(name, kind.code()));
      }
    }
    return columns;
  }

  private static BackupException unsupported(String table, String column, String what) {
    return new BackupException(
        Reason.REFUSED,
        "A backup cannot hold " + what + ": the column " + table + "." + column + ".");
  }

  private static Map<String, Set<String>> references(Connection connection) throws SQLException {
    Map<String, Set<String>> references = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(REFERENCES);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        references
            .computeIfAbsent(rows.getString(1), any -> new TreeSet<>())
            .add(rows.getString(2));
      }
    }
    return references;
  }
}
