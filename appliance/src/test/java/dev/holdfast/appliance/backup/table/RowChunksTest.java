package dev.holdfast.appliance.backup.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rows are cut where they themselves say so. */
final class RowChunksTest {
  private static final int ROW = 300;

  private static List<byte[]> rows(int count) {
    Random random = new Random(3);
    List<byte[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] row = new byte[ROW];
      random.nextBytes(row);
      rows.add(row);
    }
    return rows;
  }

  private static List<byte[]> chunks(List<byte[]> rows) throws IOException {
    List<byte[]> chunks = new ArrayList<>();
    RowChunks cutter = new RowChunks(chunks::add);
    for (byte[] row : rows) {
      cutter.row(row, 0, row.length);
    }
    assertThat(cutter.end()).isEqualTo(rows.size());
    return chunks;
  }

  private static Set<Integer> digests(List<byte[]> chunks) {
    Set<Integer> digests = new HashSet<>();
    chunks.forEach(chunk -> digests.add(Arrays.hashCode(chunk)));
    return digests;
  }

  @Test
  void chunks_together_areAllRowsInOrderAndNoneIsCut() throws IOException {
    List<byte[]> rows = rows(20_000);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    rows.forEach(expected::writeBytes);
    ByteArrayOutputStream found = new ByteArrayOutputStream();
    List<byte[]> chunks = chunks(rows);
    chunks.forEach(found::writeBytes);

    assertThat(found.toByteArray()).isEqualTo(expected.toByteArray());
    assertThat(chunks).allMatch(chunk -> chunk.length % ROW == 0 && chunk.length <= 2 << 20);
    assertThat(chunks).hasSizeBetween(3, 12);
  }

  @Test
  void chunks_afterARowWasChanged_areTheSameButForOneOrTwo() throws IOException {
    List<byte[]> rows = rows(20_000);
    List<byte[]> before = chunks(rows);
    rows.set(5_000, new byte[ROW]);

    Set<Integer> after = digests(chunks(rows));
    after.retainAll(digests(before));

    assertThat(after.size()).isGreaterThanOrEqualTo(before.size() - 2);
  }

  @Test
  void chunks_afterARowWasPutInFront_areFoundAgain() throws IOException {
    List<byte[]> rows = rows(40_000);
    List<byte[]> before = chunks(rows);
    rows.addFirst(new byte[ROW]);

    Set<Integer> after = digests(chunks(rows));
    after.retainAll(digests(before));

    assertThat(after.size()).isGreaterThanOrEqualTo(before.size() / 2);
  }

  @Test
  void row_largerThanAChunk_isAChunkOfItsOwn() throws IOException {
    byte[] large = new byte[3 << 20];

    assertThat(chunks(List.of(new byte[ROW], large, new byte[ROW])))
        .extracting(chunk -> chunk.length)
        .containsExactly(ROW, large.length, ROW);
  }

  @Test
  void end_withoutRows_makesNoChunk() throws IOException {
    assertThat(chunks(List.of())).isEmpty();
  }
}
