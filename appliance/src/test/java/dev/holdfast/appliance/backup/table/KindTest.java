package dev.holdfast.appliance.backup.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of column, out of H2 and into it again, and as PostgreSQL writes it. */
@SuppressWarnings("NullAway.Init") // set before each
final class KindTest {
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:h2:mem:;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table t (n int, \"bool\" boolean, \"int2\" smallint, \"int4\" integer,"
              + " \"int8\" bigint, \"float8\" double precision, \"text\" varchar,"
              + " \"bytes\" bytea, \"uuid\" uuid, \"time\" timestamp with time zone,"
              + " \"date\" date, \"json\" json, \"jsonb\" json)");
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private byte @Nullable [] field(Kind kind, String literal) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select " + literal)) {
      assertThat(row.next()).isTrue();
      return kind.fromH2(row, 1);
    }
  }

  private byte @Nullable [] throughATable(Kind kind, byte @Nullable [] field) throws SQLException {
    String cast = kind == Kind.JSONB || kind == Kind.JSON ? "? format json" : "?";
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into t (n, \"" + kind.code() + "\") values (1, " + cast + ")")) {
      kind.toH2(insert, 1, field);
      assertThat(insert.executeUpdate()).isOne();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select \"" + kind.code() + "\" from t where n = 1")) {
      assertThat(row.next()).isTrue();
      byte[] back = kind.fromH2(row, 1);
      statement.execute("delete from t");
      return back;
    }
  }

  /** What PostgreSQL's binary COPY has for the same value (its documentation's formats). */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "BOOL|true|01",
        "BOOL|false|00",
        "INT2|cast(-2 as smallint)|fffe",
        "INT4|2147483647|7fffffff",
        "INT8|cast(-9223372036854775808 as bigint)|8000000000000000",
        "FLOAT8|cast(1.5 as double precision)|3ff8000000000000",
        "TEXT|'h\u00e9'|68c3a9",
        "TEXT|''|``",
        "BYTES|X'00ff10'|00ff10",
        "UUID_|uuid '00000000-0000-0001-0000-000000000002'|00000000000000010000000000000002",
        "TIME|timestamp with time zone '2000-01-01 00:00:00+00'|0000000000000000",
        "TIME|timestamp with time zone '2000-01-01 01:00:00.000001+01'|0000000000000001",
        "TIME|timestamp with time zone '1999-12-31 23:59:59.999999+00'|ffffffffffffffff",
        "DATE|date '2000-01-01'|00000000",
        "DATE|date '1999-12-31'|ffffffff",
        "DATE|date '2026-11-21'|0000265d"
      })
  void field_ofAValue_isWhatPostgresWrites(Kind kind, String literal, String hex)
      throws SQLException {
    byte[] field = field(kind, literal);

    assertThat(field).isNotNull();
    if (field != null) {
      assertThat(HexFormat.of().formatHex(field)).isEqualTo(hex);
      assertThat(throughATable(kind, field)).isEqualTo(field);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nothing_staysNothing(Kind kind) throws SQLException {
    assertThat(throughATable(kind, null)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"INT2, 2", "INT4, 4", "INT8, 8", "UUID_, 16", "BYTES, 0", "BYTES, 1", "BYTES, 70000"})
  void anyBits_comeBackAsTheyWere(Kind kind, int length) throws SQLException {
    Random random = new Random(length);
    for (int i = 0; i < 50; i++) {
      byte[] field = new byte[length];
      random.nextBytes(field);

      assertThat(throughATable(kind, field)).isEqualTo(field);
    }
  }

  @Test
  void doubles_thatAreNoNumbers_comeBackToo() throws SQLException {
    for (double value :
        new double[] {
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          0.0,
          0.1
        }) {
      byte[] field = ByteBuffer.allocate(8).putDouble(value).array();

      assertThat(throughATable(Kind.FLOAT8, field)).as("%s", value).isEqualTo(field);
    }
  }

  /** Every day of a leap year, and the days around where calendars differ. */
  @Test
  void days_comeBackAsTheSameDays() throws SQLException {
    LocalDate epoch = LocalDate.of(2000, 1, 1);
    LocalDate day = LocalDate.of(2024, 1, 1);
    for (int i = 0; i < 366; i += 5) {
      assertDay((int) ChronoUnit.DAYS.between(epoch, day.plusDays(i)));
    }
    for (String other : new String[] {"1582-10-04", "1582-10-15", "1900-02-28", "9999-12-31"}) {
      assertDay((int) ChronoUnit.DAYS.between(epoch, LocalDate.parse(other)));
    }
  }

  private void assertDay(int number) throws SQLException {
    byte[] field = ByteBuffer.allocate(4).putInt(number).array();

    assertThat(throughATable(Kind.DATE, field)).as("day %s", number).isEqualTo(field);
  }

  @Test
  void json_isTextBehindItsVersion() throws SQLException {
    byte[] jsonb = field(Kind.JSONB, "json '{\"a\":[1,null,\"\u00e9\"]}'");

    assertThat(jsonb).isNotNull();
    if (jsonb != null) {
      assertThat(jsonb[0]).isEqualTo((byte) 1);
      assertThat(new String(Arrays.copyOfRange(jsonb, 1, jsonb.length), StandardCharsets.UTF_8))
          .isEqualTo("{\"a\":[1,null,\"\u00e9\"]}");
      assertThat(throughATable(Kind.JSONB, jsonb)).isEqualTo(jsonb);
    }
  }

  @Test
  void codes_areOfOneKindEach_andNothingElseIsKnown() {
    for (Kind kind : Kind.values()) {
      assertThat(Kind.ofCode(kind.code())).contains(kind);
    }
    assertThat(Kind.ofCode("UUID_")).isEmpty();
    assertThat(Kind.ofCode("")).isEmpty();
    assertThat(Kind.ofPostgres("TIMESTAMPTZ")).contains(Kind.TIME);
    assertThat(Kind.ofPostgres("timestamp")).as("without a zone, nobody knows when").isEmpty();
    assertThat(Kind.ofPostgres("numeric")).isEmpty();
    assertThat(Kind.ofPostgres("_text")).isEmpty();
    assertThat(Kind.ofH2("CHARACTER LARGE OBJECT")).contains(Kind.TEXT);
    assertThat(Kind.ofH2("decfloat")).isEmpty();
  }
}
