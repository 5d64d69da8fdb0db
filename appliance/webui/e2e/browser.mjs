// One browser, and what is watched in it all the time: errors, the policy, requests that leave the house.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @typedef {{ width: number, height: number, name: string }} Size */
/** @type {Record<"wide" | "narrow", Size>} */
export const SIZES = {
  wide: { width: 1440, height: 900, name: "wide" },
  narrow: { width: 360, height: 780, name: "narrow" },
};

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What went wrong, and how to look at it. */
export class Walk {
  /** @type {string[]} */
  faults = [];
  /** @type {string[]} */
  steps = [];

  /**
   * @param {import("playwright-core").Browser} browser
   * @param {import("playwright-core").BrowserContext} context
   * @param {import("playwright-core").Page} page
   * @param {string} base
   * @param {string | undefined} shots
   */
  constructor(browser, context, page, base, shots) {
    this.browser = browser;
    this.context = context;
    this.page = page;
    this.base = base;
    this.shots = shots;
    /** Answers with an error status that a step provokes on purpose. */
    this.expected = 0;
  }

  /** @param {string} words */
  fault(words) {
    this.faults.push(words);
    console.error(`  ✗ ${words}`);
  }

  /** @param {string} words */
  step(words) {
    this.steps.push(words);
    console.log(`· ${words}`);
  }

  /** @param {string} path */
  async go(path) {
    await this.page.goto(this.base + path);
    await this.settle();
  }

  /** Until nothing loads any more. */
  async settle() {
    await this.page.waitForLoadState("domcontentloaded");
    await this.page.locator("h1").first().waitFor();
    await this.page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    await this.page.evaluate(() => document.fonts.ready.then(() => undefined));
    await this.page.waitForTimeout(180);
  }

  /** @param {string} name */
  async shot(name) {
    if (this.shots === undefined) return;
    await this.page.screenshot({
      path: join(this.shots, `${name}.png`),
      fullPage: !name.startsWith("act-"),
    });
  }

  /** @param {string} name  axe, and whether the page is wider than the window */
  async check(name) {
    const found = await this.page.evaluate(async () => {
      // @ts-expect-error axe comes with the init script
      const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
      return violations
        .filter((/** @type {{impact: string}} */ one) =>
          ["serious", "critical"].includes(one.impact),
        )
        .map(
          (/** @type {{id: string, nodes: {target: string[], failureSummary: string}[]}} */ one) =>
            `${one.id}: ${one.nodes
              .slice(0, 3)
              .map((node) => `${node.target.join(" ")} ${node.failureSummary.split("\n")[1] ?? ""}`)
              .join(" | ")}`,
        );
    });
    for (const violation of found) this.fault(`${name}: axe ${violation}`);
    const over = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (over > 0) this.fault(`${name}: the page is ${over}px wider than the window`);
    const broken = await this.page.evaluate(() => {
      /** @type {string[]} */
      // @ts-expect-error kept by the init script
      const list = globalThis.__policyViolations;
      return list.splice(0);
    });
    for (const one of broken) this.fault(`${name}: the policy refused ${one}`);
  }

  /** @param {string} name */
  async look(name) {
    await this.settle();
    await this.check(name);
    await this.shot(name);
  }
}

/**
 * @param {{ base: string, shots?: string | undefined, chromium?: string | undefined }} options
 * @returns {Promise<Walk>}
 */
export async function open({ base, shots, chromium: path = "/usr/bin/chromium" }) {
  if (shots !== undefined) mkdirSync(shots, { recursive: true });
  const browser = await chromium.launch({ executablePath: path, headless: true, args: FLAGS });
  const context = await browser.newContext({
    viewport: SIZES.wide,
    colorScheme: "light",
    reducedMotion: "reduce",
    ignoreHTTPSErrors: true,
    locale: "en-GB",
  });
  // Not subject to the page's policy, unlike a script tag.
  await context.addInitScript({ content: axe });
  await context.addInitScript(() => {
    // @ts-expect-error for check()
    globalThis.__policyViolations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      // @ts-expect-error for check()
      globalThis.__policyViolations.push(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`,
      );
    });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const walk = new Walk(browser, context, page, base, shots);
  const origin = new URL(base).origin;
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) walk.fault(`a request left: ${request.url()}`);
  });
  page.on("pageerror", (error) => {
    walk.fault(`an error on the page: ${error.message}`);
  });
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const words = message.text();
    if (words.startsWith("Failed to load resource") && walk.expected > 0) walk.expected -= 1;
    else walk.fault(`the console says: ${words} ${message.location().url}`);
  });
  return walk;
}
