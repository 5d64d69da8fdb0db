// An OpenAI-compatible provider with a ledger of what it billed. A journey cannot have a real model; this one speaks
// the real protocol over a socket, and its ledger is the other side's book in every test about money.
import { createServer } from "node:http";

const FLOOD_BYTES = 768 << 10;
const WORDS = ["steady", "hands", "hold", "fast", "when", "the", "tide", "turns", "over"];
const FAULTS = { "fault-400": 400, "fault-401": 401, "fault-404": 404, "fault-429": 429, "fault-500": 500, "fault-503": 503 };

export class MockUpstream {
  constructor({ delayMillis = 2 } = {}) {
    this.delayMillis = delayMillis;
    this.ledger = new Map();
    this.calls = 0;
    this.flooding = 0;
    this.dam = Promise.resolve();
    this.server = createServer((request, response) => this.answer(request, response).catch(() => response.destroy()));
  }

  async start() {
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    this.baseUrl = `http://127.0.0.1:${this.server.address().port}/v1`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }

  /** What was billed, in nano-dollars, at these prices per million tokens. */
  billedNanos({ inputNanosPerMillion, outputNanosPerMillion }) {
    let total = 0n;
    for (const { input, output } of this.ledger.values()) {
      total += (BigInt(input) * BigInt(inputNanosPerMillion) + BigInt(output) * BigInt(outputNanosPerMillion)) / 1_000_000n;
    }
    return total;
  }

  async answer(request, response) {
    if (request.method === "GET" && request.url === "/v1/models") {
      const data = ["mock-chat", "mock-slow", "mock-flood", "mock-cut", "mock-inband", ...Object.keys(FAULTS)].map((id) => ({ id, object: "model", created: 0, owned_by: "mock" }));
      return send(response, 200, { object: "list", data });
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    if (FAULTS[body.model]) {
      if (body.model === "fault-429") response.setHeader("retry-after", "7");
      return send(response, FAULTS[body.model], { error: { message: `as asked: ${body.model}`, type: "mock", code: body.model } });
    }
    return this.chat(request, response, body);
  }

  async chat(request, response, body) {
    const number = (this.calls += 1);
    const output = Math.min(body.max_tokens ?? 64, 3 + (number % 7));
    const input = 10 + (number % 5);
    const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
    const id = request.headers["x-request-id"] ?? `unnamed-${number}`;
    const bill = () => this.ledger.set(id, { input, output });
    if (!body.stream) {
      await pause(this.delayMillis);
      bill();
      const message = { role: "assistant", content: WORDS.slice(0, output).join(" ") };
      return send(response, 200, { id: `mock-${number}`, object: "chat.completion", created: 0, model: body.model, choices: [{ index: 0, message, finish_reason: "stop" }], usage });
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    if (body.model === "mock-flood") return this.flood(response);
    const event = (data) => response.write(`data: ${JSON.stringify(data)}\n\n`);
    const frame = (choices, more = {}) => event({ id: `mock-${number}`, object: "chat.completion.chunk", created: 0, model: body.model, choices, ...more });
    for (let at = 0; at < output; at += 1) {
      if (response.destroyed) return undefined;
      frame([{ index: 0, delta: { content: `${WORDS[at % WORDS.length]} ` }, finish_reason: null }]);
      await pause(body.model === "mock-slow" ? 200 : this.delayMillis);
      if (body.model === "mock-cut" && at === 1) return response.destroy();
      if (body.model === "mock-inband" && at === 1) event({ error: { message: "overloaded", type: "server_error", code: "overloaded" } });
    }
    frame([{ index: 0, delta: {}, finish_reason: "stop" }]);
    bill();
    if (body.stream_options?.include_usage) frame([], { usage });
    return response.end("data: [DONE]\n\n");
  }

  /** From now on floods stop behind their first event, until what is returned is called. */
  damUp() {
    let open;
    this.dam = new Promise((done) => (open = done));
    return open;
  }

  /** Streams more than the appliance lets sockets hold, as fast as it is read, and no end; `flooding` counts those that are open. */
  async flood(response) {
    const chunk = { id: "mock-flood", object: "chat.completion.chunk", created: 0, model: "mock-flood", choices: [{ index: 0, delta: { content: "x".repeat(32_768) }, finish_reason: null }] };
    const frame = `data: ${JSON.stringify(chunk)}\n\n`;
    this.flooding += 1;
    const closed = new Promise((done) => response.once("close", done)).then(() => (this.flooding -= 1));
    response.write(frame);
    await this.dam;
    for (let sent = 0; sent < FLOOD_BYTES && !response.destroyed; sent += frame.length) {
      if (!response.write(frame)) await Promise.race([new Promise((drained) => response.once("drain", drained)), closed]);
    }
  }
}

function pause(millis) {
  return new Promise((done) => setTimeout(done, millis));
}

function send(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
