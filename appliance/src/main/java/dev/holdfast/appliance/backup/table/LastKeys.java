package dev.holdfast.appliance.backup.table;

import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.db.RowDataType;
import org.h2.mvstore.type.BasicDataType;
import org.h2.result.SearchRow;

/** Keys of an index that come in their order: the place of each is behind all that are there. */
final class LastKeys extends BasicDataType<SearchRow> {
  private final RowDataType type;

  LastKeys(RowDataType type) {
    this.type = type;
  }

  @Override
  public int binarySearch(SearchRow key, Object keys, int size, int guess) {
    return ~size;
  }

  @Override
  public int compare(SearchRow one, SearchRow other) {
    return type.compare(one, other);
  }

  @Override
  public int getMemory(SearchRow key) {
    return type.getMemory(key);
  }

  @Override
  public void write(WriteBuffer out, SearchRow key) {
    type.write(out, key);
  }

  @Override
  public SearchRow read(ByteBuffer in) {
    return type.read(in);
  }

  @Override
  public SearchRow[] createStorage(int size) {
    return type.createStorage(size);
  }
}
