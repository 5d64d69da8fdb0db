package dev.holdfast.appliance.quota.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this process holds of one amount in one period. It keeps one number, what is free to take;
 * the lease's row is that number plus what is reserved plus what was used and has not reached the
 * database by way of the journal. So shipping a record lowers the row and leaves this untouched.
 *
 * <p>Taking and giving are one compare-and-set; the rest is for the keeper's threads.
 */
public final class Slice {
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** The low-water mark of a slice that is not to be renewed ahead of need. */
  static final long NEVER_LOW = Long.MIN_VALUE;

  public final AccountKey key;
  public final Period period;

  private final AtomicLong free = new AtomicLong();
  private final AtomicBoolean wanted = new AtomicBoolean();
  private final List<Waiter> waiters = new ArrayList<>();
  private volatile boolean loaded;
  private volatile long cap;
  private volatile long lowWater = NEVER_LOW;
  private volatile long restsUntil = System.nanoTime();

  final Ahead ahead = new Ahead();

  // Only the watch touches these.
  long freeBefore;
  Instant stillSince = Instant.MAX;

  Slice(AccountKey key, Period period) {
    this.key = key;
    this.period = period;
  }

  /** Takes {@code amount} if that much is free, or always where there is no cap. */
  public boolean take(long amount) {
    if (!loaded) {
      return false;
    }
    if (cap == UNLIMITED) {
      free.addAndGet(-amount);
      return true;
    }
    long now = free.get();
    while (now >= amount) {
      if (free.compareAndSet(now, now - amount)) {
        return true;
      }
      now = free.get();
    }
    // With nothing left, what costs nothing may still run.
    return amount == 0;
  }

  /** Gives back; a negative amount takes more, even below zero, because it was used already. */
  public void give(long amount) {
    free.addAndGet(amount);
  }

  /** Takes what is free, up to {@code most}, to be returned to the database. */
  long takeUpTo(long most) {
    long now = free.get();
    while (now > 0 && most > 0) {
      long taken = Math.min(now, most);
      if (free.compareAndSet(now, now - taken)) {
        return taken;
      }
      now = free.get();
    }
    return 0;
  }

  /** Whether it is time to lease more; what has no cap is counted, but never leased. */
  public boolean isLow() {
    return free.get() < lowWater && cap != UNLIMITED;
  }

  /** Whether it is, or will be before long: then it joins a round that runs anyway. */
  boolean isSoonLow() {
    long mark = lowWater;
    return mark != NEVER_LOW && free.get() < mark + mark / 2 && cap != UNLIMITED;
  }

  /** Whether the last look found nothing more to lease. */
  boolean isDry() {
    return lowWater == NEVER_LOW;
  }

  long free() {
    return free.get();
  }

  boolean loaded() {
    return loaded;
  }

  public boolean limited() {
    return cap != UNLIMITED;
  }

  long cap() {
    return cap;
  }

  boolean contains(Instant at) {
    return period.contains(at);
  }

  /** The cap as the database or the licence says it now. */
  void cap(long newCap) {
    cap = newCap;
    loaded = true;
  }

  void lowWater(long mark) {
    lowWater = mark;
  }

  /** True for the one caller that is to enter this slice into the next round. */
  boolean wantRound() {
    return !wanted.get() && wanted.compareAndSet(false, true);
  }

  void endRound() {
    wanted.set(false);
  }

  /** How long the next round is to wait, as the last one brought nothing. */
  long restNanos() {
    return Math.max(0, restsUntil - System.nanoTime());
  }

  void rest(Duration rest) {
    restsUntil = System.nanoTime() + rest.toNanos();
  }

  void await(Waiter waiter) {
    synchronized (waiters) {
      waiters.add(waiter);
    }
  }

  List<Waiter> drain() {
    synchronized (waiters) {
      List<Waiter> drained = List.copyOf(waiters);
      waiters.clear();
      return drained;
    }
  }

  boolean hasWaiters() {
    synchronized (waiters) {
      return !waiters.isEmpty();
    }
  }

  /**
   * Somebody who needs more than was free.
   *
   * @param recall the call for other nodes' free amounts whose answers are awaited; 0 for none yet
   */
  record Waiter(long amount, CompletableFuture<Answer> answer, long recall, long untilNanos) {
    Waiter awaiting(long newRecall) {
      return new Waiter(amount, answer, newRecall, untilNanos);
    }
  }

  /** What a waiter is told. */
  public sealed interface Answer {
    /** It has been taken. */
    record Taken() implements Answer {}

    /** The cap is reached. */
    record Exhausted(LeaseStore.Standing standing) implements Answer {}

    /** It could not be found out. */
    record Failed(dev.holdfast.appliance.platform.error.Problem problem) implements Answer {}
  }
}
