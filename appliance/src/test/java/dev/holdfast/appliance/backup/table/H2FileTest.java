package dev.holdfast.appliance.backup.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.ArchiveWriter;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import dev.holdfast.appliance.backup.archive.Manifest;
import dev.holdfast.appliance.backup.archive.MemoryVault;
import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.id.EntityIds;
import dev.holdfast.appliance.platform.id.IdSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables written straight into a file, beside the same by inserts. */
@Timeout(120)
final class H2FileTest {
  private static final String TABLE =
      "create table every_kind (id uuid primary key, b boolean, i2 smallint, i4 integer, i8 bigint,"
          + " f8 double precision, v varchar(60) not null, y bytea, at timestamp with time zone,"
          + " d date)";

  /** Every kind, both ways, with and without nulls. */
  private static final List<String> INDEXES =
      List.of(
          "b, i2 desc",
          "i4 desc, d",
          "i8, v desc",
          "f8, i2",
          "v, f8 desc",
          "y",
          "y desc, b desc",
          "at desc, id desc",
          "at, i4",
          "d desc, at");

  private static final int ROWS = 12_000;

  private final MemoryVault vault = new MemoryVault();
  private final IdSource ids = new IdSource();

  @TempDir private Path folder = Path.of("unset");
  private Path scratch = Path.of("unset");

  @BeforeEach
  void makeScratch() throws IOException {
    scratch = Files.createDirectory(folder.resolve("scratch"));
  }

  @Test
  void load_ofEveryKindAndIndex_isWhatInsertsMake() throws Exception {
    Manifest manifest;
    try (Connection source = memory()) {
      execute(source, TABLE);
      fill(source);
      manifest = dump(source, "every_kind");
    }
    make("inserted", INDEXES);
    make("written", INDEXES);
    try (Connection connection = open("inserted");
        ArchiveReader archive = new ArchiveReader(vault, manifest)) {
      connection.setAutoCommit(false);
      new TableLoad(connection, Database.Kind.H2, archive)
          .load(manifest.tables().getFirst(), plain -> plain, plain -> {});
      connection.commit();
    }

    assertThat(write("written", manifest)).isEqualTo(ROWS);

    try (Connection inserted = open("inserted");
        Connection written = open("written")) {
      assertThat(rows(written, "select * from every_kind order by _rowid_"))
          .hasSize(ROWS)
          .isEqualTo(rows(inserted, "select * from every_kind order by _rowid_"));
      for (int i = 0; i < INDEXES.size(); i++) {
        String sql =
            "select _rowid_ from every_kind use index (every_kind_"
                + i
                + ") order by "
                + INDEXES.get(i)
                + ", _rowid_";
        assertThat(rows(written, sql)).as(INDEXES.get(i)).isEqualTo(rows(inserted, sql));
      }
      assertThat(scratch).isEmptyDirectory();
      // Goes through each index for each row, and says so where one is not found.
      execute(written, "update every_kind set i4 = 1, v = 'x' || v, at = null where i2 > 0");
      assertThat(written.createStatement().executeUpdate("delete from every_kind")).isEqualTo(ROWS);
      execute(written, "insert into every_kind (id, v) values (random_uuid(), 'again')");
      assertThat(rows(written, "select v from every_kind")).containsExactly(List.of("again"));
    }
  }

  @Test
  void load_ofTwoTablesAndAnEmptyOne_keepsThemApart() throws Exception {
    Manifest manifest;
    try (Connection source = memory()) {
      execute(source, "create table small (id uuid primary key, v varchar)");
      execute(source, "create table large (id uuid primary key, v varchar)");
      execute(source, "create table none (id uuid primary key, v varchar)");
      execute(source, "insert into small select random_uuid(), \"X\" from system_range(1, 500)");
      execute(
          source,
          "insert into large select random_uuid(), \"X\" || repeat('y', 2000)"
              + " from system_range(1, 3000)");
      manifest = dump(source, "small", "large", "none");
    }
    try (Connection target = open("two")) {
      execute(target, "create table small (id uuid primary key, v varchar)");
      execute(target, "create table large (id uuid primary key, v varchar)");
      execute(target, "create table none (id uuid primary key, v varchar)");
    }

    assertThat(write("two", manifest)).isEqualTo(3_500);

    try (Connection target = open("two")) {
      assertThat(
              rows(
                  target,
                  "select (select count(*) from small), (select count(*) from large where length(v)"
                      + " > 2000), (select count(distinct v) from large), (select count(*) from"
                      + " none)"))
          .containsExactly(List.of("500", "3000", "3000", "0"));
      assertThat(rows(target, "select count(*) from large l join large o on o.id = l.id"))
          .containsExactly(List.of("3000"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v varchar(60), unique (v)", // not in a nullable column: by inserts
        "v varchar(3) not null",
        "v varchar(60) not null unique",
        "v varchar(60) not null, check (v <> 'twice')",
        "v clob not null"
      })
  void load_ofWhatAnInsertWouldRefuse_isRefused(String column) throws Exception {
    Manifest manifest;
    try (Connection source = memory()) {
      execute(source, "create table odd (id uuid primary key, v varchar(60))");
      execute(
          source,
          "insert into odd select random_uuid(), case when \"X\" in (7, 9000) then 'twice' else"
              + " cast(\"X\" as varchar) end from system_range(1, 9000)");
      manifest = dump(source, "odd");
    }
    try (Connection target = open("odd")) {
      execute(target, "create table odd (id uuid primary key, " + column + ")");
    }

    if (column.equals("v varchar(3) not null") || column.equals("v varchar(60) not null unique")) {
      assertThatThrownBy(() -> write("odd", manifest))
          .isInstanceOfSatisfying(
              BackupException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
          .hasMessageContaining("odd");
    } else {
      try (Connection target = open("odd")) {
        assertThat(H2Table.of(target, manifest.tables())).isEmpty();
      }
    }
  }

  @Test
  void load_ofANullWhereNoneMayBe_isRefused() throws Exception {
    Manifest manifest;
    try (Connection source = memory()) {
      execute(source, "create table odd (id uuid, v varchar)");
      execute(source, "insert into odd values (random_uuid(), 'a'), (random_uuid(), null)");
      manifest = dump(source, "odd");
    }
    try (Connection target = open("odd")) {
      execute(target, "create table odd (id uuid, v varchar not null)");
    }

    assertThatThrownBy(() -> write("odd", manifest))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void load_intoAFileThatIsNone_saysThatItCouldNotBeWritten() throws Exception {
    Manifest manifest;
    try (Connection source = memory()) {
      execute(source, "create table one (id uuid primary key)");
      execute(source, "insert into one values (random_uuid())");
      manifest = dump(source, "one");
    }
    try (Connection target = open("one")) {
      execute(target, "create table one (id uuid primary key)");
    }
    H2Table one = tables("one", manifest).values().iterator().next();
    Path file = Files.writeString(folder.resolve("broken.mv.db"), "no database ".repeat(2_000));

    try (ArchiveReader archive = new ArchiveReader(vault, manifest);
        H2File target = new H2File(file, scratch, archive)) {
      assertThatThrownBy(() -> target.load(one, plain -> plain, plain -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("could not be written");
    }
  }

  @Test
  void of_tablesThatNeedMoreThanTheirColumns_leavesThemToInserts() throws Exception {
    List<String> others =
        List.of(
            "create table t (id bigint primary key)",
            "create table t (id uuid, v clob)",
            "create table t (id uuid, j json)",
            "create table t (id uuid, i bigint generated always as identity)",
            "create table t (id uuid, n varchar, constraint c check (n <> 'x'))",
            "create table t (id uuid, n varchar unique)");
    for (String sql : others) {
      try (Connection connection = memory()) {
        execute(connection, "create table source (id uuid, v varchar, n bigint)");
        execute(connection, sql);
        Manifest.Table table = new Manifest.Table("t", columns(connection), 0, NONE);

        assertThat(H2Table.of(connection, List.of(table))).as(sql).isEmpty();
      }
    }
    try (Connection connection = memory()) {
      execute(connection, "create table t (id uuid, n bigint, v varchar not null)");
      execute(connection, "create unique index u on t (v)");
      Manifest.Table table = new Manifest.Table("t", columns(connection), 0, NONE);

      assertThat(H2Table.of(connection, List.of(table))).containsOnlyKeys("t");
      execute(
          connection,
          "create trigger watch before insert on t for each row call '"
              + Watching.class.getName()
              + "'");
      assertThat(H2Table.of(connection, List.of(table))).isEmpty();
    }
  }

  /** A trigger; H2 makes it by its name. */
  public static final class Watching implements Trigger {
    @Override
    public void fire(Connection connection, Object[] before, Object[] after) {}
  }

  private static final Manifest.Content NONE = new Manifest.Content(0, "", List.of());

  private static List<Manifest.Column> columns(Connection connection) throws SQLException {
    List<Manifest.Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select column_name, data_type from information_schema.columns where table_name ="
                    + " 't' order by ordinal_position")) {
      while (rows.next()) {
        columns.add(
            new Manifest.Column(
                rows.getString(1), Kind.ofH2(rows.getString(2)).map(Kind::code).orElse("no kind")));
      }
    }
    return columns;
  }

  private Connection memory() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:h2:mem:;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
  }

  private Connection open(String name) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:h2:file:"
            + folder.resolve(name)
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
  }

  private void make(String name, List<String> indexes) throws SQLException {
    try (Connection connection = open(name)) {
      execute(connection, TABLE);
      for (int i = 0; i < indexes.size(); i++) {
        execute(
            connection, "create index every_kind_" + i + " on every_kind (" + indexes.get(i) + ")");
      }
    }
  }

  private Map<String, H2Table> tables(String name, Manifest manifest) throws SQLException {
    try (Connection connection = open(name)) {
      Map<String, H2Table> tables = H2Table.of(connection, manifest.tables());
      assertThat(tables).hasSameSizeAs(manifest.tables());
      execute(connection, "shutdown");
      return tables;
    }
  }

  private long write(String name, Manifest manifest) throws Exception {
    Map<String, H2Table> tables = tables(name, manifest);
    try (ArchiveReader archive = new ArchiveReader(vault, manifest);
        H2File file = new H2File(folder.resolve(name + ".mv.db"), scratch, archive)) {
      long loaded = 0;
      for (H2Table table : tables.values()) {
        loaded += file.load(table, plain -> plain, plain -> {});
      }
      file.finish();
      return loaded;
    }
  }

  private Manifest dump(Connection connection, String... names) throws Exception {
    try (ArchiveWriter writer =
        new ArchiveWriter(vault, null, () -> EntityIds.format("pak", ids.next()), 3)) {
      Map<String, List<Manifest.Column>> columns = Tables.of(connection, Database.Kind.H2);
      List<Manifest.Table> tables = new ArrayList<>();
      for (String name : names) {
        tables.add(
            new TableDump(connection, Database.Kind.H2, writer)
                .table(name, columns.getOrDefault(name, List.of())));
      }
      List<Manifest.Pack> packs = writer.finish();
      return new Manifest(
          new Manifest.Header("bak_1", Instant.EPOCH, "1", "i", "n", "H2", 0, writer.addedBytes()),
          List.of(),
          tables,
          List.of(),
          List.of(),
          0,
          null,
          packs);
    }
  }

  private static void fill(Connection connection) throws SQLException {
    Random random = new Random(5);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into every_kind values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (int i = 0; i < ROWS; i++) {
        insert.setObject(1, new UUID(random.nextLong(), random.nextLong()));
        set(insert, random, 2, random.nextBoolean());
        set(insert, random, 3, (short) random.nextInt());
        set(insert, random, 4, random.nextInt(-50, 50));
        set(insert, random, 5, random.nextLong() >> random.nextInt(64));
        set(insert, random, 6, number(random));
        insert.setString(7, text(random));
        set(insert, random, 8, bytes(random));
        set(
            insert,
            random,
            9,
            Instant.ofEpochSecond(random.nextLong(-100_000_000_000L, 100_000_000_000L))
                .plusNanos(random.nextInt(1_000_000) * 1_000L)
                .atOffset(ZoneOffset.UTC));
        set(insert, random, 10, LocalDate.ofEpochDay(random.nextInt(-800_000, 800_000)));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void set(PreparedStatement insert, Random random, int at, @Nullable Object value)
      throws SQLException {
    insert.setObject(at, random.nextInt(10) == 0 ? null : value);
  }

  private static double number(Random random) {
    double[] odd = {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    return random.nextInt(20) == 0
        ? odd[random.nextInt(odd.length)]
        : random.nextGaussian() * Math.pow(10, random.nextInt(-300, 300));
  }

  /** Units of every length in UTF-8, among them those that UTF-8 and UTF-16 order differently. */
  private static String text(Random random) {
    String units = "ab\u0001~\u007f\u0080\u00ff\u0100\u07ff\u0800\ud7ff\ue000\uffee";
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(6); length > 0; length--) {
      if (random.nextInt(8) == 0) {
        text.appendCodePoint(0x10000 + random.nextInt(0x1000));
      } else {
        text.append(units.charAt(random.nextInt(units.length())));
      }
    }
    return text.toString();
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(5)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) - 2);
    }
    return bytes;
  }

  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    List<List<String>> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(rows.getString(i)));
        }
        found.add(row);
      }
    }
    return found;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
