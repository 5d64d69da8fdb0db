package dev.holdfast.appliance.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/** What is taken off before a load is what is there after it. */
final class IndexesTest {
  private static final String POSTGRESQL =
      "select tablename, indexname, indexdef from pg_indexes where schemaname = current_schema()";
  private static final String H2 =
      "select i.table_name, case when i.index_type_name = 'INDEX' then i.index_name else '' end,"
          + " i.index_type_name || listagg(c.column_name || c.ordering_specification, ',')"
          + " within group (order by c.ordinal_position) from information_schema.indexes i"
          + " join information_schema.index_columns c on c.index_name = i.index_name"
          + " and c.index_schema = i.index_schema where i.index_schema = current_schema()"
          + " group by i.table_name, i.index_name, i.index_type_name";

  private static Set<String> indexes(Connection connection, Database.Kind kind)
      throws SQLException {
    Set<String> found = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(kind == Database.Kind.POSTGRESQL ? POSTGRESQL : H2)) {
      while (rows.next()) {
        found.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
      }
    }
    return found;
  }

  @BothDatabases
  void takeOffAndPutBack_allTables_leavesNoneOfTheLargeOnesAndThenTheSame(TestDatabase database)
      throws SQLException {
    try (Connection connection = database.connect()) {
      Set<String> before = indexes(connection, database.kind());
      assertThat(before).anyMatch(index -> index.contains("audit_record_time"));

      Indexes indexes = Indexes.takeOff(connection, database.kind(), Set.of());

      assertThat(indexes(connection, database.kind()))
          .isNotEmpty() // keys that others refer to
          .noneMatch(index -> index.startsWith("audit_record"))
          .noneMatch(index -> index.startsWith("usage_hour"));
      indexes.putBack(connection);
      assertThat(indexes(connection, database.kind())).isEqualTo(before);
    }
  }
}
