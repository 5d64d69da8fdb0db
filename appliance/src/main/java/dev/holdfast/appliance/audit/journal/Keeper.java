package dev.holdfast.appliance.audit.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the next segment ready, so that nobody who appends waits for a file to be made, and a full
 * disk is met here and not in the middle of a record. It prefers a segment that is not needed any
 * more to a new one: its blocks are there already.
 */
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final int AHEAD = 2;

  private final SegmentFiles files;
  private final JournalSettings settings;
  private final IntSupplier liveSegments;
  private final AtomicLong highest;
  private final Queue<Segment> spares = new ConcurrentLinkedQueue<>();
  private final Queue<Path> retired = new ConcurrentLinkedQueue<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("audit-segments").unstarted(this::run);
  private volatile @Nullable String shortage;
  private volatile boolean closing;

  /**
   * {@code highest} is the highest segment number in use; {@code liveSegments} counts those that
   * hold frames.
   */
  Keeper(SegmentFiles files, JournalSettings settings, long highest, IntSupplier liveSegments) {
    this.files = files;
    this.settings = settings;
    this.highest = new AtomicLong(highest);
    this.liveSegments = liveSegments;
  }

  void start() {
    thread.start();
  }

  /** The segment that is ready, if one is. */
  @Nullable Segment spare() {
    return spares.peek();
  }

  /** Bytes that the ready segments have for frames. */
  long spareBytes() {
    long bytes = 0;
    for (Segment spare : spares) {
      bytes += spare.free();
    }
    return bytes;
  }

  /** The ready segment is in use now; another is made. */
  void taken() {
    spares.remove();
    LockSupport.unpark(thread);
  }

  /**
   * Bytes for frames in the segments that are ready and, as far as is known, in those that can
   * still be made. That more can be made is not enough to know: it may be less than is needed.
   */
  long roomBytes() {
    long ready = spareBytes();
    if (shortage != null) {
      return ready;
    }
    long segments = settings.limitBytes() / settings.segmentBytes() - liveSegments.getAsInt();
    return Math.max(ready, segments * (settings.segmentBytes() - Frame.END_SIZE));
  }

  private long sizeWithOneMore() {
    return (liveSegments.getAsInt() + spares.size() + 1L) * settings.segmentBytes();
  }

  /** Why no further segment can be made; null where one can. */
  @Nullable String shortage() {
    return shortage;
  }

  /** Takes a file that is not needed any more. */
  void retire(Path path) {
    retired.add(path);
    LockSupport.unpark(thread);
  }

  /** Makes the next segment now, on the calling thread. */
  Segment prepare() throws IOException {
    long number = highest.get() + 1;
    Path path = Segment.pathOf(settings.directory(), number);
    Path old = retired.poll();
    if (old != null && old.toFile().length() == settings.segmentBytes()) {
      files.rename(old, path);
    } else {
      if (old != null) {
        files.delete(old);
      }
      files.create(path, settings.segmentBytes());
    }
    Segment made = new Segment(number, path, files.open(path), settings.segmentBytes(), 0);
    highest.set(number);
    return made;
  }

  private void run() {
    while (!closing) {
      if (spares.size() < AHEAD && fill()) {
        continue;
      }
      if (spares.size() < AHEAD) {
        LockSupport.parkNanos(this, RETRY.toNanos());
      } else {
        dropRetired();
        LockSupport.park(this);
      }
    }
  }

  /** Makes one more; false where that cannot be. */
  private boolean fill() {
    if (sizeWithOneMore() > settings.limitBytes()) {
      runShort("the journal has reached its limit of " + settings.limitBytes() + " bytes", null);
      return false;
    }
    try {
      spares.add(prepare());
      if (shortage != null) {
        LOG.info("The audit journal can grow again.");
      }
      shortage = null;
      return true;
    } catch (IOException e) {
      runShort("no file can be made in " + settings.directory() + ": " + e.getMessage(), e);
      return false;
    }
  }

  private void runShort(String why, @Nullable IOException cause) {
    if (shortage == null) {
      LOG.warn("The audit journal cannot grow: {}.", why, cause);
    }
    shortage = why;
  }

  private void dropRetired() {
    for (Path path = retired.poll(); path != null; path = retired.poll()) {
      try {
        files.delete(path);
      } catch (IOException e) {
        LOG.warn("The shipped journal file {} cannot be deleted.", path, e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    for (Segment spare : spares) {
      spare.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
