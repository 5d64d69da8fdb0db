import { describe, expect, test } from "vitest";
import { conditions, NO_FILTER, toneOf } from "../src/features/audit/audit";
import { bytes, drillWords, kindWords, outcome, type Run } from "../src/features/backup/backups";
import { lasting } from "../src/features/gates/About";
import { bucketStarts, seriesOf, SPANS, type Usage } from "../src/features/gateway/usage/usage";
import { quotaName, stateTone, stateWords } from "../src/features/licensing/licence";
import { slugOf } from "../src/features/tenant/tenants";

describe("usage", () => {
  const now = new Date("2026-11-21T12:34:56Z");

  test("buckets start on whole hours or UTC days, and the last one is still filling", () => {
    const hours = bucketStarts(SPANS[0], now);
    expect(hours).toHaveLength(24);
    expect(hours.at(-1)?.toISOString()).toBe("2026-11-21T12:00:00.000Z");
    const days = bucketStarts(SPANS[1], now);
    expect(days[0]?.toISOString()).toBe("2026-11-15T00:00:00.000Z");
    expect(days.at(-1)?.toISOString()).toBe("2026-11-21T00:00:00.000Z");
  });

  const bucket = (start: string, group: string | null, costNanos: number) => ({
    start,
    group,
    requests: 1,
    failed: 0,
    inputTokens: 10,
    cachedInputTokens: 0,
    outputTokens: 5,
    costNanos,
    unknownCostRequests: 0,
  });
  const usage: Usage = {
    buckets: [
      bucket("2026-11-21T11:00:00Z", "a", 5),
      bucket("2026-11-21T12:00:00Z", "a", 7),
      bucket("2026-11-21T12:00:00Z", "b", 100),
      bucket("2026-11-21T12:00:00Z", "c", 0),
      bucket("2020-01-01T00:00:00Z", "d", 1_000),
    ],
    totals: bucket("", null, 0),
  };
  const starts = [new Date("2026-11-21T11:00:00Z"), new Date("2026-11-21T12:00:00Z")];

  test("groups are sorted by size, each with a value per bucket, and what is out of span is left out", () => {
    expect(seriesOf(usage, starts, "costNanos", (name) => name.toUpperCase())).toEqual([
      { name: "B", values: [0, 100] },
      { name: "A", values: [5, 7] },
      { name: "C", values: [0, 0] },
    ]);
  });

  test("small groups are put together", () => {
    expect(seriesOf(usage, starts, "tokens", (name) => name, 1)).toEqual([
      { name: "a", values: [15, 15] },
      { name: "others", values: [0, 30] },
    ]);
  });
});

describe("audit", () => {
  test("an empty filter is no condition", () => {
    expect(conditions(NO_FILTER)).toEqual({});
  });

  test("typed texts are trimmed, and days become instants", () => {
    const found = conditions({ ...NO_FILTER, q: " ada ", from: "2026-11-20", to: "2026-11-21" });
    expect(found["q"]).toBe("ada");
    expect(new Date(found["from"] ?? "").getTime()).toBeLessThan(
      new Date(found["to"] ?? "").getTime(),
    );
  });

  test("outcomes are told apart whatever their case", () => {
    expect([toneOf("SUCCESS"), toneOf("refused"), toneOf("failed"), toneOf("new")]).toEqual([
      "good",
      "warn",
      "bad",
      "quiet",
    ]);
  });
});

describe("licences", () => {
  test("a state or quota that is not known is still shown", () => {
    expect(quotaName("pets")).toBe("pets");
    expect(stateWords({ state: "lent_out", stage: "active" })).toBe("lent out");
    expect(stateTone({ state: "revoked", stage: "grace" })).toBe("bad");
  });
});

test.each([
  ["Example Foods", "example-foods"],
  ["Ærø & Sønner ApS", "r-s-nner-aps"],
  ["  Café  Zürich  ", "cafe-zurich"],
  ["---", ""],
  ["x".repeat(60), "x".repeat(40)],
])("%j is called %j in addresses", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test.each([
  [30, "30.0 s"],
  [720, "12 min"],
  [12_000, "3 h 20 min"],
  [792_000, "9 d 4 h"],
])("%d seconds are %s", (seconds, words) => {
  expect(lasting(seconds)).toBe(words);
});

describe("backups", () => {
  const run = (more: Partial<Run>): Run => ({
    id: "run_1",
    kind: "drill",
    backupId: "bak_1",
    startedBy: "system",
    startedAt: "2026-11-21T02:30:00Z",
    finishedAt: null,
    outcome: "done",
    detail: "",
    ...more,
  });

  test("sizes are read in the unit that fits", () => {
    expect([0, 1023, 1536, 734_003_200].map(bytes)).toEqual([
      "0 B",
      "1023 B",
      "1.5 KiB",
      "700.0 MiB",
    ]);
  });

  test("a drill's report is put in words, and anything else stays as it is", () => {
    const detail = '{"rows":48211,"tables":21,"chains":3,"totalMillis":4210}';
    expect(outcome(run({ detail }))).toBe("48,211 rows in 21 tables, 3 audit chains hold, 4.21 s");
    expect(outcome(run({ kind: "moment drill", detail }))).toBe(outcome(run({ detail })));
    expect(outcome(run({ detail: "no report" }))).toBe("no report");
    expect(outcome(run({ kind: "backup", detail: "Complete." }))).toBe("Complete.");
  });

  test("one of each is singular", () => {
    expect(drillWords({ rows: 1, tables: 1, chains: 1, totalMillis: 65_210 })).toBe(
      "1 row in 1 table, 1 audit chain holds, 1 min 5 s",
    );
  });

  test("what was run is said in words, and what is not known as it is called", () => {
    expect(["backup", "base", "moment drill", "prune"].map(kindWords)).toEqual([
      "backup",
      "base for the log",
      "drill of a moment",
      "prune",
    ]);
  });
});
