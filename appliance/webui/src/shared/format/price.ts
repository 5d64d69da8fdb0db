import type { ChatUsage } from "../api/chat";
import type { Model } from "../reads/reads";

type Prices = Pick<
  Model,
  "inputNanosPerMillion" | "cachedInputNanosPerMillion" | "outputNanosPerMillion" | "longInput"
>;

/**
 * What a call costs by the price table, in nano-dollars, rounded up; null where a price that is
 * needed is unknown. A call with much input has rates of its own, for all of its tokens. The audit
 * record holds the settled amount.
 */
export function costOf(prices: Prices | undefined, usage: ChatUsage): bigint | null {
  if (prices === undefined) return null;
  const { longInput } = prices;
  const long = longInput !== null && usage.inputTokens > longInput.aboveTokens;
  const rates = long ? longInput : prices;
  const { inputNanosPerMillion: input, outputNanosPerMillion: output } = rates;
  if (input === null || output === null) return null;
  const cached = rates.cachedInputNanosPerMillion ?? input;
  const fresh = BigInt(usage.inputTokens - usage.cachedInputTokens);
  const total =
    fresh * BigInt(input) +
    BigInt(usage.cachedInputTokens) * BigInt(cached) +
    BigInt(usage.outputTokens) * BigInt(output);
  return (total + 999_999n) / 1_000_000n;
}
