import { route, type Route } from "./http.ts";
import type { State } from "./state.ts";

const at = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** A certificate by ACME whose last order failed, and data keys that can be made anew. */
export function renewalRoutes(state: State): Route[] {
  const certificate = {
    subject: "CN=ai.example.org",
    issuer: "CN=Example Internal CA 2,O=Example Foods",
    names: ["ai.example.org", "ai", "10.20.0.7"],
    notBefore: at(-60),
    notAfter: at(30),
    origin: "acme",
    fingerprint: "5f0c1a9d27b3e480".repeat(4),
    problem: "",
    acme: {
      phase: "retrying",
      dueAt: at(0),
      adviceStart: at(0),
      adviceEnd: at(2),
      attemptedAt: at(-0.02),
      succeededAt: at(-60),
      nextAttemptAt: at(0.05),
      failures: 3,
      code: "acme_challenge_failed" as string | null,
      detail: "ai.example.org: connection refused on port 80",
      hint: "Look whether the name leads here, and whether its port 80 does." as string | null,
    },
  };
  const versions = new Map<string, number>();
  const keysOf = (tenant: string) =>
    Array.from({ length: versions.get(tenant) ?? 1 }, (_, index) => ({
      version: index + 1,
      wrappedBy: "file:4c1d",
      wrappedAt: at(-2),
      createdAt: at(index - 30),
    }));
  const chosen = (body: Record<string, unknown>) =>
    state.tenants.filter((tenant) => body["all"] === true || tenant.id === body["tenant"]);
  const renewed = (body: Record<string, unknown>, made: number) => ({
    status: 200,
    body: {
      failed: 0,
      items: chosen(body).map(({ id }) => {
        versions.set(id, (versions.get(id) ?? 1) + made);
        const keys = keysOf(id);
        const wrapped = made === 0 ? keys.length : made;
        return { tenant: id, version: keys.length, wrapped, code: null, detail: null };
      }),
    },
  });
  return [
    route("GET", "/api/platform/certificate", () => ({ status: 200, body: certificate })),
    route("POST", "/api/platform/certificate/renew", () => {
      certificate.acme = {
        ...certificate.acme,
        phase: "waiting",
        failures: 0,
        code: null,
        detail: "",
        hint: null,
        attemptedAt: at(0),
        succeededAt: at(0),
        dueAt: at(60),
      };
      certificate.notAfter = at(90);
      return { status: 202, body: certificate };
    }),
    route("GET", "/api/platform/data-keys", () => ({
      status: 200,
      body: {
        items: state.tenants.map(({ id }) => ({ tenant: id, keys: keysOf(id) })),
        nextCursor: null,
      },
    })),
    route("POST", "/api/platform/data-keys/rewrap", ({ body }) => renewed(body, 0)),
    route("POST", "/api/platform/data-keys/rotate", ({ body }) => renewed(body, 1)),
  ];
}
