package dev.holdfast.appliance.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one model call consumed; it travels inside the audit record, so that the record and the
 * numbers cannot come apart. In an intent the counts are 0 and {@code hold} says what was reserved;
 * where the call's end was never seen, the hold is what stays counted until somebody reconciles it.
 *
 * @param project the project that pays
 * @param key the API key that called, where one did
 * @param provider the provider's entity id as text
 * @param inputTokens all input tokens, cached ones included
 * @param cachedInputTokens the part of {@code inputTokens} that the provider had cached
 * @param costNanos price in nano-US-dollars; null where the price is unknown, which is not 0
 * @param estimated true where the provider did not say and Holdfast counted
 * @param hold what was reserved for the call; null where nothing was
 * @param price which row of the price table the cost comes from; null where the price is unknown
 * @param providerRequestId the provider's own id of the call, where it gave one
 */
public record Usage(
    UUID project,
    @Nullable UUID key,
    String provider,
    String model,
    long inputTokens,
    long cachedInputTokens,
    long outputTokens,
    @Nullable Long costNanos,
    boolean estimated,
    @Nullable Hold hold,
    @Nullable String price,
    @Nullable String providerRequestId) {

  /** The facts that are known before the call: nothing is used yet. */
  public static Usage planned(
      UUID project, @Nullable UUID key, String provider, String model, @Nullable String price) {
    return new Usage(project, key, provider, model, 0, 0, 0, null, false, null, price, null);
  }

  /** Whether the call took nothing, and so costs nothing. */
  public boolean nothing() {
    return inputTokens <= 0 && outputTokens <= 0 && (costNanos == null || costNanos == 0);
  }

  /** The same, with what was reserved for it. */
  public Usage held(@Nullable Hold reserved) {
    return new Usage(
        project,
        key,
        provider,
        model,
        inputTokens,
        cachedInputTokens,
        outputTokens,
        costNanos,
        estimated,
        reserved,
        price,
        providerRequestId);
  }

  /**
   * What was reserved for a call, and from which lease.
   *
   * @param lease names the process run whose lease it was taken from
   * @param at when it was reserved; decides the day and the month that it counts in
   * @param costNanos null where the price was unknown
   */
  public record Hold(String lease, Instant at, long tokens, @Nullable Long costNanos) {}
}
