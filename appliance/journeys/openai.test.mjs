// The official OpenAI client, unchanged: base URL and key only.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { Appliance } from "./appliance.mjs";
import { MockUpstream } from "./mock-upstream.mjs";
import { furnish } from "./session.mjs";

const appliance = new Appliance();
const upstream = new MockUpstream();
let world;
let client;

const ask = (model, more = {}) => ({ model, messages: [{ role: "user", content: "Say something steady." }], ...more });
const as = (apiKey) => new OpenAI({ baseURL: `${appliance.url}/v1`, apiKey, maxRetries: 0 });

before(async () => {
  await upstream.start();
  await appliance.start();
  world = await furnish(appliance, { provider: { name: "mock", kind: "openai", baseUrl: upstream.baseUrl, secret: "sk-upstream", enabled: true } });
  const tested = await world.session.post(`${world.base}/providers/${world.provider.id}/test`);
  assert.equal(tested.ok, true, tested.detail);
  await world.session.post(`${world.base}/providers`, { name: "local", kind: "local", enabled: true });
  client = as(world.secret);
});

after(async () => {
  await appliance.dispose();
  await upstream.stop();
});

async function newKey(more) {
  const body = { name: "other", projectId: world.project.id, permissions: ["gateway:chat", "gateway:models"], models: [], expiresAt: null, requestsPerMinute: 0, tokensPerMinute: 0, ...more };
  return world.session.post(`${world.base}/keys`, body);
}

test("chat_plain_answersWithUsage", async () => {
  const answer = await client.chat.completions.create(ask("mock-chat", { max_tokens: 5 }));
  assert.match(answer.choices[0].message.content, /^steady/);
  assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
});

test("chat_streamed_withoutAskingForUsage_getsNoUsageChunk", async () => {
  let text = "";
  const withoutChoices = [];
  for await (const chunk of await client.chat.completions.create(ask("mock-chat", { stream: true }))) {
    if (chunk.choices.length === 0) withoutChoices.push(chunk);
    text += chunk.choices[0]?.delta?.content ?? "";
  }
  assert.match(text, /^steady hands/);
  assert.deepEqual(withoutChoices, []);
});

test("chat_streamed_askingForUsage_getsIt", async () => {
  let usage;
  for await (const chunk of await client.chat.completions.create(ask("mock-chat", { stream: true, stream_options: { include_usage: true } }))) usage = chunk.usage ?? usage;
  assert.ok(usage.prompt_tokens > 0);
});

test("embeddings_local_areUnitVectorsOfTheRealModel", async () => {
  const answer = await client.embeddings.create({ model: "all-minilm-l6-v2", input: ["a cat sat on the mat", "a kitten rested on the rug", "quarterly revenue by region"] });
  const [cat, kitten, revenue] = answer.data.map((item) => item.embedding);
  const dot = (a, b) => a.reduce((sum, value, index) => sum + value * b[index], 0);
  assert.equal(cat.length, 384);
  assert.ok(Math.abs(dot(cat, cat) - 1) < 1e-3);
  assert.ok(dot(cat, kitten) > dot(cat, revenue) + 0.2);
  assert.ok(answer.usage.prompt_tokens > 0);
});

test("models_list_holdsEveryModel", async () => {
  const ids = [];
  for await (const model of client.models.list()) ids.push(model.id);
  assert.ok(ids.includes("mock-chat") && ids.includes("all-minilm-l6-v2"), ids.join());
});

test("401_wrongKey_isAuthenticationError", async () => {
  await assert.rejects(as("hf_wrong").chat.completions.create(ask("mock-chat")), (error) => error instanceof OpenAI.AuthenticationError && error.status === 401 && error.code === "api_key_invalid");
});

test("401_expiredKey_saysSo", async () => {
  const expires = Date.now() + 12_000; // long enough for one call on a busy machine
  const { secret } = await newKey({ expiresAt: new Date(expires).toISOString() });
  await as(secret).chat.completions.create(ask("mock-chat"));
  await new Promise((done) => setTimeout(done, expires - Date.now() + 200));
  await assert.rejects(as(secret).chat.completions.create(ask("mock-chat")), (error) => error.status === 401 && error.code === "api_key_expired");
});

test("401_revokedKey_isFeltWithin5Seconds", async () => {
  const { key, secret } = await newKey({});
  await as(secret).chat.completions.create(ask("mock-chat"));
  await world.session.delete(`${world.base}/keys/${key.id}`);
  const deadline = Date.now() + 5000;
  let refused;
  while (!refused && Date.now() < deadline) {
    await as(secret).chat.completions.create(ask("mock-chat")).catch((error) => (refused = error));
  }
  assert.equal(refused?.code, "api_key_revoked");
});

test("402_spentBudget_isRefusedBeforeTheProvider", async () => {
  const project = await world.session.post(`${world.base}/projects`, { name: "Poor", monthlyBudgetNanos: 1 });
  await world.session.put(`${world.base}/models/${world.provider.id}/mock-chat`, { kind: "chat", inputNanosPerMillion: 1_000_000_000, cachedInputNanosPerMillion: null, outputNanosPerMillion: 2_000_000_000 });
  const { secret } = await newKey({ projectId: project.id });
  const before = upstream.calls;
  await assert.rejects(as(secret).chat.completions.create(ask("mock-chat")), (error) => error.status === 402 && error.code === "budget_exhausted");
  assert.equal(upstream.calls, before);
});

test("403_missingScope_isPermissionDenied", async () => {
  const { secret } = await newKey({ permissions: ["gateway:models"] });
  await assert.rejects(as(secret).chat.completions.create(ask("mock-chat")), (error) => error instanceof OpenAI.PermissionDeniedError && error.code === "scope_missing");
});

test("403_modelNotAllowed_saysSo", async () => {
  const { secret } = await newKey({ models: ["all-minilm-l6-v2"] });
  await assert.rejects(as(secret).chat.completions.create(ask("mock-chat")), (error) => error instanceof OpenAI.PermissionDeniedError && error.code === "model_not_allowed");
});

test("404_unknownModel_isNotFound", async () => {
  await assert.rejects(client.chat.completions.create(ask("no-such-model")), (error) => error instanceof OpenAI.NotFoundError && error.code === "model_not_found");
});

test("413_hugeBody_isRefused", async () => {
  await assert.rejects(client.chat.completions.create(ask("mock-chat", { user: "x".repeat(33 * 1024 * 1024) })), (error) => error.status === 413 && error.code === "body_too_large");
});

test("429_ownRate_isRateLimitWithRetryAfter", async () => {
  const { secret } = await newKey({ requestsPerMinute: 1 });
  await as(secret).chat.completions.create(ask("mock-chat"));
  await assert.rejects(as(secret).chat.completions.create(ask("mock-chat")), (error) => error instanceof OpenAI.RateLimitError && error.code === "rate_limited" && Number(error.headers.get("retry-after")) > 0);
});

test("429_ofTheProvider_keepsItsRetryAfter", async () => {
  await assert.rejects(client.chat.completions.create(ask("fault-429")), (error) => error instanceof OpenAI.RateLimitError && error.headers.get("retry-after") === "7");
});

test("5xx_ofTheProvider_areServerErrors", async () => {
  for (const model of ["fault-500", "fault-503"]) {
    await assert.rejects(client.chat.completions.create(ask(model)), (error) => error instanceof OpenAI.InternalServerError && error.status >= 500);
  }
});

test("401_ofTheProvider_isNotTheCallersFault", async () => {
  await assert.rejects(client.chat.completions.create(ask("fault-401")), (error) => error.status === 502 && error.code === "upstream_rejected_credentials");
});

test("stream_cutByTheProvider_endsWithAnErrorAndNeverCleanly", async () => {
  await assert.rejects(async () => {
    for await (const chunk of await client.chat.completions.create(ask("mock-cut", { stream: true }))) assert.ok(chunk);
  });
});

test("stream_withErrorInBand_reachesTheClient", async () => {
  await assert.rejects(async () => {
    for await (const chunk of await client.chat.completions.create(ask("mock-inband", { stream: true }))) assert.ok(chunk);
  }, /overloaded/);
});
