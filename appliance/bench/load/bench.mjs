// The appliance measured on this machine, in five parts: the gateway beside its peers, over ten minutes, through reloads of its licence, and step by step; backups.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { newHome, removeHome, root } from "../../journeys/appliance.mjs";
import { backup } from "./backup.mjs";
import { compare } from "./compare.mjs";
import { machine, record } from "./document.mjs";
import { reload } from "./reload.mjs";
import { soak } from "./soak.mjs";
import { steps } from "./steps.mjs";

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    runs: { type: "string", default: "5" },
    connections: { type: "string", default: "1,32,128" },
    without: { type: "string", default: "" },
    soak: { type: "string" },
    reload: { type: "boolean", default: false },
    jmh: { type: "boolean", default: false },
    backup: { type: "boolean", default: false },
    records: { type: "string", default: "2000000" },
    databases: { type: "string", default: "H2,PostgreSQL" },
    json: { type: "string" },
    record: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  console.log(`./run bench [--seconds 5] [--runs 5] [--connections 1,32,128] [--without litellm,portkey,nginx] [--json FILE] [--record]
            the gateway beside its peers, the first streamed byte, and the time from exec to ready
./run bench --soak SECONDS  load at 32 connections for so long: how resident memory and heap go
./run bench --reload        new licences taken over under full load: what is lost, and how p99 changes
./run bench --jmh           single steps of the road and of a licence's verification, with what they allocate
./run bench --backup [--records 2000000] [--databases H2,PostgreSQL]
            2 GB of rows: MB/s of a backup, time of its restore, beside the database's own means

  --json    the same figures in a file
  --record  put them into their part of docs/performance.md

It ends with 0 where every demand held, and with 1 where one was missed.`);
  process.exit(0);
}

const part = options.soak ? soak : options.reload ? reload : options.jmh ? steps : options.backup ? backup : compare;
const work = newHome();
const cache = join(root, "appliance/bench/target/cache");
mkdirSync(cache, { recursive: true });
const running = [];
const bench = {
  work,
  cache,
  seconds: Number(options.seconds),
  runs: Number(options.runs),
  levels: options.connections.split(",").map(Number),
  without: new Set(options.without.split(",")),
  records: Number(options.records),
  databases: options.databases.split(","),
  soakSeconds: Number(options.soak ?? 0),
  talk: (text) => process.stderr.write(`${text}\n`),
  /** Takes care that it ends with the bench. */
  owns(peer) {
    running.push(peer);
    return peer;
  },
  async stop(peer) {
    peer.process.kill("SIGTERM");
    if (peer.appliance) await peer.appliance.dispose();
    running.splice(running.indexOf(peer), 1);
  },
};

try {
  const result = { date: new Date().toISOString(), machine: machine(), ...(await part(bench)) };
  console.log(`\n${result.machine}\n\n${result.text}\n`);
  for (const { what, seen, held } of result.demands) console.log(`${held ? "✓" : "✗"} ${what}: ${seen}`);
  if (options.json) writeFileSync(options.json, JSON.stringify(result, null, 2));
  if (options.record) record(result);
  process.exitCode = result.demands.every((demand) => demand.held) ? 0 : 1;
} finally {
  for (const peer of [...running]) await bench.stop(peer);
  removeHome(work);
}
