import { describe, expect, test } from "vitest";
import { asksFor, stateTone, stateWords } from "../src/features/licensing/licence";
import { licenceRoutes } from "./mock/licence";
import { STANDINGS } from "./mock/standings";
import { fresh } from "./mock/state";
import type { Call } from "./mock/http";
import type { Licence } from "../src/shared/reads/reads";

/** What the made-up appliance answers where a licence stands so. */
function standing(word: string): Licence {
  const state = { ...fresh(), licensed: word !== "", standing: word };
  const found = licenceRoutes(state).find(
    ({ method, pattern }) => method === "GET" && pattern.test("/api/platform/licence"),
  );
  return found?.handle({} as Call)?.body as Licence;
}

describe("every way that a licence can stand", () => {
  test.each([
    ["", "community plan", "accent", undefined],
    ["valid", "valid", "good", undefined],
    ["ends-soon", "ends soon", "warn", false],
    ["grace", "grace", "warn", true],
    ["expired", "expired", "bad", true],
    ["read-only", "expired, read only", "bad", true],
    ["revoked", "revoked", "bad", true],
    ["revoked-read-only", "revoked", "bad", true],
    ["other-machine", "another machine", "warn", true],
    ["version-not-covered", "release not covered", "bad", true],
    ["not-yet-valid", "not yet valid", "warn", false],
    ["queued", "ends soon", "warn", false],
    ["lost", "community plan", "accent", undefined],
    ["skewed", "valid", "good", undefined],
    ["clock-suspect", "valid", "good", true],
    ["over-quota", "valid", "good", true],
  ])("%s is %s, %s, and its banner is urgent: %s", (word, words, tone, urgent) => {
    const licence = standing(word);
    expect(stateWords(licence)).toBe(words);
    expect(stateTone(licence)).toBe(tone);
    expect(asksFor(licence)?.urgent).toBe(urgent);
  });

  test("is in the list above", () => {
    expect(Object.keys(STANDINGS)).toHaveLength(15);
  });

  test("has its ladder in order, and stands on the rung that it has reached", () => {
    for (const word of Object.keys(STANDINGS)) {
      const { ladder, stage, state } = standing(word);
      const dates = ladder.map((rung) => Date.parse(rung.at));
      expect(dates).toEqual([...dates].sort((one, other) => one - other));
      if (ladder.length === 0 || state === "version_not_covered") continue;
      expect(ladder.filter((rung) => rung.reached).at(-1)?.stage).toBe(stage);
    }
  });
});
