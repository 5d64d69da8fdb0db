package dev.holdfast.appliance.quota;

import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.platform.error.ErrorCode;
import dev.holdfast.appliance.platform.error.Problem;
import dev.holdfast.appliance.quota.lease.AccountKey.Kind;
import dev.holdfast.appliance.quota.lease.LeaseKeeper;
import dev.holdfast.appliance.quota.lease.LeaseStore;
import dev.holdfast.appliance.quota.lease.Slice;
import dev.holdfast.appliance.quota.lease.Slice.Answer;
import dev.holdfast.appliance.quota.lease.Slices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The hot path: a claim passes its key's rates, then takes tokens from the day's and the month's
 * slice and money from its project's. Each is one compare-and-set. Whatever was taken is given back
 * when a later one refuses.
 */
final class LeasedQuotas implements Quotas {
  private static final Problem NO_PRICE = Problem.of(ErrorCode.PRICE_UNKNOWN);

  private final Slices slices;
  private final RateBuckets rates;
  private final LeaseKeeper keeper;
  private final Clock clock;
  private final String lease;

  LeasedQuotas(Slices slices, RateBuckets rates, LeaseKeeper keeper, Clock clock, String lease) {
    this.slices = slices;
    this.rates = rates;
    this.keeper = keeper;
    this.clock = clock;
    this.lease = lease;
  }

  @Override
  public Decision reserve(Claim claim) {
    Instant now = clock.instant();
    Long asked = claim.costNanos();
    long tokens = Plausible.tokens(claim.tokens());
    Long cost = asked == null ? null : Plausible.cost(asked);
    RateBuckets.Pass pass = rates.take(claim.rateKey(), claim.rate(), tokens);
    if (pass.refused()) {
      return new Decision.Refused(rateLimited(pass));
    }
    Attempt attempt =
        new Attempt(
            new Slice[] {
              slices.day(now),
              slices.month(now),
              slices.budget(claim.tenant().value(), claim.project(), now)
            },
            new long[] {tokens, tokens, cost == null ? 0 : cost},
            pass,
            new Usage.Hold(lease, now, tokens, cost));
    return take(attempt, 0);
  }

  /** Takes from the slices from {@code next} on. */
  private Decision take(Attempt attempt, int next) {
    for (int i = next; i < attempt.slices.length; i++) {
      if (!attempt.slices[i].take(attempt.amounts[i])) {
        return fetch(attempt, i);
      }
    }
    for (Slice slice : attempt.slices) {
      if (slice.isLow()) {
        keeper.renewTogether(attempt.slices);
        break;
      }
    }
    return taken(attempt);
  }

  private Decision taken(Attempt attempt) {
    Slice budget = attempt.slices[2];
    Held held = new Held(attempt.slices[0], attempt.slices[1], budget, attempt.rates, attempt.hold);
    if (attempt.hold.costNanos() == null && budget.limited()) {
      held.release();
      return new Decision.Refused(NO_PRICE);
    }
    return new Decision.Reserved(held);
  }

  private Decision fetch(Attempt attempt, int at) {
    CompletionStage<Decision> decision =
        keeper
            .take(attempt.slices[at], attempt.amounts[at])
            .thenCompose(answer -> go(attempt, at, answer));
    CompletableFuture<Decision> known = decision.toCompletableFuture();
    return known.isDone() ? known.join() : new Decision.Pending(decision);
  }

  private CompletionStage<Decision> go(Attempt attempt, int at, Answer answer) {
    Decision decision =
        switch (answer) {
          case Answer.Taken() -> take(attempt, at + 1);
          case Answer.Exhausted(LeaseStore.Standing standing) -> {
            attempt.giveBack(at);
            yield new Decision.Refused(
                exhausted(attempt.slices[at], attempt.amounts[at], standing));
          }
          case Answer.Failed(Problem problem) -> {
            attempt.giveBack(at);
            yield new Decision.Refused(problem);
          }
        };
    return decision instanceof Decision.Pending pending
        ? pending.decision()
        : CompletableFuture.completedFuture(decision);
  }

  private static Problem rateLimited(RateBuckets.Pass pass) {
    boolean requests = pass.refusedBy().equals("requests");
    String detail =
        requests
            ? "The limit of " + pass.rate().requestsPerMinute() + " requests a minute is reached."
            : "The limit of " + pass.rate().tokensPerMinute() + " tokens a minute is reached.";
    return Problem.retryable(ErrorCode.RATE_LIMITED, detail, Duration.ofNanos(pass.waitNanos()));
  }

  private Problem exhausted(Slice slice, long amount, LeaseStore.Standing standing) {
    Instant again = slice.period.end();
    if (slice.key.kind() == Kind.BUDGET) {
      return Problem.of(
          ErrorCode.BUDGET_EXHAUSTED,
          "This request may cost up to %s; of the month's budget of %s, %s is spent and %s is held for calls that run or were interrupted. The budget starts again at %s."
              .formatted(
                  Dollars.text(amount),
                  Dollars.text(standing.cap()),
                  Dollars.text(standing.spent()),
                  Dollars.text(standing.held() + standing.leased()),
                  again));
    }
    String period = slice.key.kind() == Kind.TOKENS_DAY ? "day" : "month";
    return Problem.retryable(
        ErrorCode.QUOTA_EXHAUSTED,
        "This request may use up to %d tokens; of the licence's %d tokens a %s, %d are used. The quota starts again at %s."
            .formatted(amount, standing.cap(), period, standing.spent(), again),
        Duration.between(clock.instant(), again));
  }

  /** A claim on its way through the slices. */
  private record Attempt(Slice[] slices, long[] amounts, RateBuckets.Pass rates, Usage.Hold hold) {
    /** Gives back the rates' tokens and what was taken from the slices before {@code end}. */
    void giveBack(int end) {
      for (int i = 0; i < end; i++) {
        slices[i].give(amounts[i]);
      }
      rates.settle(0);
    }
  }
}
