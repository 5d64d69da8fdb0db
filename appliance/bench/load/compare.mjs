// The gateway beside its peers in one run: the same upstream, warm, medians, ratios.
import { Appliance, newHome, removeHome } from "../../journeys/appliance.mjs";
import { demand, table } from "./document.mjs";
import { firstBytes, load, median } from "./measure.mjs";
import { fixedUpstream, holdfast, litellm, nginxProxy, portkey, residentMiB, streamUpstream } from "./peers.mjs";

const STARTS = 5;
const WARM_SECONDS = 10;

async function startPeers(bench) {
  const upstream = bench.owns(await fixedUpstream(bench.work));
  const streaming = bench.owns(await streamUpstream());
  const peers = [upstream];
  const add = async (name, start) => {
    if (bench.without.has(name)) return;
    bench.talk(`starting ${name} ...`);
    const peer = await start();
    if (!peer) return bench.talk(`  ${name} cannot be had here; left out`);
    peers.push(bench.owns(peer));
  };
  await add("nginx", () => nginxProxy(bench.work, upstream));
  await add("holdfast", () => holdfast(upstream, streaming));
  await add("portkey", () => portkey(bench.work, upstream));
  await add("litellm", () => litellm(bench.work, upstream, bench.cache));
  return { peers, streaming };
}

/** Every peer at every level, peers taking turns inside each run, so that a slow minute hits all alike. */
async function rowsOf(bench, peers) {
  const rows = new Map();
  for (const peer of peers) await load(bench.work, peer, 32, WARM_SECONDS);
  for (let number = 1; number <= bench.runs; number += 1) {
    for (const connections of bench.levels) {
      for (const peer of peers) {
        const key = `${peer.name}@${connections}`;
        const seen = rows.get(key) ?? { peer: peer.name, connections, samples: [], governs: peer.governs };
        seen.samples.push(await load(bench.work, peer, connections, bench.seconds));
        seen.rssMiB = residentMiB(peer.process.pid);
        rows.set(key, seen);
      }
    }
    bench.talk(`run ${number} of ${bench.runs} done`);
  }
  return [...rows.values()].map((row) => ({
    ...row,
    rps: median(row.samples.map((each) => each.rps)),
    p50: median(row.samples.map((each) => each.p50)),
    p99: median(row.samples.map((each) => each.p99)),
  }));
}

async function streamDelay(ours, streaming) {
  const direct = `http://127.0.0.1:${streaming.port}/v1/chat/completions`;
  await firstBytes(direct, {}, "bench-stream", 300);
  await firstBytes(ours.url, ours.headers, "bench-stream", 300);
  const delays = [];
  for (let number = 0; number < 5; number += 1) {
    const plain = median(await firstBytes(direct, {}, "bench-stream", 200));
    delays.push(median(await firstBytes(ours.url, ours.headers, "bench-stream", 200)) - plain);
  }
  return median(delays);
}

/** From exec to the ready line, on a new home (which is furnished first) and on one that is there; and what an idle one takes. */
async function starts() {
  const first = [];
  const again = [];
  const idle = [];
  for (let number = 0; number < STARTS; number += 1) {
    const home = newHome();
    for (const times of [first, again]) {
      const appliance = await new Appliance({ home }).start();
      times.push(appliance.readyMillis);
      if (times === again) {
        await new Promise((done) => setTimeout(done, 1000));
        idle.push(residentMiB(appliance.pid));
      }
      await appliance.stop();
    }
    removeHome(home);
  }
  return { first: median(first), again: median(again), idleMiB: median(idle) };
}

function at(rows, peer, connections) {
  return rows.find((row) => row.peer.startsWith(peer) && row.connections === connections);
}

function tableOf(levels, rows) {
  const lines = levels.flatMap((connections) =>
    rows
      .filter((row) => row.connections === connections)
      .map((row) => [
        connections,
        row.peer,
        Math.round(row.rps).toLocaleString("en"),
        row.p50.toFixed(2),
        row.p99.toFixed(2),
        Math.round(row.rssMiB),
        row.peer === "Holdfast" ? "" : `${(at(rows, "Holdfast", connections).rps / row.rps).toFixed(2)} ×`,
      ]),
  );
  return table(["connections", "<peer", "requests/s", "p50 ms", "p99 ms", "resident MiB", "Holdfast is"], lines);
}

function demandsOf(rows, delay, ready) {
  const list = [];
  const ours = at(rows, "Holdfast", 32);
  const peer = at(rows, "Portkey", 32);
  if (peer) list.push(demand("at 32 connections at least 8 × Portkey's requests per second", `${(ours.rps / peer.rps).toFixed(1)} ×`, ours.rps >= 8 * peer.rps));
  if (ours) list.push(demand("p99 at 32 connections at most 10 ms", `${ours.p99.toFixed(2)} ms`, ours.p99 <= 10));
  const one = at(rows, "Holdfast", 1);
  if (one) {
    const added = one.p50 - at(rows, "upstream", 1).p50;
    list.push(demand("at 1 connection at most 0.3 ms p50 over the upstream", `${added.toFixed(3)} ms`, added <= 0.3));
  }
  list.push(demand("the first streamed byte at most 1 ms later", `${delay.toFixed(3)} ms`, delay <= 1));
  list.push(demand("exec to ready at most 1.5 s", `${(ready.first / 1000).toFixed(2)} s on an empty home, ${(ready.again / 1000).toFixed(2)} s on one that was used`, Math.max(ready.first, ready.again) <= 1500));
  list.push(demand("idle resident memory at most 300 MB", `${Math.round(ready.idleMiB * 1.048576)} MB`, ready.idleMiB * 1.048576 <= 300));
  return list;
}

export async function compare(bench) {
  const { peers, streaming } = await startPeers(bench);
  const rows = await rowsOf(bench, peers);
  const ours = peers.find((peer) => peer.name === "Holdfast");
  const delay = await streamDelay(ours, streaming);
  for (const peer of [...peers, streaming]) await bench.stop(peer);
  const ready = await starts();
  return {
    part: "bench",
    how: `Medians of ${bench.runs} runs of ${bench.seconds} s; starts are medians of ${STARTS}.`,
    rows,
    firstByteDelayMillis: delay,
    ready,
    text: tableOf(bench.levels, rows),
    plot: { title: "Requests per second at 32 connections", rows: rows.filter((row) => row.connections === 32) },
    demands: demandsOf(rows, delay, ready),
  };
}
