// The operator's pages, typed in: prints the shell of a page's block that is marked `sh machine typed`, or how many there are.
//   node typed.mjs PAGE NUMBER     the block, from 1 on, as bash is to read it
//   node typed.mjs --count         all of them, on all pages
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const docs = resolve(dirname(fileURLToPath(import.meta.url)), "../../docs");
const BLOCK = /^( *)```sh machine typed\n([\s\S]*?)^ *```$/gm;
// Warnings alone (4) are what the doctor of a machine without a clock's keeper says.
const PRELUDE = `set -euo pipefail
holdfastctl() { local code=0; command holdfastctl "$@" || code=$?; [ "$1 $code" != "doctor 4" ] || code=0; return $code; }
`;

function blocks(page) {
  return [...readFileSync(join(docs, page), "utf8").matchAll(BLOCK)].map(([, indent, text]) => text.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
}

const [page, number] = process.argv.slice(2);
if (page === "--count") {
  console.log(readdirSync(docs).filter((name) => name.endsWith(".md")).reduce((sum, name) => sum + blocks(name).length, 0));
} else {
  const block = blocks(`${page}.md`)[Number(number) - 1];
  if (!block) throw new Error(`${page}.md has no block ${number} that is typed`);
  process.stdout.write(PRELUDE + block);
}
