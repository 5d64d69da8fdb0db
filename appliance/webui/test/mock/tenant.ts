import { usage } from "./history.ts";
import { Refusal, route, type Route } from "./http.ts";
import { id, type Model, type Provider, record, type State } from "./state.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const numberOrNull = (value: unknown): number | null => (typeof value === "number" ? value : null);
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

const notFound = () =>
  new Refusal(
    404,
    "not_found",
    "There is no such thing",
    "Nothing has this id.",
    "Check the path and the id.",
  );

const list = (items: unknown[]) => ({ status: 200, body: { items, nextCursor: null } });

function find<T extends { id: string }>(all: T[], wanted: string | undefined): T {
  const found = all.find((one) => one.id === wanted);
  if (found === undefined) throw notFound();
  return found;
}

const OFFERS: Record<string, [string, "chat" | "embedding", number | null, number | null][]> = {
  openai: [
    ["gpt-4.1", "chat", 2_000_000_000, 8_000_000_000],
    ["gpt-4.1-mini", "chat", 400_000_000, 1_600_000_000],
    ["experimental-preview", "chat", null, null],
    ["text-embedding-3-small", "embedding", 20_000_000, 0],
  ],
  simulator: [
    ["simulator", "chat", 150_000_000, 600_000_000],
    ["simulator-large", "chat", 1_000_000_000, 3_000_000_000],
  ],
  local: [["all-MiniLM-L6-v2", "embedding", 0, 0]],
};

function offer(state: State, provider: Provider): void {
  const offered = OFFERS[provider.kind] ?? [];
  provider.models = offered.map(([model]) => model);
  state.models = state.models.filter((model) => model.providerId !== provider.id);
  for (const [model, kind, input, output] of offered) {
    const made: Model = {
      id: model,
      provider: provider.name,
      providerId: provider.id,
      kind,
      inputNanosPerMillion: input,
      cachedInputNanosPerMillion: kind === "chat" && input !== null ? input / 4 : null,
      outputNanosPerMillion: output,
      enabled: true,
      priceId: input === null ? null : "2026-11",
      longInput: null,
      priceSource: input === null ? null : "built in",
    };
    state.models.push(made);
  }
}

function page(state: State, query: URLSearchParams) {
  const q = query.get("q")?.toLowerCase() ?? "";
  const action = query.get("action") ?? "";
  const outcome = query.get("outcome") ?? "";
  const matching = state.audit.filter(
    (one) =>
      JSON.stringify(one).toLowerCase().includes(q) &&
      one.action.startsWith(action) &&
      (outcome === "" || one.outcome === outcome),
  );
  const from = Number(query.get("cursor") ?? 0);
  const to = from + Number(query.get("limit") ?? 50);
  return {
    status: 200,
    body: { items: matching.slice(from, to), nextCursor: to < matching.length ? String(to) : null },
  };
}

const chain = (state: State) => ({
  status: 200,
  body: {
    state: "intact",
    records: state.audit.length,
    chains: [
      {
        node: "node-1",
        records: state.audit.length,
        head: state.audit[0]?.hash ?? null,
        headSequence: state.audit[0]?.sequence ?? 0,
        violations: [],
      },
    ],
    checkedAt: new Date().toISOString(),
    tookMillis: 38,
  },
});

const BASE = "/api/tenants/{tenant}";

/** What belongs to a tenant. */
export const tenantRoutes = (state: State): Route[] => [
  route("GET", BASE, ({ params }) => ({
    status: 200,
    body: find(state.tenants, params["tenant"]),
  })),
  route("GET", `${BASE}/projects`, () => list(state.projects)),
  route("POST", `${BASE}/projects`, ({ body }) => {
    const made = {
      id: id("prj"),
      name: text(body["name"]),
      monthlyBudgetNanos: numberOrNull(body["monthlyBudgetNanos"]),
      spentNanos: 0,
      reservedNanos: 0,
      resetsAt: state.projects[0]?.resetsAt ?? new Date().toISOString(),
    };
    state.projects.push(made);
    record(state, "project.create", { target: made.id });
    return { status: 201, body: made };
  }),
  route("PATCH", `${BASE}/projects/{id}`, ({ params, body }) => {
    const project = find(state.projects, params["id"]);
    project.name = text(body["name"]);
    project.monthlyBudgetNanos = numberOrNull(body["monthlyBudgetNanos"]);
    return { status: 200, body: project };
  }),
  route("GET", `${BASE}/keys`, () => list(state.keys)),
  route("POST", `${BASE}/keys`, ({ body }) => {
    const secret = `hf_${id("k").slice(2)}Zq8WmT3vRb6YcD1sNfJ0`;
    const key = {
      id: id("key"),
      name: text(body["name"]),
      projectId: text(body["projectId"]),
      permissions: texts(body["permissions"]),
      models: texts(body["models"]),
      prefix: secret.slice(0, 8),
      createdAt: new Date().toISOString(),
      expiresAt: typeof body["expiresAt"] === "string" ? body["expiresAt"] : null,
      revokedAt: null,
      lastUsedAt: null,
      requestsPerMinute: numberOrNull(body["requestsPerMinute"]) ?? 0,
      tokensPerMinute: numberOrNull(body["tokensPerMinute"]) ?? 0,
    };
    state.keys.unshift(key);
    record(state, "apikey.create", { target: key.id, details: { name: key.name } });
    return { status: 201, body: { key, secret } };
  }),
  route("DELETE", `${BASE}/keys/{id}`, ({ params }) => {
    find(state.keys, params["id"]).revokedAt = new Date().toISOString();
    record(state, "apikey.revoke", { target: params["id"] ?? "" });
    return { status: 204 };
  }),
  route("GET", `${BASE}/members`, () => list(state.members)),
  route("POST", `${BASE}/members`, ({ body }) => {
    const made = {
      id: id("acc"),
      email: text(body["email"]),
      name: text(body["name"]),
      role: text(body["role"]),
      createdAt: new Date().toISOString(),
    };
    state.members.push(made);
    return { status: 201, body: made };
  }),
  route("PATCH", `${BASE}/members/{id}`, ({ params, body }) => {
    const member = find(state.members, params["id"]);
    if (typeof body["role"] === "string") member.role = body["role"];
    return { status: 200, body: member };
  }),
  route("DELETE", `${BASE}/members/{id}`, ({ params }) => {
    state.members = state.members.filter((one) => one.id !== params["id"]);
    return { status: 204 };
  }),
  route("GET", `${BASE}/providers`, () => list(state.providers)),
  route("POST", `${BASE}/providers`, ({ body }) => {
    if (!state.licensed && state.providers.length >= 2) {
      throw new Refusal(
        403,
        "licence_quota_reached",
        "The licence's quota is used up",
        "The community plan grants 2 providers, and 2 are in use.",
        "Remove what is unused, or ask your vendor for more.",
      );
    }
    const made: Provider = {
      id: id("prv"),
      name: text(body["name"]),
      kind: text(body["kind"]),
      baseUrl: typeof body["baseUrl"] === "string" ? body["baseUrl"] : null,
      hasSecret: text(body["secret"]) !== "",
      enabled: true,
      createdAt: new Date().toISOString(),
      models: [],
    };
    state.providers.push(made);
    offer(state, made);
    record(state, "provider.create", { target: made.id });
    return { status: 201, body: made };
  }),
  route("PATCH", `${BASE}/providers/{id}`, ({ params, body }) => {
    const provider = find(state.providers, params["id"]);
    if (typeof body["enabled"] === "boolean") provider.enabled = body["enabled"];
    if (typeof body["name"] === "string") provider.name = body["name"];
    if (typeof body["baseUrl"] === "string") provider.baseUrl = body["baseUrl"];
    return { status: 200, body: provider };
  }),
  route("DELETE", `${BASE}/providers/{id}`, ({ params }) => {
    state.providers = state.providers.filter((one) => one.id !== params["id"]);
    state.models = state.models.filter((one) => one.providerId !== params["id"]);
    return { status: 204 };
  }),
  route("POST", `${BASE}/providers/{id}/test`, ({ params }) => {
    const provider = find(state.providers, params["id"]);
    const ok = !(provider.baseUrl ?? "").includes("nowhere");
    return {
      status: 200,
      body: ok
        ? { ok, detail: "It answers.", models: provider.models, latencyMillis: 42 }
        : {
            ok,
            detail: "The name nowhere.example does not resolve.",
            models: [],
            latencyMillis: 12,
          },
    };
  }),
  route("GET", `${BASE}/models`, () => list(state.models)),
  route("PUT", `${BASE}/models/{provider}/{model}`, ({ params, body }) => {
    const model = state.models.find(
      (one) => one.providerId === params["provider"] && one.id === params["model"],
    );
    if (model === undefined) throw notFound();
    model.inputNanosPerMillion = numberOrNull(body["inputNanosPerMillion"]);
    model.cachedInputNanosPerMillion = numberOrNull(body["cachedInputNanosPerMillion"]);
    model.outputNanosPerMillion = numberOrNull(body["outputNanosPerMillion"]);
    model.priceSource = "tenant";
    return { status: 200, body: model };
  }),
  route("GET", `${BASE}/usage`, ({ query }) => ({
    status: 200,
    body: usage(query, state.providers.length === 0),
  })),
  route("GET", `${BASE}/audit`, ({ query }) => page(state, query)),
  route("GET", `${BASE}/audit/chain`, () => chain(state)),
  route("GET", "/api/platform/audit", ({ query }) => page(state, query)),
  route("GET", "/api/platform/audit/chains", () => chain(state)),
];
