// A backup and its restore, on both databases, beside what the database can do by itself with the same rows.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../../journeys/appliance.mjs";
import { demand, table } from "./document.mjs";
import { must } from "./peers.mjs";

const CLASSES = join(root, "appliance/target/test.classpath");
const MOST_SECONDS = 180;
const LEAST_MEGABYTES = 100;

const seconds = (value) => value.toFixed(1);
const mega = (bytes) => Math.round(bytes / 1e6).toLocaleString("en");
const rate = (figure) => figure.bytes / 1e6 / figure.seconds;
const perTenGigabytes = (figure) => (figure.seconds / figure.bytes) * 1e10;

async function measured(bench, database) {
  const folder = join(bench.work, database);
  mkdirSync(folder);
  const file = join(folder, "result.json");
  bench.talk(`${database}: rows, backup, restore (some minutes) ...`);
  const path = ["test-classes", "classes"].map((each) => join(root, "appliance/target", each));
  // The service's own options, and PostgreSQL as durable as the bundled one.
  const args = [`@${join(root, "appliance/jvm.options")}`, "-Dholdfast.log.level=WARN", "-Dholdfast.test.postgres.durable=true"];
  const main = ["-cp", [...path, readFileSync(CLASSES, "utf8").trim()].join(":"), "dev.holdfast.appliance.backup.BackupBench"];
  await must(run("java", [...args, ...main, database, folder, String(bench.records), file]), database);
  const result = JSON.parse(readFileSync(file, "utf8"));
  rmSync(folder, { recursive: true });
  return result;
}

function rowsOf(figures) {
  const name = figures.database === "H2" ? "H2" : "PostgreSQL 18";
  const line = (what, figure) => [name, what, mega(figure.bytes), seconds(figure.seconds), Math.round(rate(figure)), figure.written ? mega(figure.written) : ""];
  const lines = [line("backup", figures.backup), line("backup of nothing new", figures.again), line("restore, verified, put in place", figures.restore)];
  lines.push(line(figures.database === "H2" ? "peer: H2's own `backup to`" : "peer: COPY through zstd -3 in the server", figures.peerBackup));
  if (figures.peerRestore) lines.push(line("peer: the same back in, keys and index made", figures.peerRestore));
  return lines;
}

function demandsOf(figures) {
  const restore = perTenGigabytes(figures.restore);
  return [
    demand(`${figures.database}: backup at least ${LEAST_MEGABYTES} MB/s`, `${Math.round(rate(figures.backup))} MB/s`, rate(figures.backup) >= LEAST_MEGABYTES),
    demand(`${figures.database}: restore of 10 GB in at most 3 min, extrapolated from ${(figures.restore.bytes / 1e9).toFixed(1)} GB`, `${Math.round(restore)} s`, restore <= MOST_SECONDS),
  ];
}

export async function backup(bench) {
  await must(run("mvn", ["-q", "-Dquick", "-Dfast", "-pl", "appliance", "-am", "test-compile", "dependency:build-classpath", "-Dmdep.includeScope=test", "-Dmdep.outputFile=target/test.classpath"]), "the build");
  const all = [];
  for (const database of bench.databases) all.push(await measured(bench, database));
  const records = all[0].records.toLocaleString("en");
  return {
    part: "backup",
    how: `${records} audit records in 20 tenants' chains, half as many hours of usage; a fresh process for each database, with the service's own options; PostgreSQL with fsync. MB are of rows as they are read or loaded.`,
    rows: all,
    text: table(["<database", "<what", "MB", "s", "MB/s", "MB written"], all.flatMap(rowsOf)),
    demands: all.flatMap(demandsOf),
  };
}
