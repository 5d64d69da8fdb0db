// What goes into docs/performance.md: each part of the bench rewrites its own section.
import { cpus, totalmem, release } from "node:os";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../journeys/appliance.mjs";
import { bars } from "./plot.mjs";

export function machine() {
  return `${cpus().length} cores (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release().match(/^\d+\.\d+/)?.[0] ?? release()}; load, upstream and gateway on the same machine`;
}

/** One line of a list of demands, each with what was seen. */
export function demand(what, seen, held) {
  return { what, seen, held };
}

/** A table of Markdown; columns are right-aligned but for those whose name begins with "<". */
export function table(columns, rows) {
  const names = columns.map((name) => name.replace(/^</, ""));
  const rule = columns.map((name) => (name.startsWith("<") ? "---" : "---:"));
  return [names, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function record(result) {
  const file = join(root, "docs/performance.md");
  const text = readFileSync(file, "utf8");
  const { part } = result;
  const [start, end] = [`<!-- ${part}:start -->`, `<!-- ${part}:end -->`];
  if (!text.includes(start) || !text.includes(end)) throw new Error(`${file} has no part ${part}`);
  const demands = result.demands.map(({ what, seen, held }) => `- ${held ? "held" : "**missed**"}: ${what}: ${seen}`).join("\n");
  const body = [`${result.machine}, ${result.date.slice(0, 10)}. ${result.how}`, result.text, result.plot ? `![${result.plot.title}](performance.svg)` : "", demands];
  const section = `${start}\n\n${body.filter(Boolean).join("\n\n")}\n\n${end}`;
  const [before, rest] = [text.slice(0, text.indexOf(start)), text.slice(text.indexOf(end) + end.length)];
  writeFileSync(file, before + section + rest);
  if (result.plot) writeFileSync(join(root, "docs/performance.svg"), bars(result.plot.rows, result.plot.title));
}
