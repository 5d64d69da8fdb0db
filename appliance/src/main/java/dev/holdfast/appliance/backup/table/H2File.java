package dev.holdfast.appliance.backup.table;

import dev.holdfast.appliance.backup.archive.ArchiveReader;
import dev.holdfast.appliance.backup.archive.BackupException;
import dev.holdfast.appliance.backup.archive.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.LongDataType;
import org.h2.result.SearchRow;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole tables into the file of an H2 database that is closed, page behind page: rows in the
 * order in which they come, and each index in the order of its keys, which are sorted beside, a
 * bounded number in memory. An insert costs H2 a change of a tree for the row, for each index and
 * for what would undo it, and again when it is committed; this costs none of them. What an insert
 * would refuse (a null, a length, a key that is there twice) is refused here.
 *
 * <p>One thread uses it. Whatever it throws, the file is not to be used.
 */
public final class H2File implements AutoCloseable {
  /** A page that grows beyond this becomes two; when all comes in order, pages stay half of it. */
  private static final int PAGE = 16 << 10;

  private static final int UNSAVED_KIBIBYTES = 2_048;
  private static final int CACHE_MEBIBYTES = 4;

  private final Path file;
  private final Path scratch;
  private final ArchiveReader archive;
  private final List<SortedKeys> waiting = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
  private @Nullable MVStore store;

  /**
   * @param file the database's, which nobody has open
   * @param scratch an empty folder for keys on their way; the caller deletes it
   */
  public H2File(Path file, Path scratch, ArchiveReader archive) {
    this.file = file;
    this.scratch = scratch;
    this.archive = archive;
  }

  /** A chunk's rows as the file holds them, and their keys in order. */
  @SuppressWarnings("ArrayRecordComponent") // handed from one thread to the next, once
  private record Prepared<T>(List<byte[]> rows, List<byte[][]> keys, T seen) {}

  /**
   * Loads a table's rows; the indexes come with {@link #finish}.
   *
   * @param look is shown the chunks on several threads
   * @param seen gets in order what it made of them
   * @return the rows that were loaded
   */
  public <T> long load(H2Table into, ArchiveReader.Look<T> look, Consumer<T> seen)
      throws IOException {
    Manifest.Table table = into.table();
    if (table.rows() == 0) {
      archive.read(table.content(), look, (plain, made) -> seen.accept(made));
      return 0;
    }
    try {
      MVMap<Long, byte[]> map =
          open()
              .openMap(
                  into.map(),
                  new MVMap.Builder<Long, byte[]>()
                      .keyType(LongDataType.INSTANCE)
                      .valueType(RawRows.of(into.rows().getRowDataType())));
      if (!map.isEmpty()) {
        throw new IllegalStateException("The table " + table.name() + " is not empty.");
      }
      List<SortedKeys> sorted = new ArrayList<>();
      for (H2Table.Key key : into.keys()) {
        sorted.add(new SortedKeys(table.name(), key, scratch, into.keys().size()));
      }
      waiting.addAll(sorted);
      long[] last = {0};
      archive.read(
          table.content(),
          plain -> prepare(into, plain, look.look(plain)),
          (plain, made) -> {
            long before = last[0];
            for (byte[] row : made.rows()) {
              map.put(++last[0], row);
            }
            for (int i = 0; i < sorted.size(); i++) {
              sorted.get(i).add(made.keys().get(i), before);
            }
            seen.accept(made.seen());
          });
      for (SortedKeys keys : sorted) {
        keys.end();
      }
      return last[0];
    } catch (MVStoreException e) {
      throw unwritten(e);
    }
  }

  /** On any thread: rows in H2's own form, and the keys of each index sorted. */
  private static <T> Prepared<T> prepare(H2Table into, byte[] plain, T seen)
      throws BackupException {
    List<byte[]> rows = new ArrayList<>();
    List<List<byte[]>> keys = new ArrayList<>();
    into.keys().forEach(key -> keys.add(new ArrayList<>()));
    WriteBuffer out = new WriteBuffer(1 << 12);
    for (Rows in = new Rows(into.table(), plain); in.hasNext(); ) {
      Rows.Row fields = in.next();
      SearchRow row = into.rows().createRow();
      row.setKey(rows.size() + 1);
      for (int i = 0; i < into.fields().size(); i++) {
        H2Table.Field field = into.fields().get(i);
        row.setValue(field.column(), field.value(fields.field(i), into.table().name()));
      }
      out.clear();
      into.rows().getRowDataType().write(out, row);
      rows.add(Arrays.copyOf(out.getBuffer().array(), out.position()));
      for (int i = 0; i < keys.size(); i++) {
        keys.get(i).add(into.keys().get(i).order().key(row, out));
      }
    }
    List<byte[][]> sorted = new ArrayList<>();
    for (List<byte[]> some : keys) {
      byte[][] each = some.toArray(byte[][]::new);
      Arrays.sort(each, KeyOrder::compare);
      sorted.add(each);
    }
    return new Prepared<>(rows, sorted, seen);
  }

  /**
   * Writes the indexes of all tables that were loaded, several at a time, and closes the file.
   *
   * @throws BackupException {@code DAMAGED} where a key is there twice that may not be
   */
  public void finish() throws IOException {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("restore-index-", 0).factory())) {
      MVStore into = open();
      List<Future<?>> written = new ArrayList<>();
      for (SortedKeys keys : waiting) {
        written.add(
            threads.submit(
                () -> {
                  index(into, keys);
                  return null;
                }));
      }
      for (Future<?> each : written) {
        result(each);
      }
      closeStore();
    } catch (MVStoreException e) {
      throw unwritten(e);
    }
  }

  private static void index(MVStore into, SortedKeys keys) throws IOException {
    MVMap<SearchRow, byte[]> map =
        into.openMap(
            keys.key().map(),
            new MVMap.Builder<SearchRow, byte[]>()
                .keyType(new LastKeys(keys.key().order().rows().getRowDataType()))
                .valueType(RawRows.behindKeys()));
    keys.drain(key -> map.put(key, RawRows.NOTHING));
  }

  private static void result(Future<?> future) throws IOException {
    try {
      future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failed -> throw failed;
        case MVStoreException failed -> throw failed;
        case null, default -> throw new IllegalStateException("an index was not made", e);
      }
    }
  }

  private MVStore open() {
    MVStore open = store;
    if (open == null) {
      open =
          new MVStore.Builder()
              .fileName(file.toString())
              .pageSplitSize(PAGE)
              .autoCommitBufferSize(UNSAVED_KIBIBYTES)
              // Never: there is nothing to gain, and it would look for keys that are there.
              .autoCompactFillRate(0)
              .cacheSize(CACHE_MEBIBYTES)
              .backgroundExceptionHandler((thread, thrown) -> fault.compareAndSet(null, thrown))
              .open();
      open.setVersionsToKeep(0);
      store = open;
    }
    return open;
  }

  /** What is written on other threads may fail unseen until here. */
  private void closeStore() throws IOException {
    MVStore open = store;
    store = null;
    if (open != null) {
      try {
        open.close();
      } catch (MVStoreException e) {
        open.closeImmediately();
        throw e;
      }
      @Nullable Throwable failed = fault.get();
      if (failed == null) {
        failed = open.getPanicException();
      }
      if (failed != null) {
        throw unwritten(failed);
      }
    }
  }

  /** Says what lies at the bottom (a full disk), not only where H2 met it. */
  private static IOException unwritten(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new IOException(
        "The database's file could not be written: " + cause.getMessage(), thrown);
  }

  /** Gives the file up where it was not finished. */
  @Override
  public void close() {
    MVStore open = store;
    store = null;
    if (open != null) {
      open.closeImmediately();
    }
  }
}
