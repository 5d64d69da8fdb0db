// What goes wrong while it runs: the disk is full, the database dies, a thousand clients stop reading, a stop comes in the
// middle of a stream. Each is driven for real, against the built product; nothing that was answered may be lost.
import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Appliance, tool } from "./appliance.mjs";
import { auditedCalls, Load, until } from "./load.mjs";
import { MockUpstream } from "./mock-upstream.mjs";
import { Postgres } from "./postgres.mjs";
import { furnish, Session } from "./session.mjs";

const PRICE = { kind: "chat", inputNanosPerMillion: 150_000_000, cachedInputNanosPerMillion: null, outputNanosPerMillion: 600_000_000 };
const upstream = new MockUpstream({ delayMillis: 1 });

before(() => upstream.start());
after(() => upstream.stop());

async function furnished(appliance) {
  const world = await furnish(appliance, {
    budgetNanos: 1_000_000_000_000,
    provider: { name: "mock", kind: "openai", baseUrl: upstream.baseUrl, secret: "sk-upstream", enabled: true },
  });
  await world.session.post(`${world.base}/providers/${world.provider.id}/test`);
  for (const model of ["mock-chat", "mock-slow", "mock-flood"]) await world.session.put(`${world.base}/models/${world.provider.id}/${model}`, PRICE);
  return world;
}

/** Every refusal has a code that says what is wrong, and a hint that says what to do. */
function assertRefusals(refused, codes) {
  for (const { status, code, hint } of refused) {
    assert.ok(codes.includes(code), `${status} ${code}`);
    assert.ok(hint?.length > 10, `${code} has no hint`);
  }
}

async function assertNothingLost(load, session, base, home) {
  // What waits in the journal is shown as soon as the database has taken it over.
  await until(async () => {
    const outcomes = await auditedCalls(session, base);
    return load.answered.every((id) => outcomes.get(id) === "success");
  }, "a record of every call that was answered");
  const verified = await tool("ctl", ["audit", "verify", "--json", "--home", home]);
  assert.equal(verified.code, 0, verified.out + verified.err);
}

/** A home on a disk of its own, small enough to be filled; the disk goes with the process. */
const SMALL_DISK = [
  "unshare",
  ...(process.getuid() === 0 ? ["-m"] : ["-rm"]),
  "bash",
  "-c",
  'mount -t tmpfs -o size=64m,mode=0700 none "$HOLDFAST_HOME" && exec "$@"',
  "small-disk",
];

/** Writes until not a byte more goes; returns the file. */
function fill(folder) {
  const file = join(folder, "filler");
  const descriptor = openSync(file, "w");
  for (let size = 1 << 20; size >= 1; ) {
    try {
      if (writeSync(descriptor, Buffer.alloc(size)) < size) size >>= 1;
    } catch {
      size >>= 1;
    }
  }
  closeSync(descriptor);
  return file;
}

test("disk_fullWhileItRuns_refusesWithACodeLosesNothingAndRecovers", async (t) => {
  const appliance = new Appliance({
    launcher: SMALL_DISK,
    environment: { HOLDFAST_AUDIT_SEGMENT_MEBIBYTES: "1", HOLDFAST_AUDIT_JOURNAL_MEBIBYTES: "32" },
  });
  t.after(() => appliance.dispose());
  await appliance.start();
  const { session, secret, base } = await furnished(appliance);
  const home = join(`/proc/${appliance.pid}/root`, appliance.home);

  const load = new Load(appliance, secret);
  t.after(() => (load.going = false));
  await load.more(100);
  const filler = fill(home);
  const whenFull = load.answered.length;
  await load.more(30, "refused");
  const whileFull = load.answered.length - whenFull;
  const health = await (await fetch(`${appliance.managementUrl}/health/ready`)).json();
  const change = await session.post(`${base}/projects`, { name: "Too much" }).catch((problem) => problem);
  rmSync(filler);
  await load.more(100);
  await load.stop();
  const codes = [...new Set(load.refused.map(({ code }) => code))].sort().join(", ");
  console.log(`disk full: ${load.answered.length} answered (${whileFull} of them on the full disk), ${load.refused.length} refused (${codes}), ${load.broken} cut off; health ${health.status}`);

  // The database goes first; the journal has room that was made before.
  assertRefusals(load.refused, ["database_unavailable", "audit_unavailable"]);
  assert.notEqual(health.status, "up", "whoever watches is told");
  assert.ok(health.checks.some(({ name, status, detail }) => ["database", "audit"].includes(name) && status !== "up" && detail.length > 10));
  assert.equal(change.status, 503, "a change is refused");
  assert.ok(["database_unavailable", "audit_unavailable"].includes(change.code), change.code);
  await until(async () => (await (await fetch(`${appliance.managementUrl}/health/ready`)).json()).status === "up", "health without a restart");
  assert.ok((await session.post(`${base}/projects`, { name: "Room again" })).id);
  await assertNothingLost(load, session, base, home);
  assert.equal(await appliance.stop("SIGTERM"), 0);
});

test("database_goneWhileItRuns_servesWhatItHasLeasedThenRefusesAndShipsEverythingLater", async (t) => {
  const postgres = await Postgres.make();
  t.after(() => postgres.dispose());
  const appliance = new Appliance({ environment: postgres.environment });
  t.after(() => appliance.dispose());
  await appliance.start();
  const { session, secret, base, project } = await furnished(appliance);

  const load = new Load(appliance, secret);
  t.after(() => (load.going = false));
  await load.more(200);
  await postgres.crash();
  const whenGone = load.answered.length;
  await load.more(30, "refused");
  const whileGone = load.answered.length - whenGone;
  await postgres.start();
  await load.more(100);
  await load.stop();
  console.log(`database gone: ${load.answered.length} answered (${whileGone} of them without a database), ${load.refused.length} refused, ${load.broken} cut off`);

  assert.ok(whileGone > 0, "what is cached and leased goes on being served");
  assertRefusals(load.refused, ["database_unavailable", "audit_unavailable"]);
  await assertNothingLost(load, session, base, appliance.home);
  const ledger = upstream.billedNanos(PRICE);
  await until(async () => {
    const item = (await session.get(`${base}/projects`)).items.find(({ id }) => id === project.id);
    return item.reservedNanos === 0 && BigInt(item.spentNanos) <= ledger;
  }, "a settled budget");
  assert.equal(await appliance.stop("SIGTERM"), 0);
});

const STALLED = 1_000;
const MOST_RESIDENT_MIB = 450;

function residentMib(pid) {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

/** A client that asks for a stream, sees that it begins, and never reads on. */
function stalledReader(appliance, secret) {
  const body = JSON.stringify({ model: "mock-flood", stream: true, max_tokens: 4, messages: [{ role: "user", content: "flood" }] });
  const socket = connect({ port: appliance.ports.plain, host: "127.0.0.1", highWaterMark: 1 });
  socket.on("error", () => {});
  socket.write(`POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${secret}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  return new Promise((done) => socket.once("data", (first) => done({ socket: socket.pause(), status: Number(first.toString("latin1").split(" ")[1] ?? 0) })));
}

test("readers_aThousandThatStall_takeBoundedMemoryOthersAreServedAndTheBoundCutsThem", async (t) => {
  const appliance = new Appliance();
  t.after(() => appliance.dispose());
  await appliance.start();
  const { session, secret, base } = await furnished(appliance);
  const before = residentMib(appliance.pid);

  const breakDam = upstream.damUp();
  t.after(breakDam);
  const readers = [];
  for (let at = 0; at < STALLED; at += 50) readers.push(...(await Promise.all(Array.from({ length: 50 }, () => stalledReader(appliance, secret)))));
  assert.ok(readers.every(({ status }) => status === 200));
  assert.equal(upstream.flooding, STALLED, "all of them at once");
  breakDam();
  const load = new Load(appliance, secret);
  t.after(() => (load.going = false));
  await load.more(200);
  await load.stop();
  let most = 0;
  // Nobody reads on and nobody hangs up: what ends these is the appliance's own bound.
  await until(
    () => {
      most = Math.max(most, residentMib(appliance.pid));
      return upstream.flooding === 0;
    },
    "the end of every stream at the provider",
    180_000,
  );
  for (const { socket } of readers) socket.resume();
  await until(() => readers.every(({ socket }) => socket.closed), "the end of every stalled client's connection");
  await until(async () => [...(await auditedCalls(session, base)).values()].filter((outcome) => outcome === "cancelled").length === STALLED, "a record of each cancelled call");
  console.log(`stalled readers: resident ${before.toFixed(0)} MiB before, at most ${most.toFixed(0)} MiB with ${STALLED} of them; ${load.answered.length} others answered, ${load.refused.length} refused`);

  assert.deepEqual(load.refused, []);
  assert.equal(load.broken, 0);
  assert.ok(most < MOST_RESIDENT_MIB, `${most} MiB`);
  await assertNothingLost(load, session, base, appliance.home);
  assert.equal(await appliance.stop("SIGTERM"), 0);
});

test("stop_duringALiveStream_letsItEndAndTakesNoMore", async (t) => {
  const appliance = new Appliance();
  t.after(() => appliance.dispose());
  await appliance.start();
  const { secret, base } = await furnished(appliance);

  const response = await fetch(`${appliance.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "mock-slow", stream: true, max_tokens: 64, messages: [{ role: "user", content: "slowly" }] }),
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value;
  const stopped = appliance.stop("SIGTERM");
  await until(async () => (await fetch(`${appliance.managementUrl}/health/ready`).catch(() => ({ status: 503 }))).status === 503, "not ready any more");
  const late = await fetch(`${appliance.url}/v1/models`, { headers: { authorization: `Bearer ${secret}` } }).catch(() => ({ status: 503 }));
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) text += piece.value;
  const code = await stopped;

  assert.equal(late.status, 503);
  assert.ok(text.endsWith("data: [DONE]\n\n"), text.slice(-200));
  assert.equal(code, 0);
  await appliance.start();
  const session = new Session(appliance.url);
  await session.signIn();
  const outcomes = await auditedCalls(session, base);
  assert.equal(outcomes.get(response.headers.get("x-request-id")), "success");
});
