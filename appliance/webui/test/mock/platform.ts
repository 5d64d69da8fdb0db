import { route, type Route } from "./http.ts";
import { furnish } from "./history.ts";
import { id, type State } from "./state.ts";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** What operators see. */
export const platformRoutes = (state: State): Route[] => [
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
