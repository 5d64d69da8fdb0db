// The walk: set-up to the first streamed answer, then every screen, light and dark, wide and narrow.
// usage: npm run e2e -- --base URL --token T [--shots DIR] [--licence FILE] [--chromium PATH]
//        npm run e2e -- --mock [--shots DIR]      against the made-up appliance
// It exits 0 when every step held, axe found nothing serious, the policy refused nothing, and no request left.
// OPENAI_BASE_URL and OPENAI_API_KEY name the provider; without them it is the built-in simulator.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { act, signOutAndIn } from "./acts.mjs";
import { standings } from "./standings.mjs";
import { open, SIZES } from "./browser.mjs";
import { PERSON, setUp } from "./setup.mjs";

const { values } = parseArgs({
  options: {
    base: { type: "string" },
    token: { type: "string", default: "mock" },
    shots: { type: "string" },
    licence: { type: "string" },
    chromium: { type: "string" },
    mock: { type: "boolean", default: false },
  },
});

const SCREENS = [
  ["overview", "/t/{tenant}/overview"],
  ["playground", "/t/{tenant}/playground"],
  ["keys", "/t/{tenant}/keys"],
  ["projects", "/t/{tenant}/projects"],
  ["providers", "/t/{tenant}/providers"],
  ["members", "/t/{tenant}/members"],
  ["audit", "/t/{tenant}/audit"],
  ["status", "/platform/status"],
  ["licence", "/platform/licence"],
  ["certificate", "/platform/certificate"],
  ["data-keys", "/platform/data-keys"],
  ["backups", "/platform/backups"],
  ["support", "/platform/support"],
  ["tenants", "/platform/tenants"],
  ["platform-audit", "/platform/audit"],
  ["not-found", "/t/{tenant}/nothing-here"],
];

/** @returns {Promise<{ base: string, close: () => Promise<void> }>} */
async function appliance() {
  if (!values.mock) {
    if (values.base === undefined) throw new Error("--base URL is missing (or --mock)");
    return { base: values.base.replace(/\/$/, ""), close: () => Promise.resolve() };
  }
  const { preview } = await import("vite");
  const server = await preview({ preview: { port: 0, host: "127.0.0.1" }, logLevel: "warn" });
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  return { base: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

const { base, close } = await appliance();
const walk = await open({ base, shots: values.shots, chromium: values.chromium });
try {
  const key = process.env["OPENAI_API_KEY"];
  await setUp(walk, {
    token: values.token,
    licence: values.licence === undefined ? undefined : readFileSync(values.licence, "utf8"),
    openai:
      key === undefined
        ? undefined
        : { base: process.env["OPENAI_BASE_URL"] ?? "https://api.openai.com/v1", key },
  });
  const tenant = new URL(walk.page.url()).pathname.split("/")[2] ?? "";
  await act(walk, tenant);
  for (const scheme of /** @type {const} */ (["light", "dark"])) {
    for (const size of Object.values(SIZES)) {
      walk.step(`every screen, ${scheme} and ${size.name}`);
      await walk.page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await walk.page.setViewportSize(size);
      for (const [name, path] of SCREENS) {
        await walk.go((path ?? "").replace("{tenant}", tenant));
        await walk.look(`${name}-${scheme}-${size.name}`);
      }
    }
  }
  if (values.mock) await standings(walk);
  await walk.page.setViewportSize(SIZES.wide);
  await walk.go("/platform/status");
  await signOutAndIn(walk, PERSON);
} catch (thrown) {
  walk.fault(`the walk broke off after "${walk.steps.at(-1) ?? "its start"}": ${String(thrown)}`);
  await walk.shot("broke-off").catch(() => undefined);
} finally {
  await walk.browser.close();
  await close();
}
console.log(
  walk.faults.length === 0 ? "The walk held." : `The walk found ${walk.faults.length} faults.`,
);
process.exit(walk.faults.length === 0 ? 0 : 1);
