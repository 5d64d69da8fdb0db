// kill -9 under load: every answered request is in the audit log, the chain verifies, and the budget equals the
// provider's own ledger to the nano-dollar.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Appliance, tool } from "./appliance.mjs";
import { MockUpstream } from "./mock-upstream.mjs";
import { furnish, Session } from "./session.mjs";

const PRICE = { kind: "chat", inputNanosPerMillion: 150_000_000, cachedInputNanosPerMillion: null, outputNanosPerMillion: 600_000_000 };
const ROUNDS = 3;
const CONNECTIONS = 16;
const CALLS_PER_ROUND = 400;

const appliance = new Appliance();
const upstream = new MockUpstream({ delayMillis: 3 });

after(async () => {
  await appliance.dispose();
  await upstream.stop();
});

/** Calls until the appliance dies; returns the request ids of the calls that were answered whole. */
async function callUntilDeath(secret, number, answered) {
  for (let count = 0; ; count += 1) {
    const stream = (count + number) % 2 === 0;
    try {
      const response = await fetch(`${appliance.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "mock-chat", stream, max_tokens: 16, messages: [{ role: "user", content: `call ${count}` }] }),
      });
      const text = await response.text();
      if (response.status !== 200) continue;
      if (stream ? text.endsWith("data: [DONE]\n\n") : JSON.parse(text).usage) answered.push(response.headers.get("x-request-id"));
    } catch {
      return;
    }
  }
}

async function everyAuditedRequest(session, base) {
  const outcomes = new Map();
  let cursor = "";
  do {
    const page = await session.get(`${base}/audit?limit=200&action=gateway.chat${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    for (const item of page.items) if (item.outcome !== "started") outcomes.set(item.requestId, item.outcome);
    cursor = page.nextCursor;
  } while (cursor);
  return outcomes;
}

test("kill9_underLoad_losesNoAnsweredRequestAndNoNanoDollar", async () => {
  await upstream.start();
  await appliance.start();
  const world = await furnish(appliance, {
    budgetNanos: 1_000_000_000_000,
    provider: { name: "mock", kind: "openai", baseUrl: upstream.baseUrl, secret: "sk-upstream", enabled: true },
  });
  await world.session.post(`${world.base}/providers/${world.provider.id}/test`);
  await world.session.put(`${world.base}/models/${world.provider.id}/mock-chat`, PRICE);

  const answered = [];
  let session = world.session;
  for (let round = 0; round < ROUNDS; round += 1) {
    const callers = Array.from({ length: CONNECTIONS }, (_, number) => callUntilDeath(world.secret, number, answered));
    const enough = answered.length + CALLS_PER_ROUND;
    while (answered.length < enough) await new Promise((done) => setTimeout(done, 20 + round * 7));
    await appliance.kill();
    await Promise.all(callers);
    await appliance.start();
    session = new Session(appliance.url);
    await session.signIn();
  }

  const interrupted = (await session.get(`${world.base}/usage/interrupted`)).items;
  for (const call of interrupted) {
    const billed = upstream.ledger.get(call.requestId) ?? { input: 0, output: 0 };
    await session.post(`${world.base}/usage/interrupted/${call.id}`, { inputTokens: billed.input, outputTokens: billed.output });
  }

  const ledger = upstream.billedNanos(PRICE);
  let project;
  for (let tries = 0; tries < 1_800; tries += 1) {
    project = (await session.get(`${world.base}/projects`)).items.find((item) => item.id === world.project.id);
    if (BigInt(project.spentNanos) === ledger && project.reservedNanos === 0) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  const outcomes = await everyAuditedRequest(session, world.base);
  const missing = answered.filter((id) => outcomes.get(id) !== "success");
  const verified = await tool("ctl", ["audit", "verify", "--json", "--home", appliance.home]);
  console.log(`${answered.length} answered, ${interrupted.length} interrupted, ${outcomes.size} audited, ledger ${ledger} nano-dollars, spent ${project.spentNanos}`);

  assert.deepEqual(missing, []);
  assert.equal(verified.code, 0, verified.out + verified.err);
  assert.equal(BigInt(project.spentNanos), ledger);
  assert.equal(project.reservedNanos, 0);
});
