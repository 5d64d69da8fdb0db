// The operator's pages, typed in: every block of shell that needs no booted machine is run against a live appliance, in the order
// of its page, and every call of holdfastctl in it has to end as it should. Blocks marked `sh machine` are parsed by installer's tests.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Appliance, root, run } from "./appliance.mjs";

const BLOCK = /^( *)```sh\n([\s\S]*?)^ *```$/gm;
const appliance = new Appliance();
let work;

const pages = readdirSync(join(root, "docs"))
  .filter((name) => name.endsWith(".md"))
  .sort()
  .map((name) => ({ name, blocks: blocksOf(readFileSync(join(root, "docs", name), "utf8")) }))
  .filter((page) => page.blocks.length > 0);

function blocksOf(text) {
  return [...text.matchAll(BLOCK)].map(([, indent, block]) => block.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
}

/** Whether that command may end so: the doctor of a machine that runs tests has things to say. */
function well(line) {
  const [code, first] = line.split(" ");
  return code === "0" || (first === "doctor" && (code === "3" || code === "4"));
}

before(async () => {
  work = mkdtempSync(join(tmpdir(), "holdfast-docs-"));
  mkdirSync(join(work, "bin"));
  writeFileSync(join(work, "bin/holdfastctl"), `#!/bin/sh\n"${root}/.ci/run-tool" ctl "$@"\ncode=$?\necho "$code $*" >>"${work}/calls"\nexit $code\n`);
  chmodSync(join(work, "bin/holdfastctl"), 0o755);
  await appliance.start();
});

after(async () => {
  await appliance.dispose();
  rmSync(work, { recursive: true, force: true });
});

for (const page of pages) {
  test(`${page.name}_asItIsTyped_works`, async () => {
    for (const [number, block] of page.blocks.entries()) {
      const folder = join(work, `${page.name}-${number}`);
      mkdirSync(folder);
      writeFileSync(join(work, "calls"), "");
      const text = block.replaceAll("127.0.0.1:8081", `127.0.0.1:${appliance.ports.management}`);
      const { code, out, err } = await run("bash", ["-uo", "pipefail", "-c", text], {
        cwd: folder,
        env: { ...process.env, PATH: `${work}/bin:${process.env.PATH}`, HOLDFAST_HOME: appliance.home, NO_COLOR: "1" },
      });
      const calls = readFileSync(join(work, "calls"), "utf8").trim().split("\n").filter(Boolean);
      const said = `${page.name}, block ${number + 1}:\n${text}\n${out}\n${err}`;
      assert.ok(calls.length > 0 || code === 0, said);
      for (const call of calls) assert.ok(well(call), `${call}\n${said}`);
    }
  });
}

test("pages_withShell_areAllHere", () => {
  const blocks = pages.reduce((sum, page) => sum + page.blocks.length, 0);
  assert.ok(blocks >= 12, `${blocks} blocks were run`);
});
