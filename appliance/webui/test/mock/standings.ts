import type { Answer } from "../../src/shared/api/types";
import { inUtc } from "../../src/shared/format/time";

type Licence = Answer<"/api/platform/licence", "get">;
type Rung = Licence["ladder"][number];

const DAY = 86_400_000;
const at = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

const readable = (days: number): string => inUtc(at(days));

const NEVER_STOPS = [
  "signing in",
  "work that is running, and calls through the gateway",
  "export",
  "backup and restore",
  "diagnostics",
  "security updates",
  "uninstalling",
];

const rung = (days: number, stage: string, sentence: string): Rung => ({
  at: at(days),
  stage,
  sentence,
  reached: days <= 0,
});

/** The three lower rungs, in the words of license/core's Ladder. */
const descent = (end: number, grace: number, what: string): Rung[] => [
  rung(end, "grace", `${what}; everything goes on for ${grace} days.`),
  rung(
    end + grace,
    "no-new",
    `${what}: nothing new beyond the community plan, and no feature upgrades.`,
  ),
  rung(
    end + grace + 30,
    "read-only",
    `${what}: running work goes on; settings can be read and not changed.`,
  ),
];

const own = (end: number): Rung[] => [
  rung(end - 365, "active", "The licence is valid."),
  ...[60, 30, 15, 7, 1].map((days) =>
    rung(
      end - days,
      "notice",
      `The licence ends in ${days === 1 ? "1 day" : `${days} days`} or less.`,
    ),
  ),
  ...descent(end, 30, "The licence has ended"),
];

/** The licence on the rung that a ladder has reached. */
function on(
  state: string,
  ladder: Rung[],
  more: { end?: number; after?: string } = {},
): Partial<Licence> {
  const end = more.end ?? 320;
  const reached = ladder.filter((one) => one.reached).at(-1);
  const after = more.after ?? ` It ${end > 0 ? "ends" : "ended"} on ${readable(end)}.`;
  return {
    state,
    stage: reached?.stage ?? "not-yet-valid",
    sentence: `${reached?.sentence ?? ""}${after}`,
    expires: at(end),
    issued: at(end - 365),
    notBefore: at(end - 365),
    ladder,
    neverStops: NEVER_STOPS,
  };
}

function clock(state: string, behind: number): Partial<Licence> {
  const both = `This machine's clock says ${readable(-behind)}, and it was already ${readable(0)}. `;
  const witness = (name: string, standing: string) => ({ name, seenAt: at(0), standing });
  return {
    ...on("valid", own(320)),
    clock: {
      state,
      now: at(0),
      machine: at(-behind),
      behindSeconds: Math.round(behind * 86_400),
      sentence:
        state === "skewed"
          ? `${both}Set the clock; nothing else is affected.`
          : `${both}Work goes on, and the licence goes by the later time. Set the clock; if the later time is the wrong one, ask your vendor for a clock reset.`,
      witnesses:
        state === "skewed"
          ? []
          : [
              witness("database", "behind"),
              witness("file", "agrees"),
              { ...witness("audit", "missing"), seenAt: null },
            ],
    },
  };
}

const other = (id: string, stage: string, from: number, to: number, inForce = false) => ({
  id,
  sequence: 2,
  plan: "enterprise",
  kind: "paid",
  stage,
  notBefore: at(from),
  expires: at(to),
  source: "uploaded",
  inForce,
});

const REVOKED = "The vendor has taken the licence back";
const ELSEWHERE = "The licence is bound to another machine";

const amount = (
  code: string,
  granted: number | null,
  ceiling: number | null,
  used: number | null,
) => ({ code, sentence: code, granted, ceiling, used });

/** How a licence can stand, by a word; each is what the appliance would answer. */
export const STANDINGS: Record<string, () => Partial<Licence>> = {
  valid: () => on("valid", own(320)),
  "ends-soon": () => on("valid", own(6), { end: 6 }),
  grace: () => on("grace", own(-3), { end: -3 }),
  expired: () => on("expired", own(-40), { end: -40 }),
  "read-only": () => on("expired", own(-80), { end: -80 }),
  revoked: () =>
    on("revoked", descent(-2, 14, REVOKED), {
      after: ` This appliance learned of it on ${readable(-2)}.`,
    }),
  "revoked-read-only": () =>
    on("revoked", descent(-60, 14, REVOKED), {
      after: ` This appliance learned of it on ${readable(-60)}.`,
    }),
  "other-machine": () =>
    on("other_machine", descent(-1, 14, ELSEWHERE), {
      after: ` It has been so since ${readable(-1)}.`,
    }),
  "version-not-covered": () => ({
    ...on("version_not_covered", own(320)),
    stage: "no-new",
    sentence: `This release is newer than the licence covers (releases built until ${readable(-20)}): what runs goes on, and nothing new beyond the community plan is added. It ends on ${readable(320)}.`,
    updatesUntil: at(-20),
  }),
  "not-yet-valid": () => ({
    state: "not_yet_valid",
    stage: "active",
    sentence: `The community plan rules until the licence begins on ${readable(12)}.`,
    plan: "community",
    customer: null,
    id: null,
    kind: null,
    issued: null,
    notBefore: null,
    expires: null,
    graceDays: null,
    sequence: null,
    licences: [other("lic_01jd9k3m7f8v8x2qn5w4t6next", "not-yet-valid", 12, 377)],
  }),
  queued: () => ({
    ...on("valid", own(20), { end: 20 }),
    licences: [
      other("lic_01jd9k3m7f8v8x2qn5w4t6", "notice", -345, 20, true),
      other("lic_01jd9k3m7f8v8x2qn5w4t6next", "not-yet-valid", 20, 385),
    ],
  }),
  lost: () => ({
    state: "community",
    stage: "active",
    sentence: "The community plan rules; the licence that is kept does not hold any more.",
    notices: [
      "A licence that is kept (uploaded on 7 October 2026) does not hold any more: the key that signed it is denied [key_denied]. Ask your vendor for a new one.",
    ],
    refusedFiles: { "renewal-2026.licence": "The signature does not hold [signature_invalid]." },
  }),
  skewed: () => clock("skewed", 0.2),
  "clock-suspect": () => clock("clock_suspect", 400),
  "over-quota": () => ({
    ...on("valid", own(320)),
    quotas: [
      amount("tenants", 20, 20, 20),
      amount("users", 500, 550, 512),
      amount("providers", null, null, 7),
      amount("nodes", 3, 3, 3),
      amount("tokens.day", 2_000_000_000, 2_000_000_000, 2_000_000_000),
      amount("tokens.month", 9_007_199_254_740_991, null, 9_007_199_254_740_000),
      amount("pets", 0, 0, null),
    ],
    unknownCapabilities: ["gateway.telepathy", "workflow.dreams"],
  }),
};
