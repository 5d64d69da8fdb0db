package dev.holdfast.appliance.backup.table;

import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.BackupException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.h2.mvstore.WriteBuffer;
import org.h2.result.SearchRow;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an index, brought into their order: sorted some at a time, written to a file, and
 * merged from there.
 */
final class SortedKeys {
  /** Of all indexes of a table together, in bytes. */
  private static final int IN_MEMORY = 8 << 20;

  private static final int OBJECT = 24;
  private static final int BLOCK = 32 << 10;
  private static final int LEAST_BLOCK = 4 << 10;

  private final String table;
  private final H2Table.Key key;
  private final Path file;
  private final long most;
  private final List<byte[]> some = new ArrayList<>();
  private final List<Long> starts = new ArrayList<>();
  private @Nullable FileChannel out;
  private long taken;
  private long waiting;
  private long written;

  /**
   * @param folder where the file goes
   * @param indexes how many are being made beside each other
   */
  SortedKeys(String table, H2Table.Key key, Path folder, int indexes) {
    this.table = table;
    this.key = key;
    this.file = folder.resolve(key.map() + ".keys");
    this.most = IN_MEMORY / indexes;
  }

  H2Table.Key key() {
    return key;
  }

  /**
   * Takes keys that are in order among themselves.
   *
   * @param before to be added to their row numbers
   */
  void add(byte[][] keys, long before) throws IOException {
    for (byte[] each : keys) {
      KeyOrder.addToNumber(each, before);
      some.add(each);
      taken++;
      waiting += each.length + OBJECT;
    }
    if (waiting >= most) {
      spill();
    }
  }

  /** There are no more. */
  void end() throws IOException {
    if (!some.isEmpty()) {
      spill();
    }
    FileChannel open = out;
    if (open != null) {
      open.close();
    }
  }

  /** Merging what is already in order is what this sort is good at. */
  private void spill() throws IOException {
    some.sort(KeyOrder::compare);
    FileChannel into = out;
    if (into == null) {
      into = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      out = into;
    }
    starts.add(written);
    WriteBuffer block = new WriteBuffer(2 * BLOCK);
    for (byte[] each : some) {
      block.putInt(each.length).put(each);
      if (block.position() >= BLOCK) {
        written += write(into, block);
      }
    }
    written += write(into, block);
    some.clear();
    waiting = 0;
  }

  private static long write(FileChannel into, WriteBuffer block) throws IOException {
    int length = block.position();
    ByteBuffer bytes = block.getBuffer().duplicate().flip();
    while (bytes.hasRemaining()) {
      into.write(bytes);
    }
    block.clear();
    return length;
  }

  /**
   * Gives all keys in their order, and deletes the file. That the order is H2's is looked at with
   * H2's own eyes: an index in another one would find nothing, and would not say so.
   *
   * @throws BackupException {@code DAMAGED} where one is there twice that may not be
   */
  void drain(Consumer<SearchRow> taker) throws IOException {
    if (starts.isEmpty()) {
      return;
    }
    long count = 0;
    WriteBuffer buffer = new WriteBuffer(1 << 12);
    @Nullable SearchRow last = null;
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      PriorityQueue<Run> runs =
          new PriorityQueue<>((one, other) -> KeyOrder.compare(one.first, other.first));
      int block = block(starts.size());
      for (int i = 0; i < starts.size(); i++) {
        long end = i + 1 < starts.size() ? starts.get(i + 1) : written;
        runs.add(new Run(in, starts.get(i), end, block));
      }
      for (Run run = runs.poll(); run != null; run = runs.poll()) {
        // As long as this run's keys come before all others', the queue is left alone.
        Run other = runs.peek();
        boolean more;
        do {
          SearchRow next = key.order().read(run.first, buffer);
          check(last, next);
          taker.accept(next);
          count++;
          last = next;
          more = run.next();
        } while (more && (other == null || KeyOrder.compare(run.first, other.first) < 0));
        if (more) {
          runs.add(run);
        }
      }
    }
    if (count != taken) {
      throw new IOException(file + " holds " + count + " keys of " + taken + ".");
    }
    Files.delete(file);
  }

  private void check(@Nullable SearchRow last, SearchRow next) throws BackupException {
    if (last == null) {
      return;
    }
    if (key.isTwin(last, next)) {
      throw new BackupException(
          Reason.DAMAGED, "The table " + table + " has two rows with the same key.");
    }
    if (key.order().rows().getRowDataType().compare(last, next) >= 0) {
      throw new IllegalStateException("The keys of " + key.map() + " are not in H2's order.");
    }
  }

  /** The more runs there are, the less of each is in memory: together what sorting them took. */
  static int block(int runs) {
    return Math.clamp(IN_MEMORY / runs, LEAST_BLOCK, BLOCK);
  }

  /** Keys in order, a block in memory. */
  private final class Run {
    private final FileChannel in;
    private final long end;
    private long at;
    private ByteBuffer block;
    private byte[] first;

    Run(FileChannel in, long start, long end, int block) throws IOException {
      this.in = in;
      this.at = start;
      this.end = end;
      this.block = ByteBuffer.allocate(block).limit(0);
      this.first = one();
    }

    boolean next() throws IOException {
      if (!block.hasRemaining() && at == end) {
        return false;
      }
      first = one();
      return true;
    }

    private byte[] one() throws IOException {
      need(Integer.BYTES);
      int length = block.getInt();
      need(length);
      byte[] one = new byte[length];
      block.get(one);
      return one;
    }

    /** Reads on where the block ends within what is needed. */
    private void need(int bytes) throws IOException {
      if (block.remaining() >= bytes) {
        return;
      }
      block =
          bytes <= block.capacity()
              ? block.compact()
              : ByteBuffer.allocate(bytes).put(block); // a long key; the block stays that large
      block.limit((int) Math.min(block.capacity(), block.position() + end - at));
      while (block.hasRemaining()) {
        int count = in.read(block, at);
        if (count < 0) {
          throw new EOFException(file + " is cut off");
        }
        at += count;
      }
      block.flip();
      if (block.remaining() < bytes) {
        throw new EOFException(file + " is cut off");
      }
    }
  }
}
