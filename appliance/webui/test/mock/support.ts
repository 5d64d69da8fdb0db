import { route, type Route } from "./http.ts";

const AT = "2026-11-21T02:30:00Z";

const BUNDLE = {
  id: "sup_01jd9k3m7f8v8x2qn5w4t6a1b2",
  createdAt: AT,
  bytes: 31_400,
  file: "/var/lib/holdfast/support/sup_01jd9k3m7f8v8x2qn5w4t6a1b2.hfsupport",
  recipients: ["vendor:4c1d9a0b77e2f3a815c0d9be", "customer:5f0c1a9d27b3e480"],
};

const written: (typeof BUNDLE)[] = [];

/** Support bundles: a preview in which nothing stands out, and what was written of it. */
export const supportRoutes: Route[] = [
  route("GET", "/api/platform/support", () => ({
    status: 200,
    body: {
      vendorKey: "4c1d9a0b77e2f3a815c0d9be",
      recoveryKey: "5f0c1a9d27b3e480",
      items: written,
    },
  })),
  route("POST", "/api/platform/support/previews", () => ({
    status: 201,
    body: {
      id: BUNDLE.id,
      at: AT,
      files: [
        { name: "facts.txt", bytes: 412 },
        { name: "logs/1.log", bytes: 81_233 },
      ],
      warnings: [],
      redactions: { cookie: 3, "names-and-addresses": 12 },
      findings: [{ severity: "ok", id: "nothing", words: "Nothing stands out." }],
    },
  })),
  route("POST", "/api/platform/support/bundles", () => {
    written.splice(0, written.length, BUNDLE);
    return { status: 201, body: BUNDLE };
  }),
];
