package dev.holdfast.appliance.backup.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.appliance.backup.archive.BackupException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.h2.mvstore.WriteBuffer;
import org.h2.result.RowFactory;
import org.h2.result.SearchRow;
import org.h2.result.SortOrder;
import org.h2.value.CompareMode;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueBigint;
import org.h2.value.ValueNull;
import org.h2.value.ValueUuid;
import org.h2.value.ValueVarchar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys as bytes beside H2's own comparison, and many of them through a file. */
final class SortedKeysTest {
  private static final TypeInfo[] TYPES = {
    TypeInfo.TYPE_UUID, TypeInfo.TYPE_VARCHAR, TypeInfo.TYPE_BIGINT
  };

  @TempDir private Path folder = Path.of("unset");
  private final Random random = new Random(9);
  private final WriteBuffer buffer = new WriteBuffer(64);

  /** An index of all three columns. */
  private static KeyOrder order(int... sorts) {
    int[] places = {1, 2, 0};
    RowFactory rows =
        RowFactory.DefaultRowFactory.INSTANCE.createRowFactory(
            null, CompareMode.getInstance(null, 0), null, sorts, places, TYPES, 3, true);
    List<KeyOrder.Column> columns = new ArrayList<>();
    for (int i = 0; i < sorts.length; i++) {
      columns.add(new KeyOrder.Column(places[i], sorts[i]));
    }
    return new KeyOrder(rows, columns);
  }

  private static SearchRow row(long number, Value id, Value text, Value amount) {
    RowFactory table =
        RowFactory.DefaultRowFactory.INSTANCE.createRowFactory(
            null, CompareMode.getInstance(null, 0), null, null, null, TYPES, 3, false);
    SearchRow row = table.createRow();
    row.setKey(number);
    row.setValue(0, id);
    row.setValue(1, text);
    row.setValue(2, amount);
    return row;
  }

  private SearchRow randomRow(long number) {
    String[] texts = {"", "a", "ab", "b", "a\u0000", "\u00e9", "\ud83d\ude80", "\uffff", "a\u007f"};
    return row(
        number,
        ValueUuid.get(random.nextLong(), random.nextInt(3)),
        random.nextInt(5) == 0
            ? ValueNull.INSTANCE
            : ValueVarchar.get(texts[random.nextInt(texts.length)]),
        random.nextInt(5) == 0 ? ValueNull.INSTANCE : ValueBigint.get(random.nextInt(-3, 3)));
  }

  @Test
  void compare_ofRandomKeysUpAndDownWithNulls_isWhatH2Says() {
    int[][] sorts = {
      {SortOrder.ASCENDING, SortOrder.DESCENDING, SortOrder.ASCENDING},
      {SortOrder.DESCENDING, SortOrder.ASCENDING, SortOrder.DESCENDING},
      {
        SortOrder.ASCENDING | SortOrder.NULLS_LAST,
        SortOrder.DESCENDING | SortOrder.NULLS_FIRST,
        SortOrder.ASCENDING
      }
    };
    for (int[] sort : sorts) {
      KeyOrder order = order(sort);
      for (int i = 0; i < 20_000; i++) {
        byte[] one = order.key(randomRow(random.nextInt(3)), buffer);
        byte[] other = order.key(randomRow(random.nextInt(3)), buffer);
        SearchRow a = order.read(one, buffer);
        SearchRow b = order.read(other, buffer);

        assertThat(Integer.signum(KeyOrder.compare(one, other)))
            .as("%s and %s sorted by %s", a, b, Arrays.toString(sort))
            .isEqualTo(Integer.signum(order.rows().getRowDataType().compare(a, b)));
      }
    }
  }

  @Test
  void read_ofAKeyWhoseRowWasMovedOn_hasItsValuesAndTheNewNumber() {
    KeyOrder order = order(SortOrder.ASCENDING, SortOrder.DESCENDING, SortOrder.ASCENDING);
    Value id = ValueUuid.get(new UUID(-1, 1));
    byte[] key = order.key(row(7, id, ValueVarchar.get("seven"), ValueBigint.get(-7)), buffer);

    KeyOrder.addToNumber(key, 1_000_000_000_000L);

    SearchRow read = order.read(key, buffer);
    assertThat(read.getKey()).isEqualTo(1_000_000_000_007L);
    assertThat(read.getValue(0)).isEqualTo(id);
    assertThat(read.getValue(1).getString()).isEqualTo("seven");
    assertThat(read.getValue(2).getLong()).isEqualTo(-7);
  }

  private SortedKeys keys(List<Integer> unique, int many) throws IOException {
    KeyOrder order = order(SortOrder.ASCENDING, SortOrder.DESCENDING, SortOrder.ASCENDING);
    // As if a thousand indexes shared the memory: each spills at every chunk.
    SortedKeys keys = new SortedKeys("t", new H2Table.Key("index.1", order, unique), folder, 1_000);
    for (int from = 0; from < many; from += 100) {
      byte[][] chunk = new byte[100][];
      for (int i = 0; i < chunk.length; i++) {
        chunk[i] = order.key(randomRow(i + 1L), buffer);
      }
      Arrays.sort(chunk, KeyOrder::compare);
      keys.add(chunk, from);
    }
    keys.end();
    return keys;
  }

  @Test
  void drain_ofManyRuns_givesEachKeyOnceInOrderAndLeavesNoFile() throws IOException {
    SortedKeys keys = keys(List.of(), 20_000);
    assertThat(folder.resolve("index.1.keys")).exists();
    List<SearchRow> seen = new ArrayList<>();

    keys.drain(seen::add);

    assertThat(seen).isSortedAccordingTo(keys.key().order().rows().getRowDataType());
    assertThat(seen.stream().mapToLong(SearchRow::getKey).distinct().count()).isEqualTo(20_000);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void drain_ofKeysLongerThanABlock_givesEachWhole() throws IOException {
    KeyOrder order = order(SortOrder.ASCENDING, SortOrder.DESCENDING, SortOrder.ASCENDING);
    SortedKeys keys =
        new SortedKeys("t", new H2Table.Key("index.1", order, List.of()), folder, 1_000);
    Value id = ValueUuid.get(new UUID(1, 1));
    for (int i = 0; i < 60; i++) {
      Value text = ValueVarchar.get("long".repeat(random.nextInt(20_000)));
      keys.add(new byte[][] {order.key(row(i, id, text, ValueNull.INSTANCE), buffer)}, 0);
    }
    keys.end();
    List<SearchRow> seen = new ArrayList<>();

    keys.drain(seen::add);

    assertThat(seen).hasSize(60).isSortedAccordingTo(order.rows().getRowDataType());
  }

  @Test
  void block_ofMoreAndMoreRuns_keepsThemTogetherInWhatSortingTook() {
    assertThat(SortedKeys.block(1)).isEqualTo(32 << 10);
    assertThat(SortedKeys.block(256)).isEqualTo(32 << 10);
    assertThat(SortedKeys.block(1_024)).isEqualTo(8 << 10);
    assertThat(SortedKeys.block(1_000_000)).isEqualTo(4 << 10);
  }

  @Test
  void drain_ofNone_givesNone() throws IOException {
    List<SearchRow> seen = new ArrayList<>();

    keys(List.of(), 0).drain(seen::add);

    assertThat(seen).isEmpty();
  }

  @Test
  void drain_ofAKeyThatIsThereTwice_isRefusedWhereItMayNotBe() throws IOException {
    SortedKeys keys = keys(List.of(1, 2), 1_000);

    assertThatThrownBy(() -> keys.drain(key -> {}))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("two rows with the same key");
  }

  @Test
  void drain_ofAFileThatIsCutOff_failsAndGivesNoWholeIndex() throws IOException {
    SortedKeys keys = keys(List.of(), 5_000);
    Path file = folder.resolve("index.1.keys");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(file) - 10);
    }

    assertThatThrownBy(() -> keys.drain(key -> {})).isInstanceOf(EOFException.class);
  }

  @Test
  void place_ofAKeyThatComesInOrder_isBehindAllOthers() {
    KeyOrder order = order(SortOrder.ASCENDING, SortOrder.DESCENDING, SortOrder.ASCENDING);
    LastKeys type = new LastKeys(order.rows().getRowDataType());
    SearchRow key = order.read(order.key(randomRow(1), buffer), buffer);
    SearchRow[] page = type.createStorage(3);
    page[0] = key;

    assertThat(type.binarySearch(key, page, 1, 0)).isEqualTo(-2);
    assertThat(type.compare(key, key)).isZero();
    assertThat(type.getMemory(key)).isEqualTo(key.getMemory());
    WriteBuffer out = new WriteBuffer(64);
    type.write(out, key);
    assertThat(type.compare(type.read(out.getBuffer().flip()), key)).isZero();
  }

  @Test
  void rows_ofAPage_areReadAsTheyWereWritten() {
    RowFactory table =
        RowFactory.DefaultRowFactory.INSTANCE.createRowFactory(
            null, CompareMode.getInstance(null, 0), null, null, null, TYPES, 3, false);
    RawRows type = RawRows.of(table.getRowDataType());
    byte[][] rows = new byte[5][];
    for (int i = 0; i < rows.length; i++) {
      buffer.clear();
      table.getRowDataType().write(buffer, randomRow(i));
      rows[i] = Arrays.copyOf(buffer.getBuffer().array(), buffer.position());
    }
    WriteBuffer out = new WriteBuffer(64);

    type.write(out, rows, rows.length);

    byte[][] read = type.createStorage(rows.length);
    type.read(out.getBuffer().flip(), read, rows.length);
    assertThat(read).isDeepEqualTo(rows);
    assertThat(RawRows.behindKeys().read(out.getBuffer())).isEmpty();
  }
}
