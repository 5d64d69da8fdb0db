package dev.holdfast.appliance.audit.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The journal. {@link #append} must be serialised by the caller, who usually has a chain to extend
 * under the same lock; all other methods may be called from any thread.
 */
public final class Journal implements AutoCloseable {
  /** Where the body starts in the buffer that is given to {@link #append}. */
  public static final int BODY_AT = Frame.HEADER;

  /** The longest body, in bytes. */
  public static final int MOST_BODY = Frame.MOST_BODY;

  private final JournalSettings settings;
  private final FileChannel lock;
  private final NavigableMap<Long, Path> live = new ConcurrentSkipListMap<>();
  private final Queue<Segment> unforced = new ConcurrentLinkedQueue<>();
  private final Object forcing = new Object();
  private final List<Hold> holds = new ArrayList<>();
  private final Keeper keeper;
  private final Committer committer = new Committer(this::force);
  private final LongAdder forces = new LongAdder();
  private final LongAdder forceNanos = new LongAdder();
  private final long damagedBytes;
  private final boolean endLost;
  private final ByteBuffer end = ByteBuffer.allocate(Frame.END_SIZE);
  private volatile Segment current;
  private volatile long written;
  private volatile long durable;
  private volatile @Nullable Throwable broken;

  private Journal(
      JournalSettings settings, SegmentFiles files, FileChannel lock, long floor, Visitor visitor)
      throws IOException {
    this.settings = settings;
    this.lock = lock;
    Recovery.Result found = Recovery.run(settings.directory(), visitor);
    damagedBytes = found.damagedBytes();
    live.putAll(found.segments());
    long highest = Math.max(Position.segment(floor), live.isEmpty() ? 0 : live.lastKey());
    keeper = new Keeper(files, settings, highest, live::size);
    // Below the floor, the database has seen more than the disk has kept: a new segment then.
    endLost = !live.isEmpty() && found.tail() < floor;
    boolean fresh = live.isEmpty() || found.closed() || endLost;
    current = fresh ? keeper.prepare() : reopen(files, found);
    live.put(current.number(), current.path());
    current.force();
    written = Position.of(current.number(), current.end());
    durable = written;
  }

  /** Sees every frame that recovery found, in order; the body's view holds during the call only. */
  @FunctionalInterface
  public interface Visitor {
    void frame(int kind, ByteBuffer body) throws IOException;
  }

  /**
   * Opens the journal in its directory, which only one process at a time may do, and recovers it.
   *
   * @param floor the position up to which frames have been taken over elsewhere; the next frame
   *     goes behind it, whatever the disk has lost
   * @throws JournalUnavailableException where another process has it
   */
  public static Journal open(JournalSettings settings, long floor, Visitor visitor)
      throws IOException {
    return open(settings, new DiskFiles(), floor, visitor);
  }

  static Journal open(JournalSettings settings, SegmentFiles files, long floor, Visitor visitor)
      throws IOException {
    Files.createDirectories(
        settings.directory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    FileChannel lock = lock(settings.directory());
    try {
      Journal journal = new Journal(settings, files, lock, floor, visitor);
      journal.keeper.start();
      journal.committer.start();
      return journal;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process: the same answer.
    }
    if (held == null) {
      channel.close();
      throw new JournalUnavailableException(
          "another process uses the audit journal in " + directory, null);
    }
    return channel;
  }

  private static Segment reopen(SegmentFiles files, Recovery.Result found) throws IOException {
    long number = Position.segment(found.tail());
    Path path = found.segments().lastEntry().getValue();
    int size = Math.toIntExact(Files.size(path));
    return new Segment(number, path, files.open(path), size, Position.offset(found.tail()));
  }

  /**
   * Appends one frame. When this returns, the frame survives the death of this process.
   *
   * @param kind 1 or more; the journal does not look at it
   * @param buffer the body's bytes from {@link #BODY_AT} on; around them there is room for a header
   *     and seven bytes of padding, which are overwritten
   * @param keepFree bytes that must be left behind this frame, in what is there and in what can
   *     still be made; 0 takes what is there
   * @return the position behind the frame
   * @throws JournalUnavailableException and then nothing was appended
   */
  public long append(int kind, ByteBuffer buffer, int bodyLength, long keepFree)
      throws JournalUnavailableException {
    failWhereBroken();
    if (bodyLength > MOST_BODY) {
      throw new JournalUnavailableException(
          "a record of " + bodyLength + " bytes is too long", null);
    }
    int size = Frame.sizeOf(bodyLength);
    Segment segment = current;
    Segment spare = keeper.spare();
    boolean fits = size <= segment.free();
    if (!fits && spare == null) {
      throw full();
    }
    if (keepFree > 0
        && segment.free() < size + keepFree
        && (fits ? segment.free() : 0L) + keeper.roomBytes() < size + keepFree) {
      throw full();
    }
    try {
      if (!fits && spare != null) {
        segment = roll(segment, spare);
      }
      Frame.seal(buffer, bodyLength, kind, segment.number(), durable);
      segment.append(buffer.array(), size);
    } catch (IOException e) {
      throw new JournalUnavailableException("the journal cannot be written: " + e.getMessage(), e);
    }
    long position = Position.of(segment.number(), segment.end());
    written = position;
    return position;
  }

  private Segment roll(Segment full, Segment next) throws IOException {
    Frame.seal(end, 0, Frame.END_OF_SEGMENT, full.number(), durable);
    full.append(end.array(), Frame.END_SIZE);
    live.put(next.number(), next.path());
    unforced.add(full); // before it stops being current, so that force() cannot miss it
    current = next;
    keeper.taken();
    return next;
  }

  private JournalUnavailableException full() {
    String why = keeper.shortage();
    return new JournalUnavailableException(
        why == null ? "the next journal file is not ready yet" : why, null);
  }

  private void failWhereBroken() throws JournalUnavailableException {
    Throwable cause = broken;
    if (cause != null) {
      throw new JournalUnavailableException(
          "the journal could not be put on disk (" + cause.getMessage() + "); restart", cause);
    }
  }

  /**
   * Calls {@code done} back on {@code executor} once everything appended before is as safe as the
   * settings ask: null, or the fault.
   */
  public void commit(Executor executor, Consumer<@Nullable Throwable> done) {
    if (settings.sync() == JournalSettings.Sync.PROCESS) {
      executor.execute(() -> done.accept(broken));
    } else {
      committer.commit(executor, done);
    }
  }

  /**
   * Puts everything appended before on disk, and waits for it. After a failure nothing can be
   * appended any more: what the kernel then still holds is unknown.
   */
  public void force() throws JournalUnavailableException {
    failWhereBroken();
    synchronized (forcing) {
      long start = System.nanoTime();
      long target = written;
      Segment last = current;
      try {
        for (Segment full = unforced.peek(); full != null; full = unforced.peek()) {
          full.force();
          full.close();
          unforced.remove();
        }
        last.force();
      } catch (IOException e) {
        broken = e;
        failWhereBroken();
      }
      durable = Math.max(durable, target);
      forces.increment();
      forceNanos.add(System.nanoTime() - start);
    }
  }

  /** A reader from {@code from} on. */
  public JournalReader read(long from) {
    Long first = live.ceilingKey(Position.segment(from));
    boolean gone = first != null && first != Position.segment(from);
    return new JournalReader(live, gone ? Position.of(first, 0) : from);
  }

  /**
   * Lets go of the segments that end before {@code position}, but for what somebody holds; nobody
   * may read them any more.
   */
  public void release(long position) {
    synchronized (holds) {
      long keep = holds.stream().mapToLong(Hold::segment).min().orElse(Long.MAX_VALUE);
      long before = Math.min(keep, Position.segment(position));
      for (var first = live.firstEntry();
          first != null && first.getKey() < before;
          first = live.firstEntry()) {
        live.remove(first.getKey());
        keeper.retire(first.getValue());
      }
    }
  }

  /** Keeps every file that holds frames now, and those to come, until the hold is closed. */
  public Hold hold() {
    synchronized (holds) {
      Hold hold = new Hold(live.firstKey());
      holds.add(hold);
      return hold;
    }
  }

  /** A promise that the journal keeps its files as they are. For copies of it, and for readers. */
  public final class Hold implements AutoCloseable {
    private final long segment;

    private Hold(long segment) {
      this.segment = segment;
    }

    private long segment() {
      return segment;
    }

    /** The files that hold frames now; what is appended later may be torn in a copy. */
    public List<HeldFile> files() {
      long end = written;
      List<HeldFile> files = new ArrayList<>();
      for (var each : live.headMap(Position.segment(end), true).entrySet()) {
        boolean last = each.getKey() == Position.segment(end);
        int size = settings.segmentBytes();
        files.add(new HeldFile(each.getValue(), last ? Position.offset(end) : size, size));
      }
      return files;
    }

    @Override
    public void close() {
      synchronized (holds) {
        holds.remove(this);
      }
    }
  }

  /**
   * A file to copy.
   *
   * @param used the bytes from its start that hold frames; the rest is to be zeros
   * @param size its whole length
   */
  public record HeldFile(Path path, int used, int size) {}

  /** The position behind the last frame. */
  public long written() {
    return written;
  }

  /** The position up to which everything is on disk. */
  public long durable() {
    return durable;
  }

  /** Where the oldest frame that is still kept may start. */
  public long oldest() {
    return Position.of(live.firstKey(), 0);
  }

  /** Bytes that frames can still take before the limit, as far as the disk has room. */
  public long freeBytes() {
    long spare = keeper.spareBytes();
    long unmade = settings.limitBytes() - (long) live.size() * settings.segmentBytes() - spare;
    boolean grows = keeper.shortage() == null;
    return Math.max(current.free(), 0) + spare + (grows ? Math.max(unmade, 0) : 0);
  }

  public int segmentBytes() {
    return settings.segmentBytes();
  }

  /** Bytes on disk that hold frames. */
  public long usedBytes() {
    return (long) live.size() * settings.segmentBytes();
  }

  /** Why the journal cannot take records or soon will not; null where all is well. */
  public @Nullable String trouble() {
    Throwable cause = broken;
    if (cause != null) {
      return "it could not be put on disk: " + cause.getMessage();
    }
    String shortage = keeper.shortage();
    return shortage != null && freeBytes() < settings.segmentBytes() ? shortage : null;
  }

  /** Whether it ends before the floor that it was opened with: an older copy of itself. */
  public boolean endLost() {
    return endLost;
  }

  /** Acknowledged bytes that recovery could not read any more. */
  public long damagedBytes() {
    return damagedBytes;
  }

  public long commits() {
    return committer.commits();
  }

  public long forces() {
    return forces.sum();
  }

  public long forceNanos() {
    return forceNanos.sum();
  }

  @Override
  public void close() throws IOException {
    committer.close();
    keeper.close();
    try {
      if (broken == null) {
        force();
      }
    } finally {
      current.close();
      lock.close();
    }
  }
}
