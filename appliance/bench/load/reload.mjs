// New licences under full load, uploaded and dropped as files in turn: is a request lost, is a pause felt?
import { copyFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { demand, table } from "./document.mjs";
import { load, median } from "./measure.mjs";
import { fixedUpstream, holdfast, issueLicence } from "./peers.mjs";

const PAIRS = 5;
const EVERY_MILLIS = 500;
const LICENCES = 12;
const WARM_SECONDS = 20;
const LOW = 1.2;

async function issueSome(bench) {
  const files = [];
  for (let number = 0; number < LICENCES; number += 1) {
    const file = join(bench.work, `reload-${number}.licence`);
    await issueLicence(file);
    files.push(file);
  }
  return files;
}

/** Hands in one licence after the other until told to stop; resolves to how many. */
async function handIn(ours, files, going) {
  let count = 0;
  while (going.on) {
    const file = files[count % files.length];
    if (count % 2 === 0) {
      await ours.session.post("/api/platform/licence", { statement: readFileSync(file, "utf8") });
    } else {
      const folder = join(ours.appliance.home, "licences");
      copyFileSync(file, join(folder, ".incoming"));
      renameSync(join(folder, ".incoming"), join(folder, `reload-${count % files.length}.licence`));
    }
    count += 1;
    await new Promise((done) => setTimeout(done, EVERY_MILLIS));
  }
  return count;
}

export async function reload(bench) {
  const files = await issueSome(bench);
  const upstream = bench.owns(await fixedUpstream(bench.work));
  const ours = bench.owns(await holdfast(upstream, null));
  await load(bench.work, ours, 32, WARM_SECONDS);
  const before = [];
  const during = [];
  let reloads = 0;
  for (let pair = 1; pair <= PAIRS; pair += 1) {
    before.push(await load(bench.work, ours, 32, bench.seconds));
    const going = { on: true };
    const handing = handIn(ours, files, going);
    during.push(await load(bench.work, ours, 32, bench.seconds).finally(() => (going.on = false)));
    reloads += await handing;
    bench.talk(`pair ${pair} of ${PAIRS}: p99 ${before.at(-1).p99} ms, with reloads ${during.at(-1).p99} ms`);
  }
  const row = (name, runs) => [name, Math.round(median(runs.map((run) => run.rps))).toLocaleString("en"), median(runs.map((run) => run.p50)).toFixed(2), median(runs.map((run) => run.p99)).toFixed(2)];
  const ratio = median(during.map((run) => run.p99)) / median(before.map((run) => run.p99));
  return {
    part: "reload",
    how: `Medians of ${PAIRS} pairs of runs of ${bench.seconds} s at 32 connections; ${reloads} new licences, uploaded and dropped as files in turn, one each ${EVERY_MILLIS / 1000} s.`,
    before,
    during,
    reloads,
    text: table(["<", "requests/s", "p50 ms", "p99 ms"], [row("licence at rest", before), row("licences reloaded", during)]),
    demands: [
      // A run with one lost or refused call throws, and there is no result at all.
      demand("no call lost or refused", "none", true),
      demand("p99 with reloads at most 1.2 × of before", `${ratio.toFixed(2)} ×`, ratio <= LOW),
    ],
  };
}
