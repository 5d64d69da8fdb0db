// Callers who keep calling, and what became of each call.
const PAUSE_AFTER_REFUSAL_MS = 20;

export class Load {
  constructor(appliance, secret, { connections = 8, model = "mock-chat", maxTokens = 4 } = {}) {
    this.appliance = appliance;
    this.secret = secret;
    this.model = model;
    this.maxTokens = maxTokens;
    this.answered = [];
    this.refused = [];
    this.broken = 0;
    this.going = true;
    this.callers = Array.from({ length: connections }, (_, number) => this.call(number));
  }

  /** Calls until it is told to stop; every second one streams. */
  async call(number) {
    for (let count = number; this.going; count += 1) {
      try {
        await this.callOnce(count % 2 === 0);
      } catch {
        this.broken += 1; // cut off: the caller knows that it has no whole answer
        await pause(PAUSE_AFTER_REFUSAL_MS);
      }
    }
  }

  async callOnce(stream) {
    const response = await fetch(`${this.appliance.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.secret}`, "content-type": "application/json" },
      body: JSON.stringify({ model: this.model, stream, max_tokens: this.maxTokens, messages: [{ role: "user", content: "go on" }] }),
    });
    const text = await response.text();
    if (response.status !== 200) {
      this.refused.push({ status: response.status, ...JSON.parse(text) });
      await pause(PAUSE_AFTER_REFUSAL_MS);
    } else if (stream ? text.endsWith("data: [DONE]\n\n") : JSON.parse(text).usage) {
      this.answered.push(response.headers.get("x-request-id"));
    } else {
      this.broken += 1;
    }
  }

  /** Waits until so many more calls were answered (or refused). */
  more(count, kind = "answered", withinMillis = 180_000) {
    const enough = this[kind].length + count;
    return until(() => this[kind].length >= enough, `${count} more calls ${kind}`, withinMillis);
  }

  async stop() {
    this.going = false;
    await Promise.all(this.callers);
  }
}

export function pause(millis) {
  return new Promise((done) => setTimeout(done, millis));
}

/** Waits for what must come to be; fails by name when it does not. */
export async function until(holds, what, withinMillis = 180_000) {
  const late = Date.now() + withinMillis;
  while (!(await holds())) {
    if (Date.now() > late) throw new Error(`within ${withinMillis} ms there was not: ${what}`);
    await pause(20);
  }
}

/** Request ids in the audit log with their outcomes, of all gateway calls. */
export async function auditedCalls(session, base) {
  const outcomes = new Map();
  let cursor = "";
  do {
    const page = await session.get(`${base}/audit?limit=500&action=gateway.chat${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    for (const item of page.items) outcomes.set(item.requestId, item.outcome);
    cursor = page.nextCursor;
  } while (cursor);
  return outcomes;
}
