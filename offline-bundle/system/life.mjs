// What people and programs do with an installed appliance over its own HTTP API, from inside its network namespace.
//   node life.mjs furnish STATE LINK LICENCE   set it up, add the licence, make a tenant, a simulator, a key
//   node life.mjs call STATE                   one plain and one streamed governed call; both must be answered
//   node life.mjs watch STATE FILE             calls all the time until FILE.end is there; FILE says how that went
//   node life.mjs tenant STATE NAME SLUG       makes one more tenant
//   node life.mjs reach STATE SINCE            waits until each moment from one after SINCE on can be restored
//   node life.mjs stored STATE SINCE           waits until a moment after SINCE can be restored
//   node life.mjs restored STATE               which tenants there are, and what the audit log says of restores
//   node life.mjs look STATE                   what there is: spend, audit records, chain, licence
// STATE is a file that carries what the next step needs. NODE_EXTRA_CA_CERTS names the appliance's authority.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Session } from "../../appliance/journeys/session.mjs";

const [what, file, ...rest] = process.argv.slice(2);
const url = process.env.HOLDFAST_URL ?? "https://127.0.0.1:8443";
const state = what === "furnish" ? {} : JSON.parse(readFileSync(file, "utf8"));

async function furnish(link, licence) {
  const session = new Session(url);
  await session.setUp(link.trim().split("=").at(-1));
  const shown = await session.post("/api/platform/licence", { statement: readFileSync(licence, "utf8") });
  if (shown.state !== "valid") throw new Error(`the licence is ${shown.state}: ${shown.sentence}`);
  const tenant = await session.post("/api/platform/tenants", { name: "Northwind", slug: "northwind" });
  const base = `/api/tenants/${tenant.id}`;
  const project = await session.post(`${base}/projects`, { name: "Assistant", monthlyBudgetNanos: 1_000_000_000 });
  await session.post(`${base}/providers`, { name: "simulator", kind: "simulator", enabled: true });
  const { secret } = await session.post(`${base}/keys`, {
    name: "system test",
    projectId: project.id,
    permissions: ["gateway:chat", "gateway:embeddings", "gateway:models"],
    models: [],
    expiresAt: null,
    requestsPerMinute: 0,
    tokensPerMinute: 0,
  });
  return { tenant: tenant.id, project: project.id, secret };
}

async function chat(stream, headers = {}) {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${state.secret}`, "content-type": "application/json", ...headers },
    body: JSON.stringify({ model: "holdfast-simulator", stream, max_tokens: 20, messages: [{ role: "user", content: "Say one word." }] }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  if (stream && !text.trimEnd().endsWith("data: [DONE]")) throw new Error(`the stream did not end: ${text.slice(-200)}`);
}

// One call after the other, each on a connection of its own; a call that is not answered is made again at once.
async function watch(file) {
  let answered = 0;
  let refused = 0;
  let longest = 0;
  let last = performance.now();
  while (!existsSync(`${file}.end`)) {
    try {
      await chat(false, { connection: "close" });
      answered++;
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      if (answered === 1) writeFileSync(`${file}.began`, "now");
    } catch {
      refused++;
    }
    await pause(20);
  }
  longest = Math.max(longest, performance.now() - last);
  writeFileSync(file, `${answered} answered, ${refused} not, longest without an answer ${(longest / 1000).toFixed(1)} s\n`);
}

async function reach(holds) {
  const session = new Session(url);
  await session.signIn();
  for (let tries = 0; tries < 600; tries++) {
    const { pointInTime } = await session.get("/api/platform/backups");
    if (pointInTime.windows.some(holds)) return;
    if (!pointInTime.on || pointInTime.trouble) throw new Error(`the log is not stored: ${pointInTime.trouble ?? "it is off"}`);
    await pause(100);
  }
  throw new Error("no moment can be reached");
}

async function restored() {
  const session = new Session(url);
  await session.signIn();
  const tenants = await session.get("/api/platform/tenants");
  const audit = await session.get("/api/platform/audit?action=platform.restored&limit=100");
  const rewound = await session.get("/api/platform/audit?action=platform.rewound&limit=100");
  return {
    tenants: tenants.items.map((each) => each.slug).sort(),
    restored: audit.items.length > 0 ? new Date(audit.items[0].details.takenAt).toISOString() : null,
    backwards: audit.items.length > 0 && Object.keys(audit.items[0].details).some((key) => key.startsWith("backwards")),
    rewound: rewound.items.length,
  };
}

async function look() {
  const session = new Session(url);
  await session.signIn();
  const base = `/api/tenants/${state.tenant}`;
  const project = (await session.get(`${base}/projects`)).items.find((each) => each.id === state.project);
  const chain = await session.get(`${base}/audit/chain`);
  const licence = await session.get("/api/platform/licence");
  return { spentNanos: project.spentNanos, chain: chain.state, records: chain.records, licence: licence.state };
}

switch (what) {
  case "furnish":
    writeFileSync(file, JSON.stringify(await furnish(...rest)), { mode: 0o600 });
    break;
  case "call":
    await chat(false);
    await chat(true);
    break;
  case "watch":
    await watch(...rest);
    break;
  case "tenant": {
    const session = new Session(url);
    await session.signIn();
    await session.post("/api/platform/tenants", { name: rest[0], slug: rest[1] });
    break;
  }
  case "reach":
    await reach((window) => window.from > rest[0]);
    break;
  case "stored":
    await reach((window) => window.to > rest[0]);
    break;
  case "restored":
    console.log(JSON.stringify(await restored()));
    break;
  case "look":
    console.log(JSON.stringify(await look()));
    break;
  default:
    throw new Error(`life: there is no '${what}'`);
}
