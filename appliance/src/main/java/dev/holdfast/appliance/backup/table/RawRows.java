package dev.holdfast.appliance.backup.table;

import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.db.RowDataType;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were already written down, in the form in which H2 keeps committed ones. An index has
 * rows of no bytes behind its keys.
 */
final class RawRows extends BasicDataType<byte[]> {
  /** What stands behind a key. */
  static final byte[] NOTHING = {};

  private static final int OBJECT = 24;
  private static final byte ALL_COMMITTED = 0;

  private final @Nullable RowDataType type;

  private RawRows(@Nullable RowDataType type) {
    this.type = type;
  }

  static RawRows of(RowDataType type) {
    return new RawRows(type);
  }

  static RawRows behindKeys() {
    return new RawRows(null);
  }

  @Override
  public int getMemory(byte[] row) {
    return OBJECT + row.length;
  }

  @Override
  public void write(WriteBuffer out, Object rows, int count) {
    out.put(ALL_COMMITTED);
    for (int i = 0; i < count; i++) {
      write(out, cast(rows)[i]);
    }
  }

  @Override
  public void write(WriteBuffer out, byte[] row) {
    out.put(row);
  }

  /** The last page is read again when the next rows come behind it. */
  @Override
  public void read(ByteBuffer in, Object rows, int count) {
    if (in.get() != ALL_COMMITTED) {
      throw new IllegalStateException("a page of another kind");
    }
    for (int i = 0; i < count; i++) {
      cast(rows)[i] = read(in);
    }
  }

  @Override
  public byte[] read(ByteBuffer in) {
    if (type == null) {
      return NOTHING;
    }
    int from = in.position();
    type.read(in);
    byte[] row = new byte[in.position() - from];
    in.get(from, row);
    return row;
  }

  @Override
  public byte[][] createStorage(int size) {
    return new byte[size][];
  }
}
