import { describe, expect, test } from "vitest";
import { overageWords } from "./Grants";
import { asksFor, isWitnessed, stateTone, stateWords } from "./licence";

type Asked = Parameters<typeof asksFor>[0];

const QUIET: Asked = {
  state: "valid",
  stage: "active",
  sentence: "The licence is valid. It ends on 21 December 2026, 05:30 UTC.",
  clock: {
    state: "ok",
    now: "2026-06-01T00:00:00Z",
    machine: "2026-06-01T00:00:00Z",
    behindSeconds: 0,
    sentence: "The clock is in order.",
    witnesses: [],
  },
  quotas: [],
};

describe("the banner", () => {
  test("says nothing while nothing is asked", () => {
    expect(asksFor(QUIET)).toBeUndefined();
  });

  test("speaks on a rung of the ladder and not before its day", () => {
    expect(asksFor({ ...QUIET, stage: "notice" })).toEqual({
      sentence: QUIET.sentence,
      urgent: false,
    });
    for (const stage of ["grace", "no-new", "read-only"]) {
      expect(asksFor({ ...QUIET, stage })?.urgent).toBe(true);
    }
  });

  test("puts a clock that cannot be trusted first", () => {
    const clock = { ...QUIET.clock, state: "clock_suspect", sentence: "It went back." };
    expect(asksFor({ ...QUIET, stage: "grace", clock })).toEqual({
      sentence: "It went back.",
      urgent: true,
    });
    expect(asksFor({ ...QUIET, clock: { ...clock, state: "skewed" } })).toBeUndefined();
  });

  const tokens = {
    code: "tokens.day",
    sentence: "Tokens per day, all tenants together",
    granted: 1000,
    ceiling: 1000,
    used: 900,
  };
  const asking = (quota: typeof tokens | { granted: null; ceiling: null }) =>
    asksFor({ ...QUIET, quotas: [{ ...tokens, ...quota }] });

  test("says that tokens are about to be refused, and that they are", () => {
    expect(asking(tokens)).toEqual({
      sentence: "Tokens today: nearly all are used, 900 of 1,000.",
      urgent: true,
    });
    expect(asking({ ...tokens, used: 1000 })?.sentence).toContain("Calls are refused");
    expect(asking({ ...tokens, used: 899 })).toBeUndefined();
  });

  test("says nothing of tokens that are never refused, nor before they are", () => {
    expect(asking({ granted: null, ceiling: null })).toBeUndefined();
    expect(
      asksFor({ ...QUIET, quotas: [{ ...tokens, ceiling: null, used: 5000 }] }),
    ).toBeUndefined();
    expect(asking({ ...tokens, ceiling: 1100, used: 980 })).toBeUndefined();
  });

  test("leaves amounts alone that are simply in use", () => {
    for (const code of ["tenants", "users", "providers", "nodes"]) {
      expect(asking({ ...tokens, code, granted: 10, ceiling: 10, used: 10 })).toBeUndefined();
    }
  });

  test("puts tokens that are refused before a licence that ends soon, and after one that ended", () => {
    const quotas = [{ ...tokens, used: 1000 }];
    expect(asksFor({ ...QUIET, stage: "notice", quotas })?.urgent).toBe(true);
    expect(asksFor({ ...QUIET, stage: "grace", quotas })?.sentence).toBe(QUIET.sentence);
  });

  test("is silent on the community plan, and says when a licence begins", () => {
    expect(asksFor({ ...QUIET, state: "community" })).toBeUndefined();
    expect(asksFor({ ...QUIET, state: "not_yet_valid" })?.urgent).toBe(false);
  });
});

describe("the state's words and tone", () => {
  test.each([
    ["community", "active", "community plan", "accent"],
    ["valid", "active", "valid", "good"],
    ["valid", "notice", "ends soon", "warn"],
    ["grace", "grace", "grace", "warn"],
    ["expired", "no-new", "expired", "bad"],
    ["expired", "read-only", "expired, read only", "bad"],
    ["revoked", "grace", "revoked", "bad"],
    ["not_yet_valid", "active", "not yet valid", "warn"],
    ["other_machine", "grace", "another machine", "warn"],
    ["other_machine", "no-new", "another machine", "bad"],
    ["version_not_covered", "no-new", "release not covered", "bad"],
  ])("of %s on the rung %s are %s, %s", (state, stage, words, tone) => {
    expect(stateWords({ state, stage })).toBe(words);
    expect(stateTone({ state, stage })).toBe(tone);
  });
});

describe("who keeps the time", () => {
  test.each([
    ["ok", ["agrees", "agrees", "agrees"], false],
    ["ok", ["agrees", "behind", "agrees"], true],
    ["ok", ["missing", "missing", "missing"], false],
    ["clock_suspect", ["agrees", "agrees", "agrees"], true],
    ["skewed", [], false],
  ])("is shown with a clock that is %s and places that are %j: %s", (state, standings, shown) => {
    const witnesses = standings.map((one) => ({ standing: one }));
    expect(isWitnessed({ state, witnesses })).toBe(shown);
  });
});

describe("what happens beyond the amount", () => {
  test.each([
    [100, 100, ""],
    [100, 110, "Up to 110 is allowed."],
    [100, null, "More is allowed, and shown in the report of use."],
    [null, null, ""],
  ])("of %s with a ceiling of %s", (granted, ceiling, words) => {
    expect(overageWords({ granted, ceiling })).toBe(words);
  });
});
