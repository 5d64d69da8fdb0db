import type { Answer } from "../../src/shared/api/types";
import { Refusal, route, type Route } from "./http.ts";
import { STANDINGS } from "./standings.ts";
import type { State } from "./state.ts";

type Licence = Answer<"/api/platform/licence", "get">;

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const CAPABILITIES: [string, string, boolean][] = [
  ["gateway.chat", "Chat completions through the AI gateway", true],
  ["gateway.embeddings", "Embeddings through the AI gateway", true],
  ["kms.vault", "Keys in HashiCorp Vault Transit", false],
  ["audit.export", "Export of the audit log", false],
  ["tenants.multiple", "More than one tenant", false],
];

function licence(state: State): Licence {
  return { ...usual(state), ...STANDINGS[state.standing]?.() };
}

function usual(state: State): Licence {
  const on = state.licensed && !["lost", "not-yet-valid"].includes(state.standing);
  return {
    state: on ? "valid" : "community",
    sentence: on ? "The licence is valid." : "The community plan rules; no licence was added.",
    plan: on ? "enterprise" : "community",
    customer: on ? "Example Foods" : null,
    id: on ? "lic_01jd9k3m7f8v8x2qn5w4t6" : null,
    kind: on ? "paid" : null,
    issued: on ? "2026-10-07T00:00:00Z" : null,
    notBefore: on ? "2026-10-07T00:00:00Z" : null,
    expires: on ? "2027-10-07T00:00:00Z" : null,
    graceDays: on ? 30 : null,
    updatesUntil: null,
    installation: "ins_01jd9k3m7f8v8x2qn5w4t6abcd",
    notices: [],
    capabilities: CAPABILITIES.map(([code, sentence, granted]) => ({
      code,
      sentence,
      granted: granted || on,
    })),
    quotas: [
      {
        code: "tenants",
        granted: on ? 20 : 1,
        used: state.tenants.length,
        sentence: "Tenants",
        ceiling: on ? 20 : 1,
      },
      {
        code: "users",
        granted: on ? 500 : 5,
        used: Math.max(1, state.members.length),
        sentence: "Users",
        ceiling: on ? 500 : 5,
      },
      {
        code: "providers",
        granted: on ? null : 2,
        used: state.providers.length,
        sentence: "Providers",
        ceiling: on ? null : 2,
      },
      {
        code: "tokens.day",
        granted: on ? null : 200_000,
        used: 61_204,
        sentence: "Tokens a day",
        ceiling: on ? null : 200_000,
      },
    ],
    stage: "active",
    sequence: on ? 1 : null,
    unknownCapabilities: [],
    ladder: [],
    neverStops: [],
    licences: [],
    refusedFiles: {},
    clock: {
      state: "ok",
      now: new Date().toISOString(),
      machine: new Date().toISOString(),
      behindSeconds: 0,
      sentence: "The clock is in order.",
      witnesses: [],
    },
    development: true,
    anchors: ["dev-2026"],
  };
}

const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString();

function usage(state: State) {
  return {
    rows: 412,
    head: "9f".repeat(48),
    items: licence(state).quotas.map(({ code, sentence, granted, used }) => ({
      code,
      sentence,
      used,
      ceiling: granted,
      days: [2, 1, 0].map((ago) => ({ day: daysAgo(ago).slice(0, 10), amount: used })),
      reachedAt: null,
      forecast:
        granted === null
          ? null
          : (used ?? 0) >= granted
            ? "All of it is used."
            : "If things go on as they did, it is enough.",
    })),
  };
}

const handedOver: Route[] = [
  route("POST", "/api/platform/licence/requests", () => ({
    status: 201,
    body: {
      name: "holdfast-request-1.txt",
      installation: "ins_01jd9k3m7f8v8x2qn5w4t6abcd",
      sequence: 1,
      text: "A request of the made-up Holdfast.",
    },
  })),
  route("POST", "/api/platform/licence/reports", () => ({
    status: 201,
    body: {
      name: "holdfast-usage-0001",
      sequence: 1,
      installation: "ins_01jd9k3m7f8v8x2qn5w4t6abcd",
      from: daysAgo(90).slice(0, 10),
      to: daysAgo(0).slice(0, 10),
      firstRow: 1,
      lastRow: 412,
      csv: "number,day,kind,name,amount,at,note,hash\n",
      signed: "A report of the mock.",
    },
  })),
];

/** The licence, and what is handed to the vendor. */
export const licenceRoutes = (state: State): Route[] => [
  ...handedOver,
  route("GET", "/api/platform/licence/usage", () => ({ status: 200, body: usage(state) })),
  route("GET", "/api/platform/licence/history", () => ({
    status: 200,
    body: {
      items: state.licensed
        ? [
            {
              at: daysAgo(1),
              licence: "lic_01jd9k3m7f8v8x2qn5w4t6",
              stage: "active",
              sentence: "The licence is valid.",
            },
          ]
        : [],
      nextCursor: null,
    },
  })),
  route("GET", "/api/platform/licence/nodes", () => ({
    status: 200,
    body: {
      granted: state.licensed ? 3 : 1,
      placed: true,
      sentence: "1 node lives.",
      items: [{ node: "node_1", startedAt: daysAgo(3), freeAt: daysAgo(0), self: true }],
    },
  })),
  // For the walk, which looks at each of them.
  route("GET", "/api/mock/standings", () => ({ status: 200, body: Object.keys(STANDINGS) })),
  route("GET", "/api/platform/licence", () => ({ status: 200, body: licence(state) })),
  route("POST", "/api/platform/licence", ({ body }) => {
    if (!text(body["statement"]).includes("holdfast")) {
      throw new Refusal(
        400,
        "licence_malformed",
        "This is not a licence",
        "The text does not begin as a statement does.",
        "Use the file exactly as the vendor sent it.",
      );
    }
    state.licensed = true;
    // "holdfast grace" is a licence in grace; a word that is not known is a valid one.
    state.standing = text(body["statement"])
      .replace(/^.*holdfast\s*/s, "")
      .trim();
    if (!(state.standing in STANDINGS)) state.standing = "valid";
    return { status: 200, body: licence(state) };
  }),
  route("DELETE", "/api/platform/licence", () => {
    state.licensed = false;
    state.standing = "";
    return { status: 204 };
  }),
];
