import { describe, expect, test } from "vitest";
import { count, countBrief, duration, percent, plural } from "./count";
import { costOf } from "./price";
import { ago, dayTyped, endOfDay, inUtc } from "./time";

describe("counts", () => {
  test("small ones are exact, large ones are brief", () => {
    expect(count(1_234_567)).toBe("1,234,567");
    expect(countBrief(9_999)).toBe("9,999");
    expect(countBrief(1_234_567)).toBe("1.2M");
  });

  test("one is singular", () => {
    expect(plural(1, "key")).toBe("1 key");
    expect(plural(2, "key")).toBe("2 keys");
  });

  test("a share of nothing is no share", () => {
    expect(percent(5, null)).toBeUndefined();
    expect(percent(5, 0)).toBeUndefined();
    expect(percent(150, 100)).toBe(100);
    expect(percent(1, 4)).toBe(25);
  });

  test.each([
    [12.4, "12 ms"],
    [1_120, "1.12 s"],
    [42_000, "42.0 s"],
    [61_000, "1 min 1 s"],
  ])("%d ms is %s", (millis, words) => {
    expect(duration(millis)).toBe(words);
  });
});

describe("times", () => {
  const now = new Date("2026-11-21T12:00:00Z");

  test.each([
    ["2026-11-21T11:59:58Z", "just now"],
    ["2026-11-21T11:57:00Z", "3 minutes ago"],
    ["2026-11-20T12:00:00Z", "yesterday"],
    ["2026-12-03T12:00:00Z", "in 12 days"],
    ["2027-11-21T12:00:00Z", "next year"],
  ])("%s is %s", (at, words) => {
    expect(ago(at, now)).toBe(words);
  });

  test("a typed day ends in the reader's zone", () => {
    expect(dayTyped(new Date(endOfDay("2026-11-21")))).toBe("2026-11-21");
  });
});

describe("the cost of a call", () => {
  const prices = {
    inputNanosPerMillion: 150_000_000,
    cachedInputNanosPerMillion: 75_000_000,
    outputNanosPerMillion: 600_000_000,
    longInput: null,
  };

  test("adds the three products and rounds up once", () => {
    expect(costOf(prices, { inputTokens: 21, cachedInputTokens: 0, outputTokens: 58 })).toBe(
      37_950n,
    );
    expect(costOf(prices, { inputTokens: 10, cachedInputTokens: 4, outputTokens: 0 })).toBe(1_200n);
    const odd = { ...prices, inputNanosPerMillion: 1, outputNanosPerMillion: 1 };
    expect(costOf(odd, { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 })).toBe(1n);
  });

  test("cached input without a price of its own costs as input", () => {
    const bare = { ...prices, cachedInputNanosPerMillion: null };
    expect(costOf(bare, { inputTokens: 10, cachedInputTokens: 10, outputTokens: 0 })).toBe(1_500n);
  });

  test("a call with much input has rates of its own for all of its tokens", () => {
    const long = {
      ...prices,
      longInput: {
        aboveTokens: 100,
        inputNanosPerMillion: 300_000_000,
        cachedInputNanosPerMillion: null,
        outputNanosPerMillion: 900_000_000,
      },
    };
    expect(costOf(long, { inputTokens: 100, cachedInputTokens: 0, outputTokens: 10 })).toBe(
      21_000n,
    );
    expect(costOf(long, { inputTokens: 101, cachedInputTokens: 50, outputTokens: 10 })).toBe(
      39_300n,
    );
  });

  test("an unknown price stays unknown and is never zero", () => {
    const unknown = { ...prices, outputNanosPerMillion: null };
    const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 0 };
    expect(costOf(unknown, usage)).toBeNull();
    expect(costOf(undefined, usage)).toBeNull();
  });
});

test("what holds for everybody at once is said in UTC, the month by its name", () => {
  expect(inUtc("2026-12-21T05:30:00Z")).toBe("21 December 2026, 05:30 UTC");
  expect(inUtc("2038-01-19T03:14:07.999Z")).toBe("19 January 2038, 03:14 UTC");
});
