// A real PostgreSQL under a journey's control, from the binaries that the Java tests use too.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, run } from "./appliance.mjs";

const ROLE = "holdfast";
const START_TIMEOUT_MS = 180_000;

/** PostgreSQL refuses to run as root. */
const AS = process.getuid() === 0 ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] : [];

function archive() {
  const repository = process.env.MAVEN_REPOSITORY ?? join(homedir(), ".m2/repository");
  const artifact = `embedded-postgres-binaries-linux-${process.arch === "arm64" ? "arm64v8" : "amd64"}`;
  const folder = join(repository, "io/zonky/test/postgres", artifact);
  for (const version of readdirSync(folder).sort().reverse()) {
    const jar = join(folder, version, `${artifact}-${version}.jar`);
    if (existsSync(jar)) return jar;
  }
  throw new Error(`no PostgreSQL in ${folder}; the Java tests download it: ./test java`);
}

async function must(command, args, options) {
  const { code, out, err } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${out}${err}`);
  return out;
}

export class Postgres {
  /** Unpacks it, makes a cluster with a role and a database, and starts it. */
  static async make() {
    const postgres = new Postgres();
    postgres.home = mkdtempSync(join(tmpdir(), "holdfast-postgres-"));
    const unpack = `cd "$0" && jar -xf "$1" && tar -xJf postgres-*.txz && rm -rf postgres-*.txz META-INF && mkdir data && chmod 755 "$0" && chmod 700 data`;
    await must("bash", ["-c", `. .ci/common.sh; find_jdk; ${unpack}`, postgres.home, archive()]);
    if (AS.length > 0) await must("chown", ["-R", "nobody:nogroup", join(postgres.home, "data")]);
    postgres.data = join(postgres.home, "data");
    postgres.port = await freePort();
    await postgres.as("initdb", ["-D", postgres.data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
    await postgres.as("postgres", ["--single", "-D", postgres.data, "postgres"], { input: `create role ${ROLE} login\ncreate database ${ROLE} owner ${ROLE}\n` });
    await postgres.start();
    return postgres;
  }

  as(program, args, options = {}) {
    const [command, ...before] = [...AS, join(this.home, "bin", program)];
    return must(command, [...before, ...args], { cwd: this.home, ...options });
  }

  /** What an appliance has to know of it, as environment variables. */
  get environment() {
    return { HOLDFAST_DATABASE_URL: `jdbc:postgresql://127.0.0.1:${this.port}/${ROLE}`, HOLDFAST_DATABASE_USERNAME: ROLE };
  }

  async start() {
    const [command, ...before] = [...AS, join(this.home, "bin/postgres")];
    const args = ["-D", this.data, "-p", String(this.port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "logging_collector=off"];
    this.child = spawn(command, [...before, ...args], { cwd: this.home, stdio: "ignore" });
    this.exited = new Promise((done) => this.child.on("close", done));
    const late = Date.now() + START_TIMEOUT_MS;
    while (!this.isReady()) {
      if (Date.now() > late || this.child.exitCode !== null) throw new Error("PostgreSQL did not start");
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** It listens before it can serve, and sends callers away until then; its own word for that is in the eighth line. */
  isReady() {
    const file = join(this.data, "postmaster.pid");
    if (!existsSync(file)) return false;
    const lines = readFileSync(file, "utf8").split("\n");
    return Number(lines[0]) === this.child.pid && lines[7]?.trim() === "ready";
  }

  /** The server dies at once, and with it every connection; its data stay as a crash leaves them. */
  async crash() {
    const server = Number(readFileSync(join(this.data, "postmaster.pid"), "utf8").split("\n")[0]);
    process.kill(server, "SIGQUIT");
    await this.exited;
  }

  async dispose() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) await this.crash();
    rmSync(this.home, { recursive: true, force: true });
  }
}
