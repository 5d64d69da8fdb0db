// One appliance under a journey's control: its own home, its own free ports, started and stopped like a person would.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, existsSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const READY = /ready at (https:\/\/\S+).*\n/;
const SETUP = /\/setup#token=([A-Za-z0-9_-]+)/;
const READY_TIMEOUT_MS = 180_000;

/** A port on which nobody listens; below those that the system deals out by itself, so that nobody gets it until it is used. */
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const free = await new Promise((done) => server.once("error", () => done(false)).listen(port, "127.0.0.1", () => done(true)));
    if (!free) continue;
    await new Promise((done) => server.close(done));
    return port;
  }
}

export function newHome() {
  return mkdtempSync(join(tmpdir(), "holdfast-"));
}

export function removeHome(home) {
  rmSync(home, { recursive: true, force: true });
}

/** Runs a program to its end. */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, ...options });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("error", fail);
    child.on("close", (code) => done({ code, out, err }));
    if (options.input !== undefined) child.stdin.end(options.input);
  });
}

/** holdfastctl or holdfast-vendor from this build. */
export function tool(name, args, options = {}) {
  return run(join(root, ".ci/run-tool"), [name, ...args], options);
}

export class Appliance {
  /** `launcher` is a command that starts what follows it: a namespace of its own, another user. */
  constructor({ home = newHome(), ports, environment = {}, args = [], launcher = [] } = {}) {
    this.launcher = launcher;
    this.home = home;
    this.ports = ports;
    this.environment = environment;
    this.args = args;
    this.output = "";
  }

  /** Starts it and waits for its ready line; resolves to this. */
  async start() {
    this.ports ??= { tls: await freePort(), plain: await freePort(), management: await freePort() };
    const started = performance.now();
    this.output = "";
    const [program, ...before] = [...this.launcher, join(root, ".ci/run-appliance")];
    this.child = spawn(
      program,
      [...before, `--port=${this.ports.tls}`, `--plain-port=${this.ports.plain}`, `--management-port=${this.ports.management}`, ...this.args],
      { cwd: root, env: { ...process.env, HOLDFAST_HOME: this.home, ...this.environment } },
    );
    this.exited = new Promise((done) => this.child.on("close", (code, signal) => done({ code, signal })));
    await new Promise((ready, fail) => {
      const timer = setTimeout(() => fail(new Error(`not ready within ${READY_TIMEOUT_MS} ms:\n${this.output}`)), READY_TIMEOUT_MS);
      const listen = (chunk) => {
        this.output += chunk;
        if (READY.test(this.output)) {
          clearTimeout(timer);
          ready();
        }
      };
      this.child.stdout.on("data", listen);
      this.child.stderr.on("data", listen);
      this.exited.then(({ code }) => {
        clearTimeout(timer);
        fail(new Error(`ended with ${code} before it was ready:\n${this.output}`));
      });
    });
    this.readyMillis = performance.now() - started;
    return this;
  }

  get pid() {
    return this.child.pid;
  }

  get url() {
    return `http://127.0.0.1:${this.ports.plain}`;
  }

  get tlsUrl() {
    return `https://127.0.0.1:${this.ports.tls}`;
  }

  get managementUrl() {
    return `http://127.0.0.1:${this.ports.management}`;
  }

  get setupToken() {
    return SETUP.exec(this.output)?.[1];
  }

  /** Asks it to stop (as Ctrl-C does, or a service manager with SIGTERM) and waits; resolves to its exit code. */
  async stop(signal = "SIGINT") {
    if (this.child.exitCode !== null) return this.child.exitCode;
    this.child.kill(signal);
    return (await this.exited).code;
  }

  /** Power off, as far as a process can feel it. */
  async kill() {
    this.child.kill("SIGKILL");
    await this.exited;
  }

  /** Stops it whatever its state, and removes its home. */
  async dispose() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) await this.kill();
    if (existsSync(this.home)) removeHome(this.home);
  }
}
