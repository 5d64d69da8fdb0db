// The main job, by itself, on a throwaway home: what ./run demo shows.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Appliance, newHome, removeHome, tool } from "./appliance.mjs";
import { Session } from "./session.mjs";

const { values: options } = parseArgs({ options: { once: { type: "boolean", default: false } } });
const color = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (color ? `\x1b[${code}m${text}\x1b[0m` : text);
const bold = (text) => paint(1, text);
const faint = (text) => paint(2, text);
const dollars = (nanos) => (nanos === null || nanos === undefined ? "unknown" : `$${(Number(nanos) / 1e9).toFixed(9).replace(/0{1,6}$/, "")}`);

const home = newHome();
const work = newHome();
const appliance = new Appliance({ home, environment: { HOLDFAST_LOG_FILE: join(home, "logs/holdfast.jsonl") } });
const started = performance.now();
let failed = 0;

function step(text) {
  console.log(`\n${paint("36;1", "▸")} ${bold(text)}`);
}

function fact(label, value) {
  console.log(`  ${faint(label.padEnd(18))} ${value}`);
}

/** Records whether a promise of the product held; the exit code says so. */
function holds(what, held) {
  if (!held) failed += 1;
  console.log(`  ${held ? paint(32, "✓") : paint("31;1", "✗")} ${what}`);
}

function provider() {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: secret } = process.env;
  return baseUrl && secret
    ? { name: "openai", kind: "openai", baseUrl, secret, enabled: true }
    : { name: "simulator", kind: "simulator", enabled: true };
}

async function licence(session) {
  step("A licence, made by holdfast-vendor with this build's own development key");
  const file = join(work, "demo.licence");
  const issued = await tool("vendor", ["license", "issue", "--development", "--customer", "Demo", "--plan", "enterprise", "--days", "30", "--out", file]);
  if (issued.code !== 0) throw new Error(`holdfast-vendor ended with ${issued.code}: ${issued.err}`);
  const shown = await session.post("/api/platform/licence", { statement: readFileSync(file, "utf8") });
  fact("licence", `${shown.plan}, for ${shown.customer?.name ?? shown.customer}, until ${shown.expires}`);
  holds(shown.sentence, shown.state === "valid");
}

async function chat(secret, model, stream) {
  const response = await fetch(`${appliance.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({
      model,
      stream,
      ...(stream ? { stream_options: { include_usage: true } } : {}),
      max_tokens: 60,
      messages: [{ role: "user", content: "In one sentence: what does a company need between a model and its people?" }],
    }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  if (!stream) {
    const answer = await response.json();
    console.log(`  ${answer.choices[0].message.content.trim()}`);
    return answer.usage;
  }
  return relay(response);
}

async function relay(response) {
  const decoder = new TextDecoder();
  let buffered = "";
  let usage;
  let done = false;
  process.stdout.write("  ");
  for await (const chunk of response.body) {
    buffered += decoder.decode(chunk, { stream: true });
    const events = buffered.split("\n\n");
    buffered = events.pop();
    for (const event of events) {
      const data = event.replace(/^data: /, "");
      if (data === "[DONE]") {
        done = true;
        continue;
      }
      const parsed = JSON.parse(data);
      usage = parsed.usage ?? usage;
      process.stdout.write(parsed.choices?.[0]?.delta?.content ?? "");
    }
  }
  process.stdout.write("\n");
  holds("the stream ended with [DONE]", done);
  return usage;
}

async function until(look, seconds = 60) {
  for (let tries = 0; tries < seconds * 10; tries += 1) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((done) => setTimeout(done, 100));
  }
  return undefined;
}

async function main() {
  step("An appliance on a throwaway home");
  await appliance.start();
  fact("ready after", `${Math.round(appliance.readyMillis)} ms`);
  const session = new Session(appliance.url);
  const who = await session.setUp(appliance.setupToken);
  fact("administrator", `${who.account.name} <${who.account.email}>`);

  await licence(session);

  step("A tenant, a project with a budget, a provider whose secret is sealed under the KMS, an API key");
  const tenant = await session.post("/api/platform/tenants", { name: "Northwind", slug: "northwind" });
  const base = `/api/tenants/${tenant.id}`;
  const project = await session.post(`${base}/projects`, { name: "Assistant", monthlyBudgetNanos: 5_000_000_000 });
  const made = await session.post(`${base}/providers`, provider());
  const tested = await session.post(`${base}/providers/${made.id}/test`);
  const { key, secret } = await session.post(`${base}/keys`, {
    name: "demo",
    projectId: project.id,
    permissions: ["gateway:chat", "gateway:embeddings", "gateway:models"],
    models: [],
    expiresAt: null,
    requestsPerMinute: 600,
    tokensPerMinute: 0,
  });
  const status = await session.get("/api/platform/status");
  fact("tenant", `${tenant.name} (${tenant.id})`);
  fact("project", `${project.name}, ${dollars(project.monthlyBudgetNanos)} a month`);
  fact("provider", `${made.name} (${made.kind})${made.kind === "simulator" ? ", the built-in model simulator: no model answers here" : ""}`);
  fact("API key", `${key.name}, ${secret.slice(0, 10)}…`);
  fact("KMS", status.storage.kms);
  holds(`the provider answers: ${tested.detail}`, tested.ok);

  const models = await session.get(`${base}/models`);
  const wanted = process.env.OPENAI_MODEL ?? (made.kind === "openai" ? "gpt-4o-mini" : undefined);
  const model = models.items.find((item) => item.kind === "chat" && (!wanted || item.id === wanted))?.id ?? wanted;
  step(`A streamed call through the gateway (${model})`);
  const streamed = await chat(secret, model, true);
  step(`A plain call through the gateway (${model})`);
  const plain = await chat(secret, model, false);
  holds("both answers say what they used", Boolean(streamed && plain));

  step("What it used");
  const usage = await until(async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const seen = await session.get(`${base}/usage?bucket=hour&group=none&from=${from}`);
    return seen.totals.requests >= 2 ? seen.totals : undefined;
  });
  const paid = await until(async () => {
    const seen = (await session.get(`${base}/projects`)).items.find((item) => item.id === project.id);
    return seen.reservedNanos === 0 ? seen : undefined;
  });
  fact("tokens", `${usage?.inputTokens} in, ${usage?.outputTokens} out`);
  fact("cost", dollars(usage?.costNanos));
  fact("budget left", dollars(paid ? paid.monthlyBudgetNanos - paid.spentNanos : undefined));
  holds("the tokens are those that the provider reported", usage && usage.inputTokens === streamed.prompt_tokens + plain.prompt_tokens && usage.outputTokens === streamed.completion_tokens + plain.completion_tokens);

  step("The audit log");
  const audit = await until(async () => {
    const page = await session.get(`${base}/audit?limit=50`);
    return page.items.filter((item) => item.action === "gateway.chat" && item.outcome === "success").length >= 2 ? page : undefined;
  });
  for (const item of (audit?.items ?? []).slice(0, 8).reverse()) {
    console.log(`  ${faint(String(item.sequence).padStart(3))} ${item.at.slice(11, 19)}  ${item.action.padEnd(20)} ${String(item.outcome).padEnd(9)} ${item.actor.label}  ${faint((item.hash ?? "").slice(0, 12))}`);
  }
  const verified = await tool("ctl", ["audit", "verify", "--home", home]);
  console.log(verified.out.trimEnd().replace(/^/gm, "  "));
  holds("holdfastctl verified every chain", verified.code === 0);

  const seconds = (performance.now() - started) / 1000;
  console.log(`\n${failed === 0 ? paint("32;1", "The whole story held") : paint("31;1", `${failed} steps did not hold`)} in ${seconds.toFixed(1)} s.`);
  if (options.once) return;
  console.log(`\nTry it yourself:\n\n  curl -N ${appliance.url}/v1/chat/completions \\\n    -H 'Authorization: Bearer ${secret}' -H 'Content-Type: application/json' \\\n    -d '{"model":"${model}","stream":true,"messages":[{"role":"user","content":"Hello"}]}'\n`);
  console.log(`The UI is at ${bold(appliance.url)} (ada@example.com, "nine amber lanterns over the harbour"). Ctrl-C stops and removes everything.`);
  await new Promise((done) => {
    process.once("SIGINT", done);
    process.once("SIGTERM", done);
    appliance.exited.then(done);
  });
}

try {
  await main();
} catch (fault) {
  failed += 1;
  console.error(`\n${paint("31;1", "The demo stopped:")} ${fault.message}`);
  if (process.env.HOLDFAST_DEMO_TRACE) writeFileSync(process.env.HOLDFAST_DEMO_TRACE, appliance.output);
} finally {
  if (appliance.child) await appliance.stop();
  removeHome(home);
  removeHome(work);
}
process.exitCode = failed === 0 ? 0 : 1;
