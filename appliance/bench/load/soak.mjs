// Load for minutes on end: does memory come to rest?
import { run } from "../../journeys/appliance.mjs";
import { demand, table } from "./document.mjs";
import { load } from "./measure.mjs";
import { fixedUpstream, holdfast, residentMiB } from "./peers.mjs";

const SLICE_SECONDS = 30;
const MB = 1.048576;

async function heapMiB(appliance) {
  const text = await (await fetch(`${appliance.managementUrl}/metrics`)).text();
  let bytes = 0;
  for (const [, value] of text.matchAll(/^jvm_memory_used_bytes\{area="heap".*\} (\S+)$/gm)) bytes += Number(value);
  return bytes / 1024 / 1024;
}

/** MiB a minute, by least squares. */
function slope(samples) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = samples.map((each) => each.atSeconds / 60);
  const y = samples.map((each) => each.heapMiB);
  const [mx, my] = [mean(x), mean(y)];
  return x.reduce((sum, each, index) => sum + (each - mx) * (y[index] - my), 0) / x.reduce((sum, each) => sum + (each - mx) ** 2, 0);
}

export async function soak(bench) {
  const upstream = bench.owns(await fixedUpstream(bench.work));
  const ours = bench.owns(await holdfast(upstream, null));
  const { pid } = ours.process;
  const samples = [];
  const started = Date.now();
  while (Date.now() - started < bench.soakSeconds * 1000) {
    const { rps } = await load(bench.work, ours, 32, SLICE_SECONDS);
    const rssMiB = residentMiB(pid);
    await run("jcmd", [String(pid), "GC.run"]);
    samples.push({ atSeconds: Math.round((Date.now() - started) / 1000), rps, rssMiB, heapMiB: await heapMiB(ours.appliance) });
    const { atSeconds, heapMiB: heap } = samples.at(-1);
    bench.talk(`${atSeconds} s: ${Math.round(rps)} requests/s, resident ${Math.round(rssMiB * MB)} MB, heap after collection ${Math.round(heap)} MiB`);
  }
  const last = samples.at(-1);
  const half = samples.slice(Math.floor(samples.length / 2));
  const perMinute = half.length > 1 ? slope(half) : 0;
  const requests = samples.reduce((sum, each) => sum + each.rps * SLICE_SECONDS, 0);
  return {
    part: "soak",
    how: `${last.atSeconds} s at 32 connections, ${Math.round(requests / 1000).toLocaleString("en")} thousand calls, every one of them answered.`,
    samples,
    text: table(
      ["after s", "resident MB", "heap after collection MiB"],
      samples.map((each) => [each.atSeconds, Math.round(each.rssMiB * MB), each.heapMiB.toFixed(1)]),
    ),
    demands: [
      demand(`resident memory after ${last.atSeconds} s of load at most 400 MB`, `${Math.round(last.rssMiB * MB)} MB`, last.rssMiB * MB <= 400),
      demand("heap after collection flat over the second half (within 0.5 MiB a minute)", `${perMinute.toFixed(2)} MiB a minute`, Math.abs(perMinute) <= 0.5),
    ],
  };
}
