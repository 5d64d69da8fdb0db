// Reads the OpenAPI document and says in it what the server promises and the generator cannot see.
import { readFileSync } from "node:fs";
import { load } from "js-yaml";

/** @typedef {Record<string, unknown>} Node */

const SCHEMA = "#/components/schemas/";

/** @param {unknown} value @returns {Node} */
const node = (value) =>
  typeof value === "object" && value !== null ? /** @type {Node} */ (value) : {};

/**
 * Every schema that an answer is made of has all its members.
 * @param {unknown} part @param {Node} schemas @param {Set<string>} found the names already seen to
 */
function complete(part, schemas, found) {
  if (typeof part !== "object" || part === null) return;
  const { properties } = node(part);
  if (properties !== undefined) Object.assign(part, { required: Object.keys(node(properties)) });
  for (const [key, value] of Object.entries(part)) {
    if (key === "$ref" && typeof value === "string" && value.startsWith(SCHEMA)) {
      const name = value.slice(SCHEMA.length);
      if (found.has(name)) continue;
      found.add(name);
      complete(schemas[name], schemas, found);
    } else complete(value, schemas, found);
  }
}

/**
 * - What the server answers has every member, null where there is nothing (serde writes them all).
 * - A path parameter is text, whatever it is parsed into.
 * @param {string} file
 * @returns {import("openapi-typescript").OpenAPI3}
 */
export function documentOf(file) {
  const document = node(load(readFileSync(file, "utf8")));
  const schemas = node(node(document["components"])["schemas"]);
  const paths = node(document["paths"]);
  /** @type {Set<string>} */
  const answered = new Set();
  for (const path of Object.values(paths)) {
    for (const operation of Object.values(node(path))) {
      complete(node(operation)["responses"], schemas, answered);
      const parameters = node(operation)["parameters"];
      for (const parameter of Array.isArray(parameters) ? parameters : []) {
        if (parameter["in"] === "path") parameter["schema"] = { type: "string" };
      }
    }
  }
  return /** @type {import("openapi-typescript").OpenAPI3} */ (/** @type {unknown} */ (document));
}
