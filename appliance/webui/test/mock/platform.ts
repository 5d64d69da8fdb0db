import { Refusal, route, type Route } from "./http.ts";
import { furnish } from "./history.ts";
import { id, type State } from "./state.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const CAPABILITIES: [string, string, boolean][] = [
  ["gateway.chat", "Chat completions through the AI gateway", true],
  ["gateway.embeddings", "Embeddings through the AI gateway", true],
  ["kms.vault", "Keys in HashiCorp Vault Transit", false],
  ["audit.export", "Export of the audit log", false],
  ["tenants.multiple", "More than one tenant", false],
];

const LADDER = [
  {
    at: "2026-10-07T00:00:00Z",
    stage: "active",
    sentence: "The licence is in force.",
    reached: true,
  },
  {
    at: "2027-09-07T00:00:00Z",
    stage: "notice",
    sentence: "Operators are reminded here and in the log.",
    reached: false,
  },
  {
    at: "2027-10-07T00:00:00Z",
    stage: "grace",
    sentence: "It expires; everything goes on for 30 days.",
    reached: false,
  },
  {
    at: "2027-11-06T00:00:00Z",
    stage: "no-new",
    sentence: "Nothing new can be created; what runs keeps running.",
    reached: false,
  },
];

function licence(state: State) {
  const on = state.licensed;
  const soon = new Date(Date.now() + 320 * 86_400_000).toISOString();
  return {
    state: on ? "valid" : "community",
    sentence: on
      ? "Licensed to Example Foods until 7 October 2027."
      : "This appliance runs on the community plan: 1 tenant, 5 users, 2 providers, 200,000 tokens a day.",
    plan: on ? "enterprise" : "community",
    customer: on ? "Example Foods" : null,
    id: on ? "lic_01jd9k3m7f8v8x2qn5w4t6" : null,
    kind: on ? "term" : null,
    issued: on ? "2026-10-07T00:00:00Z" : null,
    notBefore: on ? "2026-10-07T00:00:00Z" : null,
    expires: on ? soon : null,
    graceDays: on ? 30 : null,
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
        ceiling: null,
      },
      {
        code: "users",
        granted: on ? 500 : 5,
        used: Math.max(1, state.members.length),
        sentence: "Users",
        ceiling: null,
      },
      {
        code: "providers",
        granted: on ? null : 2,
        used: state.providers.length,
        sentence: "Providers",
        ceiling: null,
      },
      {
        code: "tokens.day",
        granted: on ? null : 200_000,
        used: 61_204,
        sentence: "Tokens a day",
        ceiling: null,
      },
    ],
    stage: on ? "active" : "community",
    sequence: on ? 1 : null,
    unknownCapabilities: [],
    ladder: on ? LADDER : [],
    neverStops: on ? ["calls through the gateway", "the audit log", "export of your data"] : [],
    licences: [],
    refusedFiles: {},
    clock: { state: "ok", now: new Date().toISOString(), behindSeconds: 0, sentence: "" },
    development: true,
    anchors: ["dev-2026"],
  };
}

/** What operators see. */
const backup = {
  id: "bak_01jd9k3m7f8v8x2qn5w4t6a1b2",
  takenAt: "2026-11-21T02:30:00Z",
  version: "0.1.0",
  database: "H2",
  node: "node_01jd9k3m7f8v8x2qn5w4t6a1b2",
  bytes: 734_003_200,
  addedBytes: 12_582_912,
  opensWith: ["kms:file", "recovery:5f0c1a9d27b3e480"],
};

export const platformRoutes = (state: State): Route[] => [
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
    return { status: 200, body: licence(state) };
  }),
  route("DELETE", "/api/platform/licence", () => {
    state.licensed = false;
    return { status: 204 };
  }),
  route("GET", "/api/platform/backups", () => ({
    status: 200,
    body: {
      place: "/var/backups/holdfast",
      scheduledAt: "02:30",
      recoveryKey: "5f0c1a9d27b3e480",
      items: [backup],
      runs: [
        {
          id: "run_01jd9k3m7f8v8x2qn5w4t6a1b2",
          kind: "drill",
          backupId: backup.id,
          startedBy: "system",
          startedAt: backup.takenAt,
          finishedAt: backup.takenAt,
          outcome: "done",
          detail: '{"rows":48211,"tables":21,"chains":3,"totalMillis":4210}',
        },
      ],
    },
  })),
  route("POST", "/api/platform/backups", () => ({ status: 201, body: backup })),
  route("POST", "/api/platform/backups/{id}/verify", () => ({
    status: 200,
    body: { backup, deep: true },
  })),
  route("POST", "/api/platform/backups/{id}/drill", () => ({
    status: 200,
    body: {
      backup: backup.id,
      takenAt: backup.takenAt,
      tables: 21,
      rows: 48_211,
      bytes: backup.bytes,
      chains: 3,
      records: 40_000,
      loadMillis: 3_100,
      totalMillis: 4_210,
    },
  })),
  route("GET", "/api/platform/tenants", () => ({
    status: 200,
    body: { items: state.tenants, nextCursor: null },
  })),
  route("POST", "/api/platform/tenants", ({ body }) => {
    const tenant = {
      id: id("ten"),
      name: text(body["name"]),
      slug: text(body["slug"]),
      status: "active",
      createdAt: new Date().toISOString(),
    };
    state.tenants.push(tenant);
    const resets = new Date();
    resets.setUTCMonth(resets.getUTCMonth() + 1, 1);
    resets.setUTCHours(0, 0, 0, 0);
    state.projects.push({
      id: id("prj"),
      name: "Default",
      monthlyBudgetNanos: null,
      spentNanos: 0,
      reservedNanos: 0,
      resetsAt: resets.toISOString(),
    });
    state.members.push({
      id: state.account?.id ?? "",
      email: state.account?.email ?? "",
      name: state.account?.name ?? "",
      role: "admin",
      createdAt: new Date().toISOString(),
    });
    furnish(state);
    return { status: 201, body: tenant };
  }),
  route("GET", "/api/platform/status", () => ({
    status: 200,
    body: {
      version: "0.1.0",
      phase: "ready",
      startedAt: new Date(Date.now() - 7_400_000).toISOString(),
      uptimeSeconds: 7400,
      machine: { java: "25.0.3+9", heapUsedMib: 96, heapMostMib: 512, connections: 14 },
      addresses: {
        https: "https://127.0.0.1:8443",
        plain: "http://127.0.0.1:8080",
        management: null,
      },
      storage: { home: "/var/lib/holdfast", database: "h2", kms: "key file" },
    },
  })),
  route("PATCH", "/api/platform/tenants/{id}", ({ params, body }) => {
    const tenant = state.tenants.find((one) => one.id === params["id"]);
    if (tenant !== undefined && typeof body["status"] === "string") tenant.status = body["status"];
    return { status: 200, body: tenant };
  }),
  route("GET", "/api/platform/doctor", () => ({
    status: 200,
    body: {
      checks: [
        {
          id: "home.writable",
          severity: "strict",
          result: "ok",
          title: "The home directory is writable",
          observed: "/var/lib/holdfast, mode 0700",
          required: "",
          fix: "",
          doc: "https://holdfast.dev/docs/checks",
        },
        {
          id: "database",
          severity: "strict",
          result: "ok",
          title: "The database answers",
          observed: "H2, 1.2 ms",
          required: "",
          fix: "",
          doc: "https://holdfast.dev/docs/checks",
        },
        {
          id: "kms",
          severity: "strict",
          result: "ok",
          title: "The master key opens",
          observed: "key file, mode 0600",
          required: "",
          fix: "",
          doc: "https://holdfast.dev/docs/checks",
        },
        {
          id: "clock",
          severity: "strict",
          result: "ok",
          title: "The clock runs forward",
          observed: "no jump in 2 h",
          required: "",
          fix: "",
          doc: "https://holdfast.dev/docs/checks",
        },
        {
          id: "disk",
          severity: "strict",
          result: "warn",
          title: "Free disk space",
          observed: "6.1 GB free",
          required: "10 GB",
          fix: "Free space below the home directory, or move it to a larger disk.",
          doc: "https://holdfast.dev/docs/checks",
        },
        {
          id: "tls",
          severity: "strict",
          result: "ok",
          title: "The certificate is valid",
          observed: "until 21 Nov 2027",
          required: "",
          fix: "",
          doc: "https://holdfast.dev/docs/checks",
        },
      ],
    },
  })),
];
