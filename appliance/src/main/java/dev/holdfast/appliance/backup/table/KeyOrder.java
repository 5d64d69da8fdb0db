package dev.holdfast.appliance.backup.table;

import java.nio.ByteBuffer;
import java.util.List;
import org.h2.mode.DefaultNullOrdering;
import org.h2.mvstore.WriteBuffer;
import org.h2.result.RowFactory;
import org.h2.result.SearchRow;
import org.h2.result.SortOrder;
import org.h2.value.Value;
import org.h2.value.ValueDate;
import org.h2.value.ValueTimestampTimeZone;
import org.h2.value.ValueUuid;

/**
 * An index's keys as bytes whose order is that of the keys, so that millions are sorted without an
 * object for each value. A key is written as what sorts it, which ends in the row's number, and
 * then what H2 keeps of it but for that number.
 *
 * @param rows makes, writes and compares the keys in H2's way
 * @param columns the index's columns in their order
 */
record KeyOrder(RowFactory rows, List<Column> columns) {
  private static final int END = 0;
  private static final int WIDE = 0x80;

  /** The number 0 as H2 writes a row's number. */
  private static final int NO_NUMBER = 1;

  KeyOrder {
    columns = List.copyOf(columns);
  }

  /**
   * A column of an index.
   *
   * @param place in the table
   * @param sort H2's bits for descending, and for where nulls go
   */
  record Column(int place, int sort) {}

  /**
   * A key as bytes.
   *
   * @param row with its number
   * @param out is used over and over
   */
  byte[] key(SearchRow row, WriteBuffer out) {
    out.clear();
    out.putInt(0);
    for (Column column : columns) {
      sortable(row.getValue(column.place()), column.sort(), out);
    }
    int sorting = out.position() - Integer.BYTES;
    out.putLong(row.getKey());
    int own = out.position();
    SearchRow key = rows.createRow();
    key.copyFrom(row);
    key.setKey(0);
    rows.getRowDataType().write(out, key);
    byte[] bytes = new byte[out.position() - NO_NUMBER];
    ByteBuffer all = out.getBuffer();
    all.get(0, bytes, 0, own);
    all.get(own + NO_NUMBER, bytes, own, bytes.length - own);
    ByteBuffer.wrap(bytes).putInt(0, sorting);
    return bytes;
  }

  /** Moves a key's row on. */
  static void addToNumber(byte[] key, long more) {
    ByteBuffer in = ByteBuffer.wrap(key);
    int number = Integer.BYTES + in.getInt(0);
    in.putLong(number, in.getLong(number) + more);
  }

  /** Which of two keys comes first. What sorts one is never the beginning of what sorts another. */
  static int compare(byte[] one, byte[] other) {
    return java.util.Arrays.compareUnsigned(
        one, Integer.BYTES, one.length, other, Integer.BYTES, other.length);
  }

  /**
   * The key as H2's.
   *
   * @param buffer is used over and over
   */
  SearchRow read(byte[] key, WriteBuffer buffer) {
    ByteBuffer in = ByteBuffer.wrap(key);
    int number = Integer.BYTES + in.getInt(0);
    int own = number + Long.BYTES;
    buffer.clear();
    buffer.putVarLong(in.getLong(number));
    buffer.put(in.slice(own, key.length - own));
    ByteBuffer written = buffer.getBuffer().duplicate();
    return rows.getRowDataType().read(written.flip());
  }

  private static void sortable(Value value, int sort, WriteBuffer out) {
    int start = out.position();
    if (value.getValueType() == Value.NULL) {
      out.put((byte) (DefaultNullOrdering.LOW.compareNull(true, sort) < 0 ? 0 : 2));
      return;
    }
    out.put((byte) 1);
    sortable(value, out);
    if ((sort & SortOrder.DESCENDING) != 0) {
      ByteBuffer all = out.getBuffer();
      for (int i = start + 1; i < out.position(); i++) {
        all.put(i, (byte) ~all.get(i));
      }
    }
  }

  private static void sortable(Value value, WriteBuffer out) {
    switch (value.getValueType()) {
      case Value.BOOLEAN -> out.put((byte) (value.getBoolean() ? 1 : 0));
      case Value.SMALLINT, Value.INTEGER, Value.BIGINT -> signed(value.getLong(), out);
      case Value.DOUBLE -> {
        long bits = Double.doubleToLongBits(value.getDouble());
        signed(bits < 0 ? bits ^ Long.MAX_VALUE : bits, out);
      }
      case Value.VARCHAR -> text(value.getString(), out);
      case Value.VARBINARY -> bytes(value.getBytesNoCopy(), out);
      case Value.UUID -> {
        ValueUuid id = (ValueUuid) value;
        out.putLong(id.getHigh()).putLong(id.getLow());
      }
      case Value.TIMESTAMP_TZ -> {
        ValueTimestampTimeZone time = (ValueTimestampTimeZone) value;
        signed(time.getDateValue(), out);
        out.putLong(time.getTimeNanos());
      }
      case Value.DATE -> signed(((ValueDate) value).getDateValue(), out);
      default -> throw new IllegalStateException("no order for " + value.getValueType());
    }
  }

  private static void signed(long value, WriteBuffer out) {
    out.putLong(value ^ Long.MIN_VALUE);
  }

  /** By UTF-16 units, as Java compares. */
  private static void text(String text, WriteBuffer out) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit < WIDE - 1) {
        out.put((byte) (unit + 1));
      } else {
        out.put((byte) WIDE).put((byte) (unit >>> 8)).put((byte) unit);
      }
    }
    out.put((byte) END);
  }

  private static void bytes(byte[] bytes, WriteBuffer out) {
    for (byte each : bytes) {
      out.put(each);
      if (each == END) {
        out.put((byte) 0xFF);
      }
    }
    out.put((byte) END).put((byte) END);
  }
}
