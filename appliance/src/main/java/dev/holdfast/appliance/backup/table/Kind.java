package dev.holdfast.appliance.backup.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.h2.util.DateTimeUtils;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueBoolean;
import org.h2.value.ValueDate;
import org.h2.value.ValueDouble;
import org.h2.value.ValueInteger;
import org.h2.value.ValueSmallint;
import org.h2.value.ValueTimestampTimeZone;
import org.h2.value.ValueUuid;
import org.h2.value.ValueVarbinary;
import org.h2.value.ValueVarchar;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of columns that both databases have, and a field of each as PostgreSQL's binary COPY
 * writes it. A column of any other kind stops a backup: nothing is left out unseen.
 */
enum Kind {
  BOOL,
  INT2,
  INT4,
  INT8,
  FLOAT8,
  TEXT,
  BYTES,
  UUID_,
  TIME,
  DATE,
  JSON,
  JSONB;

  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  private static final LocalDate EPOCH_DAY = LocalDate.of(2000, 1, 1);
  private static final int UUID_BYTES = 16;
  private static final byte JSONB_VERSION = 1;
  private static final long DAY_SECONDS = 86_400;
  private static final long NANOS = 1_000_000_000;

  private static final Map<String, Kind> POSTGRESQL =
      Map.ofEntries(
          Map.entry("bool", BOOL),
          Map.entry("int2", INT2),
          Map.entry("int4", INT4),
          Map.entry("int8", INT8),
          Map.entry("float8", FLOAT8),
          Map.entry("text", TEXT),
          Map.entry("varchar", TEXT),
          Map.entry("bpchar", TEXT),
          Map.entry("bytea", BYTES),
          Map.entry("uuid", UUID_),
          Map.entry("timestamptz", TIME),
          Map.entry("date", DATE),
          Map.entry("json", JSON),
          Map.entry("jsonb", JSONB));

  private static final Map<String, Kind> H2 =
      Map.ofEntries(
          Map.entry("boolean", BOOL),
          Map.entry("smallint", INT2),
          Map.entry("integer", INT4),
          Map.entry("bigint", INT8),
          Map.entry("double precision", FLOAT8),
          Map.entry("character varying", TEXT),
          Map.entry("character", TEXT),
          Map.entry("character large object", TEXT),
          Map.entry("binary varying", BYTES),
          Map.entry("binary large object", BYTES),
          Map.entry("uuid", UUID_),
          Map.entry("timestamp with time zone", TIME),
          Map.entry("date", DATE),
          Map.entry("json", JSONB));

  String code() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }

  static Optional<Kind> ofCode(String code) {
    return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
  }

  static Optional<Kind> ofPostgres(String type) {
    return Optional.ofNullable(POSTGRESQL.get(type.toLowerCase(Locale.ROOT)));
  }

  static Optional<Kind> ofH2(String type) {
    return Optional.ofNullable(H2.get(type.toLowerCase(Locale.ROOT)));
  }

  /** Reads a field of H2's; null where it is. */
  byte @Nullable [] fromH2(ResultSet row, int column) throws SQLException {
    byte[] field =
        switch (this) {
          case BOOL -> new byte[] {(byte) (row.getBoolean(column) ? 1 : 0)};
          case INT2 -> bytes(Short.BYTES).putShort(row.getShort(column)).array();
          case INT4 -> bytes(Integer.BYTES).putInt(row.getInt(column)).array();
          case INT8 -> bytes(Long.BYTES).putLong(row.getLong(column)).array();
          case FLOAT8 -> bytes(Double.BYTES).putDouble(row.getDouble(column)).array();
          case TEXT, JSON -> text(row.getString(column));
          case JSONB -> jsonb(row.getString(column));
          case BYTES -> row.getBytes(column);
          case UUID_ -> uuid(row.getObject(column, UUID.class));
          case TIME -> time(row.getObject(column, OffsetDateTime.class));
          case DATE -> date(row.getObject(column, LocalDate.class));
        };
    return row.wasNull() ? null : field;
  }

  /** Sets a parameter of an H2 statement. */
  void toH2(PreparedStatement statement, int parameter, byte @Nullable [] field)
      throws SQLException {
    if (field == null) {
      statement.setNull(parameter, Types.NULL);
      return;
    }
    ByteBuffer in = ByteBuffer.wrap(field);
    switch (this) {
      case BOOL -> statement.setBoolean(parameter, in.get() != 0);
      case INT2 -> statement.setShort(parameter, in.getShort());
      case INT4 -> statement.setInt(parameter, in.getInt());
      case INT8 -> statement.setLong(parameter, in.getLong());
      case FLOAT8 -> statement.setDouble(parameter, in.getDouble());
      case TEXT -> statement.setString(parameter, new String(field, StandardCharsets.UTF_8));
      case JSON -> statement.setBytes(parameter, field);
      case JSONB -> statement.setBytes(parameter, Arrays.copyOfRange(field, 1, field.length));
      case BYTES -> statement.setBytes(parameter, field);
      case UUID_ -> statement.setObject(parameter, new UUID(in.getLong(), in.getLong()));
      case TIME -> statement.setObject(parameter, instant(in.getLong()).atOffset(ZoneOffset.UTC));
      case DATE -> statement.setObject(parameter, EPOCH_DAY.plusDays(in.getInt()));
    }
  }

  /**
   * A field as a value of H2's.
   *
   * @throws IllegalStateException for the kinds that H2 has no value of its own for
   */
  Value h2Value(byte[] field) {
    ByteBuffer in = ByteBuffer.wrap(field);
    return switch (this) {
      case BOOL -> ValueBoolean.get(in.get() != 0);
      case INT2 -> ValueSmallint.get(in.getShort());
      case INT4 -> ValueInteger.get(in.getInt());
      case INT8 -> ValueBigint.get(in.getLong());
      case FLOAT8 -> ValueDouble.get(in.getDouble());
      case TEXT -> ValueVarchar.get(new String(field, StandardCharsets.UTF_8));
      case BYTES -> ValueVarbinary.get(field);
      case UUID_ -> ValueUuid.get(in.getLong(), in.getLong());
      case TIME -> h2Time(instant(in.getLong()));
      case DATE ->
          ValueDate.fromDateValue(
              DateTimeUtils.dateValueFromAbsoluteDay(EPOCH_DAY.toEpochDay() + in.getInt()));
      case JSON, JSONB -> throw new IllegalStateException("no plain value of H2's: " + this);
    };
  }

  private static Value h2Time(Instant time) {
    long seconds = time.getEpochSecond();
    return ValueTimestampTimeZone.fromDateValueAndNanos(
        DateTimeUtils.dateValueFromAbsoluteDay(Math.floorDiv(seconds, DAY_SECONDS)),
        Math.floorMod(seconds, DAY_SECONDS) * NANOS + time.getNano(),
        0);
  }

  /** Sets a parameter of a PostgreSQL statement. */
  void toPostgres(PreparedStatement statement, int parameter, byte @Nullable [] field)
      throws SQLException {
    if (field == null) {
      statement.setNull(parameter, Types.OTHER);
    } else if (this == JSON || this == JSONB) {
      int from = this == JSONB ? 1 : 0;
      statement.setObject(
          parameter,
          new String(field, from, field.length - from, StandardCharsets.UTF_8),
          Types.OTHER);
    } else {
      toH2(statement, parameter, field);
    }
  }

  /** The time that a field of microseconds says. */
  static Instant instant(long micros) {
    return EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length);
  }

  private static byte[] text(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] jsonb(@Nullable String text) {
    byte[] plain = text(text);
    return bytes(plain.length + 1).put(JSONB_VERSION).put(plain).array();
  }

  private static byte[] uuid(@Nullable UUID id) {
    return id == null
        ? new byte[0]
        : bytes(UUID_BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
  }

  private static byte[] time(@Nullable OffsetDateTime time) {
    if (time == null) {
      return new byte[0];
    }
    Duration since = Duration.between(EPOCH, time.toInstant());
    long micros =
        Math.addExact(Math.multiplyExact(since.getSeconds(), 1_000_000L), since.getNano() / 1_000L);
    return bytes(Long.BYTES).putLong(micros).array();
  }

  private static byte[] date(@Nullable LocalDate day) {
    return day == null
        ? new byte[0]
        : bytes(Integer.BYTES).putInt((int) ChronoUnit.DAYS.between(EPOCH_DAY, day)).array();
  }
}
