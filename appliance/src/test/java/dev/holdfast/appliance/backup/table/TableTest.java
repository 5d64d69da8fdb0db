package dev.holdfast.appliance.backup.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.MemoryVault;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.platform.id.IdSource;
import dev.holdfast.appliance.testkit.BothDatabases;
import dev.holdfast.appliance.testkit.TestDatabase;
import dev.holdfast.appliance.testkit.TestDatabases;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every kind of column, out of each database and into each. */
final class TableTest {
  private static final String TABLE =
      "create table every_kind (id uuid primary key, b boolean, i2 smallint, i4 integer, i8 bigint,"
          + " f8 double precision, v varchar(100), t text, y bytea, at timestamp with time zone,"
          + " d date)";
  private static final UUID FIRST = UUID.fromString("01936f4e-0000-7000-8000-000000000001");
  private static final UUID SECOND = UUID.fromString("01936f4e-0000-7000-8000-000000000002");

  private final MemoryVault vault = new MemoryVault();
  private final IdSource ids = new IdSource();

  @Test
  void rows_betweenAnyTwoDatabases_areTheSame() throws Exception {
    try (TestDatabase h2 = TestDatabases.h2();
        TestDatabase postgres = TestDatabases.postgres()) {
      for (TestDatabase from : List.of(h2, postgres)) {
        fill(from);
        List<List<Object>> expected = rows(from);
        Manifest manifest = dump(from, "every_kind");
        for (TestDatabase to : List.of(h2, postgres)) {
          clear(to);
          assertThat(load(to, manifest)).isEqualTo(2);
          assertThat(rows(to)).as("%s to %s", from, to).isEqualTo(expected);
        }
        drop(from);
      }
    }
  }

  @BothDatabases
  void tables_ofThisVersion_allHaveKindsAndAnOrder(TestDatabase database) throws Exception {
    try (Connection connection = database.connect()) {
      Map<String, List<Manifest.Column>> tables = Tables.of(connection, database.kind());
      List<String> order = new ArrayList<>(tables.keySet());

      assertThat(order)
          .contains("tenant", "audit_record", "api_key")
          .doesNotContain("schema_state");
      assertThat(order.indexOf("tenant")).isLessThan(order.indexOf("project"));
      assertThat(order.indexOf("project")).isLessThan(order.indexOf("api_key"));
      assertThat(order.indexOf("account")).isLessThan(order.indexOf("membership"));
    }
  }

  @BothDatabases
  void tables_withAColumnOfAnotherKind_areRefusedByName(TestDatabase database) throws Exception {
    try (Connection connection = database.connect()) {
      execute(connection, "create table odd (id uuid, span interval day to second)");

      assertThatThrownBy(() -> Tables.of(connection, database.kind()))
          .hasMessageContaining("odd.span");
    }
  }

  @BothDatabases
  void dump_ofAnAppendedTable_reusesWhatWasThere(TestDatabase database) throws Exception {
    try (Connection connection = database.connect()) {
      execute(connection, "create table many (id bigint primary key, v varchar(400))");
      insertMany(connection, 0, 30_000);
    }
    Manifest first = dump(database, "many");
    try (Connection connection = database.connect()) {
      insertMany(connection, 30_000, 30_100);
    }
    Manifest second = dump(database, "many", first);

    assertThat(second.tables().getFirst().rows()).isEqualTo(30_100);
    assertThat(second.header().addedBytes()).isLessThan(first.header().addedBytes() / 2);
    drop(database, "many");
    try (Connection connection = database.connect()) {
      execute(connection, "create table many (id bigint primary key, v varchar(400))");
    }
    assertThat(load(database, second)).isEqualTo(30_100);
  }

  @BothDatabases
  void dump_ofALargeTableThatNobodyTouched_writesNothing(TestDatabase database) throws Exception {
    try (Connection connection = database.connect()) {
      execute(connection, "create table many (id bigint primary key, v varchar(400))");
      insertMany(connection, 0, 100_000);
      if (database.kind() == Database.Kind.POSTGRESQL) {
        execute(connection, "commit");
        execute(connection, "analyze many"); // from here on it would be read by several workers
      }
    }
    Manifest first = dump(database, "many");

    Manifest second = dump(database, "many", first);

    assertThat(first.header().addedBytes()).isPositive();
    assertThat(second.header().addedBytes()).isZero();
    drop(database, "many");
  }

  private static void insertMany(Connection connection, int from, int to) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.prepareStatement("insert into many values (?, ?)")) {
      for (int i = from; i < to; i++) {
        statement.setLong(1, i);
        statement.setString(2, ("row " + i * 31L + " ").repeat(20));
        statement.addBatch();
      }
      statement.executeBatch();
    }
    connection.commit();
  }

  private void fill(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      execute(connection, "drop table if exists every_kind");
      execute(connection, TABLE);
      try (var statement =
          connection.prepareStatement(
              "insert into every_kind values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        statement.setObject(1, FIRST);
        statement.setBoolean(2, true);
        statement.setShort(3, Short.MIN_VALUE);
        statement.setInt(4, Integer.MAX_VALUE);
        statement.setLong(5, Long.MIN_VALUE);
        statement.setDouble(6, -1.5e300);
        statement.setString(7, "Zürich \n\t\\ \u0001 \uD83D\uDE80");
        statement.setString(8, "x".repeat(70_000));
        statement.setBytes(9, new byte[] {0, -1, 127});
        statement.setObject(10, OffsetDateTime.parse("1969-07-20T20:17:40.123456Z"));
        statement.setObject(11, java.time.LocalDate.of(1999, 12, 31));
        statement.execute();
      }
      execute(connection, "insert into every_kind (id) values ('" + SECOND + "')");
    }
  }

  private Manifest dump(TestDatabase database, String table) throws Exception {
    return dump(database, table, null);
  }

  private Manifest dump(
      TestDatabase database, String table, @org.jspecify.annotations.Nullable Manifest earlier)
      throws Exception {
    try (ArchiveWriter writer =
        new ArchiveWriter(vault, earlier, () -> EntityIds.format("pak", ids.next()), 3)) {
      Manifest.Table dumped =
          database.inSnapshot(
              handle -> {
                try {
                  List<Manifest.Column> columns =
                      Tables.of(handle.getConnection(), database.kind()).get(table);
                  return new TableDump(handle.getConnection(), database.kind(), writer)
                      .table(table, columns == null ? List.of() : columns);
                } catch (IOException | SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      List<Manifest.Pack> packs = writer.finish();
      return new Manifest(
          new Manifest.Header("bak_1", Instant.EPOCH, "1", "i", "n", "H2", 0, writer.addedBytes()),
          List.of(),
          List.of(dumped),
          List.of(),
          List.of(),
          0,
          null,
          packs);
    }
  }

  private long load(TestDatabase database, Manifest manifest) throws Exception {
    try (Connection connection = database.connect();
        ArchiveReader reader = new ArchiveReader(vault, manifest)) {
      connection.setAutoCommit(false);
      Manifest.Table table = manifest.tables().getFirst();
      TableLoad load = new TableLoad(connection, database.kind(), reader);
      load.clear(List.of(table.name()));
      long loaded = load.load(table, plain -> plain, plain -> {});
      connection.commit();
      return loaded;
    }
  }

  private static void clear(TestDatabase database) throws SQLException {
    drop(database);
    try (Connection connection = database.connect()) {
      execute(connection, TABLE);
    }
  }

  private static void drop(TestDatabase database) throws SQLException {
    drop(database, "every_kind");
  }

  private static void drop(TestDatabase database, String table) throws SQLException {
    try (Connection connection = database.connect()) {
      execute(connection, "drop table if exists " + table);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Values in a form that compares. */
  private static List<List<Object>> rows(TestDatabase database) throws SQLException {
    List<List<Object>> found = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select * from every_kind order by id")) {
      while (rows.next()) {
        List<Object> row = new ArrayList<>();
        row.add(rows.getString(1));
        row.add(rows.getBoolean(2));
        row.add(rows.getDouble(6));
        for (int i : new int[] {3, 4, 5, 7, 8}) {
          row.add(String.valueOf(rows.getString(i)));
        }
        byte[] bytes = rows.getBytes(9);
        row.add(bytes == null ? "null" : java.util.HexFormat.of().formatHex(bytes));
        OffsetDateTime at = rows.getObject(10, OffsetDateTime.class);
        row.add(at == null ? "null" : at.toInstant());
        row.add(String.valueOf(rows.getString(11)));
        found.add(row);
      }
    }
    return found;
  }
}
