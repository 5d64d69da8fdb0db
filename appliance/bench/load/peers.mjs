// The peers, each started on loopback in front of the same upstream, each with the headers that it wants.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Appliance, freePort, root, run, tool } from "../../journeys/appliance.mjs";
import { Session } from "../../journeys/session.mjs";

const here = join(root, "appliance/bench/load");
const ANSWER = JSON.stringify({
  id: "bench-1",
  object: "chat.completion",
  created: 1700000000,
  model: "bench",
  choices: [{ index: 0, message: { role: "assistant", content: "A steady answer of the usual length, the same every time it is asked for. ".repeat(6) }, finish_reason: "stop" }],
  usage: { prompt_tokens: 24, completion_tokens: 96, total_tokens: 120 },
});
const MODELS = JSON.stringify({ object: "list", data: [{ id: "bench", object: "model", created: 0, owned_by: "bench" }] });

export async function waitFor(url, seconds = 60) {
  for (let tries = 0; tries < seconds * 10; tries += 1) {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      return;
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  throw new Error(`${url} did not answer within ${seconds} s`);
}

const spawned = [];
// Asked, not killed: an nginx that is killed leaves its workers behind.
process.on("exit", () => spawned.forEach((each) => each.kill("SIGTERM")));

/** A peer's process; none outlives the bench. */
function child(command, args, options = {}) {
  const started = spawn(command, args, { stdio: "ignore", ...options });
  spawned.push(started);
  return started;
}

/** Resident memory of a process and its children, in MiB. */
export function residentMiB(pid) {
  const status = (id) => readFileSync(`/proc/${id}/status`, "utf8");
  const kib = (text) => Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  let total = kib(status(pid));
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = status(name);
      if (Number(/^PPid:\s+(\d+)/m.exec(text)?.[1]) === pid) total += kib(text);
    } catch {
      // The process ended while we looked.
    }
  }
  return total / 1024;
}

function nginx(work, name, port, locations, upstream = "") {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "nginx.conf");
  writeFileSync(
    file,
    `daemon off; worker_processes auto; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 4096; }
http {
  access_log off; default_type application/json; keepalive_requests 1000000000; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  ${upstream}
  server { listen 127.0.0.1:${port} backlog=4096; ${locations} }
}
`,
  );
  return child("nginx", ["-c", file, "-p", folder, "-e", join(folder, "error.log")]);
}

/** The upstream of all: nginx with a fixed answer. */
export async function fixedUpstream(work) {
  const port = await freePort();
  const process = nginx(work, "upstream", port, `location = /v1/models { return 200 '${MODELS}'; } location / { return 200 '${ANSWER}'; }`);
  await waitFor(`http://127.0.0.1:${port}/v1/models`);
  return { name: "upstream itself", port, process, url: `http://127.0.0.1:${port}/v1/chat/completions`, headers: {} };
}

/** The stream's upstream: Netty, which sends twenty events at once. */
export async function streamUpstream() {
  const port = await freePort();
  const process = child("java", ["-Xmx128m", "-XX:+UseSerialGC", "-cp", join(root, "appliance/bench/target/dist/lib/*"), "dev.holdfast.bench.StreamUpstream", String(port)]);
  await waitFor(`http://127.0.0.1:${port}/v1/models`);
  return { port, process };
}

export async function nginxProxy(work, upstream) {
  const port = await freePort();
  const process = nginx(
    work,
    "proxy",
    port,
    "location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_buffering off; }",
    `upstream up { server 127.0.0.1:${upstream.port}; keepalive 256; keepalive_requests 1000000000; }`,
  );
  await waitFor(`http://127.0.0.1:${port}/v1/models`);
  return { name: "nginx, plain proxy", process, url: `http://127.0.0.1:${port}/v1/chat/completions`, headers: {}, governs: "nothing" };
}

export async function portkey(work, upstream) {
  if (!existsSync(join(here, "node_modules"))) await must(run("npm", ["ci", "--silent", "--no-audit", "--no-fund"], { cwd: here }), "npm ci");
  const port = await freePort();
  const process_ = child("node", ["node_modules/@portkey-ai/gateway/build/start-server.js", "--headless", `--port=${port}`], { cwd: here, env: { ...process.env, NODE_ENV: "production" } });
  await waitFor(`http://127.0.0.1:${port}/`);
  return {
    name: "Portkey 1.15.2",
    process: process_,
    url: `http://127.0.0.1:${port}/v1/chat/completions`,
    headers: { authorization: "Bearer sk-bench", "x-portkey-provider": "openai", "x-portkey-custom-host": `http://127.0.0.1:${upstream.port}/v1` },
    governs: "routing",
  };
}

/** LiteLLM with one worker, where Python is there; null where it cannot be had. */
export async function litellm(work, upstream, cache) {
  const venv = join(cache, "litellm");
  if (!existsSync(join(venv, "bin/litellm"))) {
    try {
      // Cleared first: what an interrupted install left counts for pip as installed.
      execFileSync("python3", ["-m", "venv", "--clear", venv], { stdio: "ignore" });
      execFileSync(join(venv, "bin/pip"), ["install", "-q", "litellm[proxy]"], { stdio: "ignore", timeout: 600_000 });
    } catch {
      return null;
    }
  }
  const config = join(work, "litellm.yaml");
  writeFileSync(config, `model_list:\n  - model_name: bench\n    litellm_params: { model: openai/bench, api_base: "http://127.0.0.1:${upstream.port}/v1", api_key: sk-bench }\n`);
  const port = await freePort();
  const process_ = child(join(venv, "bin/litellm"), ["--config", config, "--host", "127.0.0.1", "--port", String(port), "--num_workers", "1"], {
    cwd: work,
    env: { ...process.env, LITELLM_LOCAL_MODEL_COST_MAP: "True", LITELLM_TELEMETRY: "False", LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: "true" },
  });
  try {
    await waitFor(`http://127.0.0.1:${port}/health/liveliness`, 90);
  } catch {
    process_.kill("SIGTERM");
    return null;
  }
  const version = execFileSync(join(venv, "bin/pip"), ["show", "litellm"]).toString();
  return { name: `LiteLLM ${/Version: (\S+)/.exec(version)?.[1]}, 1 worker`, process: process_, url: `http://127.0.0.1:${port}/v1/chat/completions`, headers: { authorization: "Bearer sk-bench" }, governs: "routing" };
}

/** Has the vendor's CLI write a licence of a development build. */
export async function issueLicence(file) {
  await must(tool("vendor", ["license", "issue", "--development", "--customer", "Bench", "--plan", "enterprise", "--days", "30", "--out", file]), "holdfast-vendor");
}

/** Holdfast with everything on: key, entitlement, authorization, rates, budget, durable audit. */
export async function holdfast(upstream, streaming) {
  const appliance = await new Appliance().start();
  try {
    return await furnished(appliance, upstream, streaming);
  } catch (fault) {
    await appliance.dispose();
    throw fault;
  }
}

async function furnished(appliance, upstream, streaming) {
  const session = new Session(appliance.url);
  await session.setUp(appliance.setupToken);
  const licence = join(appliance.home, "bench.licence");
  await issueLicence(licence);
  await session.post("/api/platform/licence", { statement: readFileSync(licence, "utf8") });
  const tenant = await session.post("/api/platform/tenants", { name: "Bench", slug: "bench" });
  const base = `/api/tenants/${tenant.id}`;
  const project = await session.post(`${base}/projects`, { name: "Bench", monthlyBudgetNanos: 9_000_000_000_000_000 });
  const secretOf = async (name, port) => {
    const provider = await session.post(`${base}/providers`, { name, kind: "openai", baseUrl: `http://127.0.0.1:${port}/v1`, secret: "sk-bench", enabled: true });
    const tested = await session.post(`${base}/providers/${provider.id}/test`);
    if (!tested.ok) throw new Error(`provider ${name}: ${tested.detail}`);
    for (const model of tested.models) {
      await session.put(`${base}/models/${provider.id}/${model}`, { kind: "chat", inputNanosPerMillion: 150_000_000, cachedInputNanosPerMillion: 75_000_000, outputNanosPerMillion: 600_000_000 });
    }
  };
  await secretOf("fixed", upstream.port);
  if (streaming) await secretOf("streams", streaming.port);
  const { secret } = await session.post(`${base}/keys`, {
    name: "bench",
    projectId: project.id,
    permissions: ["gateway:chat", "gateway:models"],
    models: [],
    expiresAt: null,
    requestsPerMinute: 10_000_000,
    tokensPerMinute: 1_000_000_000_000,
  });
  return { name: "Holdfast", process: appliance.child, appliance, session, url: `${appliance.url}/v1/chat/completions`, headers: { authorization: `Bearer ${secret}` }, governs: "key, licence, rights, rate, budget, durable audit" };
}

/** The result of a program that must end well. */
export async function must(result, what) {
  const { code, out, err } = await result;
  if (code !== 0) throw new Error(`${what} ended with ${code}: ${err || out}`);
  return out;
}
