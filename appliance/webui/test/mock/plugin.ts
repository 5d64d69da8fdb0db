import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Connect, Plugin } from "vite";
import { chatRoutes } from "./chat.ts";
import { readBody, Refusal, type Route, send, sendRefusal } from "./http.ts";
import { backupRoutes } from "./backup.ts";
import { supportRoutes } from "./support.ts";
import { licenceRoutes } from "./licence.ts";
import { platformRoutes } from "./platform.ts";
import { renewalRoutes } from "./renewals.ts";
import { sessionRoutes } from "./session.ts";
import { fresh, id, type State } from "./state.ts";
import { tenantRoutes } from "./tenant.ts";

const OPEN = ["/api/setup", "/api/setup/administrator"];

async function answer(
  state: State,
  routes: Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://mock");
  const method = request.method ?? "GET";
  response.setHeader("X-Request-Id", id("req"));
  const body = await readBody(request);
  try {
    const path = url.pathname;
    const opens = OPEN.includes(path) || (path === "/api/session" && method === "POST");
    if (path.startsWith("/api/") && !opens && !state.signedIn) {
      throw new Refusal(
        401,
        "unauthenticated",
        "Nobody is signed in",
        "There is no session.",
        "Sign in, or send an API key as a bearer token.",
      );
    }
    if (
      path.startsWith("/api/") &&
      !opens &&
      method !== "GET" &&
      request.headers["x-csrf-token"] !== "mock-csrf"
    ) {
      throw new Refusal(
        403,
        "csrf_rejected",
        "The request did not come from this site",
        "The token is missing.",
        "Reload the page and try again.",
      );
    }
    for (const { method: wanted, pattern, handle } of routes) {
      const match = wanted === method ? pattern.exec(path) : null;
      if (match === null) continue;
      const params = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value]) => [
          name,
          decodeURIComponent(value),
        ]),
      );
      const result = handle({ params, query: url.searchParams, body, request, response });
      if (result !== undefined) send(response, result.status, result.body);
      return;
    }
    throw new Refusal(
      404,
      "not_found",
      "There is no such thing",
      path,
      "Check the path and the id.",
    );
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    sendRefusal(response, thrown);
  }
}

/** The policy that the appliance sends with the page. */
export const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/** A made-up appliance behind the UI, for development and for tests without a server. */
export function mockAppliance(): Plugin {
  const state = fresh();
  const routes = [
    ...sessionRoutes(state),
    ...licenceRoutes(state),
    ...backupRoutes,
    ...supportRoutes,
    ...platformRoutes(state),
    ...renewalRoutes(state),
    ...tenantRoutes(state),
    ...chatRoutes(state),
  ];
  const api: Connect.NextHandleFunction = (request, response, next) => {
    if (/^\/(api|v1)\//.test(request.url ?? "")) void answer(state, routes, request, response);
    else next();
  };
  return {
    name: "mock-appliance",
    configureServer(server) {
      server.middlewares.use(api);
    },
    configurePreviewServer(server) {
      const out = join(server.config.root, server.config.build.outDir);
      server.middlewares.use(api);
      server.middlewares.use((request, response, next) => {
        const path = new URL(request.url ?? "/", "http://mock").pathname;
        if (path.includes(".")) {
          next();
          return;
        }
        const nonce = randomBytes(16).toString("base64");
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        response.setHeader("Content-Security-Policy", policyOf(nonce));
        response.end(
          readFileSync(join(out, "index.html"), "utf8").replaceAll("__CSP_NONCE__", nonce),
        );
      });
    },
  };
}
