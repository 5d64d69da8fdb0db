import { describe, expect, test } from "vitest";
import { dollarsTyped, money, moneyAxis, moneyBrief, parseDollars } from "./money";

describe("money", () => {
  test.each([
    [0, "$0.00"],
    [1, "$0.000000001"],
    [12_345, "$0.000012345"],
    [10_000_000, "$0.01"],
    [1_500_000_000, "$1.50"],
    [1_234_567_890_123, "$1,234.567890123"],
    [9_007_199_254_740_991, "$9,007,199.254740991"],
    [-2_500_000_000, "−$2.50"],
  ])("%d nano-dollars are exactly %s", (nanos, words) => {
    expect(money(nanos)).toBe(words);
  });

  test("takes amounts beyond what a number holds", () => {
    expect(money(123_456_789_012_345_678_901n)).toBe("$123,456,789,012.345678901");
  });
});

describe("moneyBrief", () => {
  test.each([
    [0, "$0.00"],
    [37_950, "$0.000038"],
    [1_287_345, "$0.00129"],
    [99_999_999, "$0.10"],
    [100_000_000, "$0.10"],
    [1_234_567_890, "$1.23"],
    [1_235_000_000, "$1.24"],
    [999_995_000_000, "$1,000.00"],
    [-37_950, "−$0.000038"],
  ])("%d is shown as %s", (nanos, words) => {
    expect(moneyBrief(nanos)).toBe(words);
  });
});

test.each([
  [0, "$0.00"],
  [25_000, "$0.000025"],
  [9_999_000_000_000, "$9,999.00"],
  [10_000_000_000_000, "$10K"],
  [2_500_000_000_000_000, "$2.5M"],
])("%d is %s on an axis", (nanos, words) => {
  expect(moneyAxis(nanos)).toBe(words);
});

describe("parseDollars", () => {
  test.each([
    ["0", 0],
    ["250", 250_000_000_000],
    ["$1,250.50", 1_250_500_000_000],
    [" 0.000000001 ", 1],
    ["9007199", 9_007_199_000_000_000],
  ])("reads %s", (typed, nanos) => {
    expect(parseDollars(typed)).toBe(nanos);
  });

  test.each(["", "abc", "-1", "1e3", "1.2.3", "0.0000000001", "1,25", "99999999", "1 000"])(
    "refuses %j rather than guess",
    (typed) => {
      expect(parseDollars(typed)).toBeUndefined();
    },
  );

  test("gives back what was typed", () => {
    for (const nanos of [0, 1, 999, 1_000_000_000, 123_456_789_012_345]) {
      expect(parseDollars(dollarsTyped(nanos))).toBe(nanos);
    }
  });
});
