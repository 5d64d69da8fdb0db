// What goes wrong at start and at stop: each fault has its exit code, one clear message, a hint, and no stack trace.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Appliance, newHome, removeHome, run, tool } from "./appliance.mjs";
import { furnish, Session } from "./session.mjs";

/** Starts an appliance that must not come up; resolves to its exit code and what it said. */
async function failsToStart(options) {
  const appliance = new Appliance(options);
  try {
    await appliance.start();
  } catch {
    const { code } = await appliance.exited;
    return { code, said: appliance.output };
  } finally {
    if (appliance.child.exitCode === null) await appliance.kill();
  }
  throw new Error("it started");
}

function saysOnlyWhatHelps(said, code) {
  assert.match(said, new RegExp(code));
  assert.match(said, /hint/i);
  assert.doesNotMatch(said, /^\s+at \S+\(/m);
}

test("start_withTakenPort_endsWith4", async () => {
  const squatter = createServer().listen(0, "127.0.0.1");
  const home = newHome();
  await new Promise((done) => squatter.once("listening", done));
  const taken = squatter.address().port;
  const { code, said } = await failsToStart({ home, ports: { tls: taken, plain: 0, management: 0 } });
  squatter.close();
  removeHome(home);
  assert.equal(code, 4, said);
  saysOnlyWhatHelps(said, "port_taken");
});

test("start_withHomeThatIsAFile_endsWith3", async () => {
  const parent = newHome();
  writeFileSync(join(parent, "file"), "");
  const { code, said } = await failsToStart({ home: join(parent, "file") });
  removeHome(parent);
  assert.equal(code, 3, said);
  saysOnlyWhatHelps(said, "home_not_writable");
});

test("start_withHomeOfSomebodyElse_endsWith3", async () => {
  const home = newHome();
  const root = process.getuid() === 0;
  chmodSync(home, root ? 0o755 : 0o500);
  // Root may write anywhere, so there it starts as somebody else.
  const launcher = root ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] : [];
  const { code, said } = await failsToStart({ home, launcher });
  chmodSync(home, 0o700);
  removeHome(home);
  assert.equal(code, 3, said);
  saysOnlyWhatHelps(said, "home_not_writable");
});

test("start_withAnOldJdkOnly_endsWith6AndSaysWhichIsNeeded", async () => {
  // In a namespace of its own, where the only JDK is one that calls itself 21.
  const setting = [
    "mount -t tmpfs none /usr/lib/jvm && mkdir -p /usr/lib/jvm/old/bin",
    "printf '#!/bin/sh\\necho should not have been started >&2; exit 99\\n' >/usr/lib/jvm/old/bin/java && cp /usr/lib/jvm/old/bin/java /usr/lib/jvm/old/bin/javac",
    "chmod +x /usr/lib/jvm/old/bin/* && echo 'JAVA_VERSION=\"21.0.8\"' >/usr/lib/jvm/old/release",
    "export HOME=/nonexistent JAVA_HOME=/usr/lib/jvm/old PATH=/usr/lib/jvm/old/bin:/usr/bin:/bin && exec .ci/run-appliance",
  ].join(" && ");
  const { code, err } = await run("unshare", [process.getuid() === 0 ? "-m" : "-rm", "bash", "-c", setting]);
  assert.equal(code, 6, err);
  assert.match(err, /JDK 25/);
  assert.doesNotMatch(err, /should not have been started/);
});

test("plainHttp_onTheTlsPort_isTurnedAwayAndHarmsNothing", async () => {
  const appliance = await new Appliance().start();
  const said = await new Promise((done) => {
    let heard = "";
    const socket = connect(appliance.ports.tls, "127.0.0.1", () => socket.write("GET /api/session HTTP/1.1\r\nhost: x\r\n\r\n"));
    socket.on("data", (chunk) => (heard += chunk));
    socket.on("error", () => {});
    socket.on("close", () => done(heard));
  });
  const { out } = await run("curl", ["-sk", "-o", "/dev/null", "-w", "%{http_code}", `${appliance.tlsUrl}/api/session`]);
  const code = await appliance.stop();
  await appliance.dispose();
  assert.doesNotMatch(said, /^HTTP\/1\.1 2/);
  assert.doesNotMatch(said, /unauthenticated|set-cookie/i);
  assert.equal(out, "401");
  assert.equal(code, 0);
});

test("start_withUnknownKey_endsWith7AndSuggests", async () => {
  const home = newHome();
  mkdirSync(join(home, "conf"));
  writeFileSync(join(home, "conf/holdfast.properties"), "holdfast.databse.url=jdbc:h2:mem:x\n");
  const { code, said } = await failsToStart({ home });
  removeHome(home);
  assert.equal(code, 7, said);
  assert.match(said, /holdfast\.database\.url/);
});

test("start_twiceOnOneHome_endsWith5", async () => {
  const first = await new Appliance().start();
  const { code, said } = await failsToStart({ home: first.home });
  await first.dispose();
  assert.equal(code, 5, said);
  saysOnlyWhatHelps(said, "database");
});

test("stop_withInterrupt_drainsAndEndsWith0_andASecondStartKeepsTheData", async () => {
  const appliance = await new Appliance().start();
  const { tenant } = await furnish(appliance);
  assert.equal(await appliance.stop(), 0);
  await appliance.start();
  assert.equal(appliance.setupToken, undefined);
  const session = new Session(appliance.url);
  await session.signIn();
  const tenants = await session.get("/api/platform/tenants");
  await appliance.dispose();
  assert.ok(tenants.items.some((item) => item.id === tenant.id));
});

test("home_onDisk_holdsNoProviderSecretAndNoApiKey", async () => {
  const appliance = await new Appliance().start();
  const planted = "sk-canary-4f9a1c7e2b8d6053";
  const world = await furnish(appliance, { provider: { name: "p", kind: "openai", baseUrl: "https://127.0.0.1:9/v1", secret: planted, enabled: true } });
  await appliance.stop();
  const found = [];
  const look = (folder) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) look(path);
      else if ([planted, world.secret].some((secret) => readFileSync(path).includes(secret))) found.push(path);
    }
  };
  look(appliance.home);
  const open = readdirSync(join(appliance.home, "keys")).filter((name) => (statSync(join(appliance.home, "keys", name)).mode & 0o077) !== 0);
  rmSync(appliance.home, { recursive: true });
  assert.deepEqual(found, []);
  assert.deepEqual(open, []);
  assert.ok(!appliance.output.includes(planted));
});

test("holdfastctl_onARunningAppliance_answers", async () => {
  const appliance = await new Appliance().start();
  await furnish(appliance);
  const results = {};
  for (const command of [["status"], ["doctor"], ["license", "show"], ["audit", "verify"]]) results[command.join(" ")] = await tool("ctl", [...command, "--home", appliance.home]);
  const live = await fetch(`${appliance.managementUrl}/health/live`);
  const ready = await fetch(`${appliance.managementUrl}/health/ready`);
  const metrics = await (await fetch(`${appliance.managementUrl}/metrics`)).text();
  await appliance.dispose();
  for (const [command, { code, err }] of Object.entries(results)) assert.ok(code === 0 || (command === "doctor" && code === 4), `${command}: ${code} ${err}`);
  assert.match(results["license show"].out, /community/i);
  assert.equal(live.status, 200);
  assert.equal(ready.status, 200);
  assert.match(metrics, /^jvm_memory_used_bytes/m);
});
