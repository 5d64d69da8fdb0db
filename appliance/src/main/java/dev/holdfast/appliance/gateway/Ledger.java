package dev.holdfast.appliance.gateway;

import dev.holdfast.appliance.audit.Usage;
import dev.holdfast.appliance.gateway.catalog.Price;
import dev.holdfast.appliance.gateway.catalog.Route;
import dev.holdfast.appliance.gateway.route.Call;
import dev.holdfast.appliance.gateway.route.Endpoint;
import dev.holdfast.appliance.gateway.stream.Findings;
import dev.holdfast.appliance.gateway.stream.TokenUsage;
import dev.holdfast.appliance.quota.Claim;
import org.jspecify.annotations.Nullable;

/** Works out what a call may cost at most, and what it did cost. */
record Ledger(Caller caller, Endpoint endpoint, Call call, Route route) {
  private static final long BYTES_PER_TOKEN = 4;

  /** What is reserved before the call. */
  Claim claim(long defaultMaxOutput) {
    long input = call.inputTokens();
    long output = call.outputTokens(endpoint, defaultMaxOutput);
    return new Claim(
        caller.tenant(),
        caller.project().value(),
        caller.rateKey(),
        caller.rate(),
        input + output,
        cost(input, 0, output));
  }

  /** What the intent says: who pays, for which model. */
  Usage plan() {
    Price price = route.price();
    return Usage.planned(
        caller.project().value(),
        caller.key(),
        route.model().provider().text(),
        route.model().id(),
        price == null ? null : price.id());
  }

  /** What the answer says was used, or, where it does not say, an estimate that says it is one. */
  Usage used(@Nullable Findings findings, @Nullable String providerRequestId) {
    TokenUsage told = findings == null ? null : findings.usage();
    long input = told == null ? Math.ceilDiv(call.textLength(), BYTES_PER_TOKEN) : told.input();
    long cached = told == null ? 0 : told.cachedInput();
    long estimate = findings == null ? 0 : findings.estimatedOutput();
    long output = told == null ? estimate : told.output();
    Price price = route.price();
    return new Usage(
        caller.project().value(),
        caller.key(),
        route.model().provider().text(),
        route.model().id(),
        input,
        cached,
        output,
        cost(input, cached, output),
        told == null,
        null,
        price == null ? null : price.id(),
        providerRequestId != null ? providerRequestId : findings == null ? null : findings.id());
  }

  /** A call that brought nothing: it is counted, and costs nothing. */
  Usage nothing() {
    Price price = route.price();
    return new Usage(
        caller.project().value(),
        caller.key(),
        route.model().provider().text(),
        route.model().id(),
        0,
        0,
        0,
        price == null ? null : 0L,
        false,
        null,
        price == null ? null : price.id(),
        null);
  }

  private @Nullable Long cost(long input, long cached, long output) {
    Price price = route.price();
    return price == null ? null : price.cost(input, cached, output);
  }
}
