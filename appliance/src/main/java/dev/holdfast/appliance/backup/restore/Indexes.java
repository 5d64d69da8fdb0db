package dev.holdfast.appliance.backup.restore;

import dev.holdfast.appliance.platform.db.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The indexes that no constraint stands on, and the keys that no other table refers to: taken off
 * before rows are loaded and made again after, which is faster than to keep them up row by row.
 */
final class Indexes {
  private static final String POSTGRESQL =
      "select indexname, indexdef from pg_indexes where schemaname = current_schema()"
          + " and not exists (select 1 from pg_constraint c join pg_class i on i.oid = c.conindid"
          + " where i.relname = indexname and i.relnamespace = current_schema()::regnamespace)";

  /** Keys that no other table refers to: table, name, and what it is. */
  private static final String POSTGRESQL_KEYS =
      "select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(k.oid)"
          + " from pg_constraint k where connamespace = current_schema()::regnamespace"
          + " and contype in ('p', 'u') and not exists (select 1 from pg_constraint f"
          + " where f.contype = 'f' and f.confrelid = k.conrelid)";

  /**
   * The same on H2, of several columns: a key of one may be how the rows themselves are numbered.
   */
  private static final String H2_KEYS =
      "select k.table_name, k.constraint_name, k.constraint_type, listagg('\"' || u.column_name ||"
          + " '\"', ', ') within group (order by u.ordinal_position)"
          + " from information_schema.table_constraints k"
          + " join information_schema.key_column_usage u on u.constraint_name = k.constraint_name"
          + " and u.constraint_schema = k.constraint_schema"
          + " where k.constraint_schema = current_schema()"
          + " and k.constraint_type in ('PRIMARY KEY', 'UNIQUE') and not exists (select 1 from"
          + " information_schema.referential_constraints f"
          + " where f.unique_constraint_name = k.constraint_name)"
          + " group by k.table_name, k.constraint_name, k.constraint_type having count(*) > 1";

  private static final String H2 =
      "select index_name, table_name from information_schema.indexes where table_schema ="
          + " current_schema() and index_type_name = 'INDEX' and not is_generated"
          + " and index_class like '%MVSecondaryIndex'";
  private static final String H2_COLUMNS =
      "select column_name, ordering_specification from information_schema.index_columns where"
          + " index_schema = current_schema() and index_name = ? order by ordinal_position";

  private final List<String> made;

  private Indexes(List<String> made) {
    this.made = made;
  }

  /**
   * @param kept tables whose indexes stay
   */
  static Indexes takeOff(Connection connection, Database.Kind kind, Set<String> kept)
      throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> made = new ArrayList<>();
    boolean postgres = kind == Database.Kind.POSTGRESQL;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(postgres ? POSTGRESQL : H2)) {
      while (rows.next()) {
        String name = rows.getString(1);
        String sql = rows.getString(2);
        if (!postgres && kept.contains(sql)) {
          continue;
        }
        if (!postgres) {
          sql = "create index " + quote(name) + " on " + quote(sql) + columns(connection, name);
        }
        if (!sql.startsWith("CREATE UNIQUE")) {
          names.add(name);
          made.add(sql);
        }
      }
    }
    for (String name : names) {
      execute(connection, "drop index " + quote(name));
    }
    takeOffKeys(connection, postgres, kept, made);
    return new Indexes(made);
  }

  private static void takeOffKeys(
      Connection connection, boolean postgres, Set<String> kept, List<String> made)
      throws SQLException {
    List<String> drops = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(postgres ? POSTGRESQL_KEYS : H2_KEYS)) {
      while (rows.next()) {
        if (kept.contains(rows.getString(1))) {
          continue;
        }
        String table = postgres ? rows.getString(1) : quote(rows.getString(1));
        String key = postgres ? rows.getString(2) : quote(rows.getString(2));
        String what =
            postgres ? rows.getString(3) : rows.getString(3) + " (" + rows.getString(4) + ")";
        drops.add("alter table " + table + " drop constraint " + key);
        made.add("alter table " + table + " add constraint " + key + " " + what);
      }
    }
    for (String drop : drops) {
      execute(connection, drop);
    }
  }

  private static String columns(Connection connection, String index) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (var statement = connection.prepareStatement(H2_COLUMNS)) {
      statement.setString(1, index);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(quote(rows.getString(1)) + " " + rows.getString(2));
        }
      }
    }
    return " (" + String.join(", ", columns) + ")";
  }

  void putBack(Connection connection) throws SQLException {
    for (String sql : made) {
      execute(connection, sql);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
