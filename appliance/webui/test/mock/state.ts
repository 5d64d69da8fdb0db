import type { Answer } from "../../src/shared/api/types";

type Item<T extends { items: unknown[] }> = T["items"][number];
export type Tenant = Item<Answer<"/api/platform/tenants", "get">>;
export type Project = Item<Answer<"/api/tenants/{tenant}/projects", "get">>;
export type ApiKey = Item<Answer<"/api/tenants/{tenant}/keys", "get">>;
export type Member = Item<Answer<"/api/tenants/{tenant}/members", "get">>;
export type Provider = Item<Answer<"/api/tenants/{tenant}/providers", "get">>;
export type Model = Item<Answer<"/api/tenants/{tenant}/models", "get">>;
export type AuditRecord = Item<Answer<"/api/tenants/{tenant}/audit", "get">>;

/** What the made-up appliance remembers. */
export interface State {
  account: { id: string; email: string; name: string; passphrase: string } | undefined;
  signedIn: boolean;
  licensed: boolean;
  /** How the licence stands, a word of standings.ts; empty without one. */
  standing: string;
  tenants: Tenant[];
  projects: Project[];
  keys: ApiKey[];
  members: Member[];
  providers: Provider[];
  models: Model[];
  audit: AuditRecord[];
}

let counter = 0;

/** An id with a prefix, like the appliance's TypeIDs. */
export function id(prefix: string): string {
  counter += 1;
  return `${prefix}_01jd9k3m7${counter.toString(32).padStart(4, "0")}v8x2qn5w4t6`;
}

export const hash = (seed: number): string =>
  Array.from({ length: 64 }, (_, at) => ((seed * 7919 + at * 104729) % 16).toString(16)).join("");

export const fresh = (): State => ({
  account: undefined,
  signedIn: false,
  licensed: false,
  standing: "",
  tenants: [],
  projects: [],
  keys: [],
  members: [],
  providers: [],
  models: [],
  audit: [],
});

/** Writes a record, as the appliance would for every call and change. */
export function record(state: State, action: string, more: Partial<AuditRecord> = {}): void {
  const sequence = state.audit.length + 1;
  state.audit.unshift({
    id: id("aud"),
    sequence,
    node: "node-1",
    at: new Date().toISOString(),
    actor: {
      type: "user",
      id: state.account?.id ?? "",
      label: state.account?.email ?? "",
    },
    action,
    target: "",
    outcome: "success",
    code: null,
    requestId: id("req"),
    clientAddress: "127.0.0.1",
    details: {},
    usage: null,
    hash: hash(sequence),
    ...more,
  });
}

type Usage = NonNullable<AuditRecord["usage"]>;

/** What a call used, with every member that the appliance writes. */
export function used(
  state: State,
  figures: Pick<Usage, "model" | "provider" | "inputTokens" | "outputTokens" | "costNanos">,
): Usage {
  return {
    cachedInputTokens: 0,
    estimated: false,
    keyId: state.keys[0]?.id ?? null,
    price: null,
    projectId: state.projects[0]?.id ?? "",
    providerRequestId: null,
    ...figures,
  };
}
