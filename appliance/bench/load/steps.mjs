// JMH: single steps of the road, and the verification of a whole licence, with what each allocates.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../../journeys/appliance.mjs";
import { demand, table } from "./document.mjs";
import { issueLicence, must } from "./peers.mjs";

const OPENS = ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"];

function readable(nanos) {
  if (nanos >= 1e6) return `${(nanos / 1e6).toFixed(2)} ms`;
  return nanos >= 1e3 ? `${(nanos / 1e3).toFixed(1)} µs` : `${nanos.toFixed(2)} ns`;
}

export async function steps(bench) {
  const licence = join(bench.work, "steps.licence");
  await issueLicence(licence);
  const file = join(bench.work, "jmh.json");
  bench.talk("about two minutes ...");
  const args = [...OPENS, "-cp", join(root, "appliance/bench/target/dist/lib/*"), "org.openjdk.jmh.Main", "-prof", "gc", "-p", `licence=${licence}`, "-rf", "json", "-rff", file];
  await must(run("java", args), "JMH");
  const rows = JSON.parse(readFileSync(file, "utf8")).map((each) => ({
    step: each.benchmark.split(".").at(-1),
    nanos: each.primaryMetric.score,
    error: each.primaryMetric.scoreError,
    // JMH's own bookkeeping shows as some millionths of a byte.
    bytes: Math.round(each.secondaryMetrics["gc.alloc.rate.norm"].score * 100) / 100,
  }));
  const of = (step) => rows.find((row) => row.step === step);
  const check = of("entitlement_grants");
  const verify = of("licence_verify");
  return {
    part: "jmh",
    how: "JMH, average time of 5 iterations of 2 s after 3 of warm-up, in an appliance's own context.",
    rows,
    text: table(["<step", "time", "± (99.9 %)", "bytes allocated"], rows.map((row) => [`\`${row.step}\``, readable(row.nanos), readable(row.error), row.bytes])),
    demands: [
      demand("a capability check at most 30 ns, without allocation", `${readable(check.nanos)}, ${check.bytes} bytes`, check.nanos <= 30 && check.bytes === 0),
      demand("a whole licence verified in at most 5 ms", readable(verify.nanos), verify.nanos <= 5e6),
    ],
  };
}
