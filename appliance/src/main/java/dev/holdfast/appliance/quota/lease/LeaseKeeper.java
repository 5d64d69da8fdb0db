package dev.holdfast.appliance.quota.lease;

import dev.holdfast.appliance.platform.db.Database;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.platform.error.ProblemException;
import dev.holdfast.appliance.quota.lease.Grant.Wish;
import dev.holdfast.appliance.quota.lease.Slice.Answer;
import dev.holdfast.appliance.quota.lease.Slice.Waiter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills slices from the database: ahead of need in the background, and for claims that wait. One
 * round runs at a time; it is one transaction for every slice that wants something and serves all
 * who wait. Where nothing is low and nobody waits, no round runs.
 */
public final class LeaseKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  /** A slice that found its cap reached is looked at again after this, not for every claim. */
  private static final Duration AGAIN = Duration.ofMillis(50);

  /** So many slices share a round, so that the round's locks are held for a short while only. */
  private static final int SLICES = 100;

  private static final Comparator<Slice> LOCK_ORDER =
      Comparator.comparing((Slice slice) -> slice.key, AccountKey.LOCK_ORDER)
          .thenComparing(slice -> slice.period.start());

  private final Database database;
  private final Caps caps;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final QuotaConfig config;
  private final ProcessRun run;
  private final Executor background;
  private final ConcurrentLinkedQueue<Slice> wanting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();

  /**
   * @param nanoTime a clock that never goes back, by which slices are sized
   * @param background runs the rounds, and what goes on behind their answers
   */
  public LeaseKeeper(
      Database database,
      Caps caps,
      Clock clock,
      LongSupplier nanoTime,
      QuotaConfig config,
      ProcessRun run,
      Executor background) {
    this.database = database;
    this.caps = caps;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.config = config;
    this.run = run;
    this.background = background;
  }

  /** Takes {@code amount} as soon as that can be; never exceptionally. */
  public CompletionStage<Answer> take(Slice slice, long amount) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    slice.await(new Waiter(amount, answer, 0, System.nanoTime() + config.patience().toNanos()));
    renew(slice);
    return answer;
  }

  /**
   * Leases more of one claim's slices in the background, where that is not going on already. One is
   * low; those that soon will be share its transaction, so that they cost none of their own.
   */
  public void renewTogether(Slice[] slices) {
    boolean entered = false;
    for (Slice slice : slices) {
      entered |= slice.isSoonLow() && isEntered(slice);
    }
    if (entered) {
      start();
    }
  }

  /** Leases more in the background, where that is not going on already. */
  private void renew(Slice slice) {
    if (isEntered(slice)) {
      start();
    }
  }

  /** Enters a slice into the next round; false where it is in one, or has to rest before. */
  private boolean isEntered(Slice slice) {
    if (!slice.wantRound()) {
      return false;
    }
    long rest = slice.restNanos();
    if (rest > 0) {
      Thread.ofVirtual().name("quota-rest").start(() -> enterAfter(rest, slice));
      return false;
    }
    wanting.add(slice);
    return true;
  }

  private void enterAfter(long nanos, Slice slice) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wanting.add(slice);
    start();
  }

  private void start() {
    if (running.compareAndSet(false, true)) {
      background.execute(this::rounds);
    }
  }

  private void rounds() {
    try {
      for (List<Slice> next = next(); !next.isEmpty(); next = next()) {
        round(next);
      }
    } finally {
      running.set(false);
    }
    // Whoever entered since the last look saw a round running and started none.
    if (!wanting.isEmpty()) {
      start();
    }
  }

  private List<Slice> next() {
    List<Slice> next = new ArrayList<>();
    for (Slice slice = wanting.poll(); slice != null; slice = wanting.poll()) {
      next.add(slice);
      if (next.size() == SLICES) {
        break;
      }
    }
    next.sort(LOCK_ORDER);
    return next;
  }

  private void round(List<Slice> slices) {
    List<Turn> turns = new ArrayList<>();
    for (Slice slice : slices) {
      turns.add(turn(slice));
    }
    Map<Waiter, Answer> answers = new LinkedHashMap<>();
    try {
      List<Grant> grants = lease(turns);
      for (int i = 0; i < turns.size(); i++) {
        serve(turns.get(i), grants.get(i), answers);
      }
    } catch (RuntimeException e) {
      Answer failed = new Answer.Failed(problem(e));
      for (Turn turn : turns) {
        turn.slice.rest(AGAIN);
        turn.waiting.forEach(waiter -> answers.put(waiter, failed));
      }
    }
    if (!answers.isEmpty()) {
      // What goes on behind an answer must not hold up the next round.
      background.execute(() -> answers.forEach(LeaseKeeper::complete));
    }
    for (Slice slice : slices) {
      slice.endRound();
      // Who came since the turn saw that a round was wanted and wanted none.
      if (slice.hasWaiters()) {
        renew(slice);
      }
    }
  }

  private Turn turn(Slice slice) {
    List<Waiter> waiting = slice.drain();
    long needs = 0;
    boolean asked = !waiting.isEmpty();
    for (Waiter waiter : waiting) {
      needs = Math.min(Ahead.MOST, needs + Math.min(Ahead.MOST, waiter.amount()));
      asked &= waiter.recall() > 0;
    }
    slice.ahead.renewed(nanoTime.getAsLong(), waiting.isEmpty() ? 0 : needs / waiting.size());
    Wish wish =
        new Wish(
            run.lease(),
            needs - Math.max(slice.free(), -Ahead.MOST),
            slice.ahead.target(),
            asked,
            run.living(),
            clock.instant().minus(config.silence()));
    return new Turn(slice, waiting, wish);
  }

  private List<Grant> lease(List<Turn> turns) {
    List<Grant.Request> requests =
        turns.stream()
            .map(turn -> new Grant.Request(turn.slice.key, turn.slice.period, turn.wish))
            .toList();
    return database.inPlatform(handle -> Grant.lease(handle, requests, caps));
  }

  /** Hands out what was leased; who cannot be answered yet waits for the next round. */
  private static void serve(Turn turn, Grant grant, Map<Waiter, Answer> answers) {
    Slice slice = turn.slice;
    slice.cap(grant.cap());
    slice.give(grant.amount());
    slice.ahead.granted(grant.ahead());
    // Dry: do not ask again before a look around finds that there is more.
    slice.lowWater(grant.dry() ? Slice.NEVER_LOW : grant.ahead() / 2);
    if (grant.dry()) {
      slice.rest(AGAIN);
    }
    for (Waiter waiter : turn.waiting) {
      Answer answer = answer(slice, waiter, grant);
      if (answer != null) {
        answers.put(waiter, answer);
      } else {
        slice.await(waiter.recall() > 0 ? waiter : waiter.awaiting(grant.recall()));
      }
    }
  }

  /** Null where nobody knows yet. */
  private static @Nullable Answer answer(Slice slice, Waiter waiter, Grant grant) {
    if (slice.take(waiter.amount())) {
      return new Answer.Taken();
    }
    boolean late = System.nanoTime() - waiter.untilNanos() > 0;
    return grant.dry() && (late || grant.answered(waiter.recall()))
        ? new Answer.Exhausted(grant.standing())
        : null;
  }

  private static void complete(Waiter waiter, Answer answer) {
    try {
      waiter.answer().complete(answer);
    } catch (RuntimeException e) {
      LOG.error("A claim could not go on after its quota was leased", e);
    }
  }

  private static Problem problem(RuntimeException fault) {
    if (fault instanceof ProblemException known) {
      return known.problem();
    }
    LOG.error("A quota could not be leased", fault);
    return Problem.of(ErrorCode.INTERNAL);
  }

  /** One slice's part in a round. */
  private record Turn(Slice slice, List<Waiter> waiting, Wish wish) {}
}
