// What people do on the screens, each with a look at what opens.
import { readFileSync } from "node:fs";

/** @param {import("./browser.mjs").Walk} walk @param {string} tenant */
export async function act(walk, tenant) {
  const { page } = walk;
  walk.step("the playground streams, and stops when told");
  await walk.go(`/t/${tenant}/playground`);
  await page.getByLabel("Your question").fill("What is a holdfast?");
  await page.keyboard.press("Enter");
  await page.locator('[data-testid="answer"][data-state="done"]').waitFor({ timeout: 60_000 });
  await walk.look("act-playground-answer");
  await page.getByLabel("Your question").fill("And once more, at length?");
  await page.keyboard.press("Enter");
  const stop = page.getByRole("button", { name: "Stop" });
  await stop.click().catch(() => undefined);
  await page.getByRole("button", { name: "Send" }).waitFor();

  walk.step("a key is made, shown once, and revoked");
  await walk.go(`/t/${tenant}/keys`);
  await page.getByRole("button", { name: "Create a key" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("walk-key");
  await walk.look("act-key-form");
  await page.getByRole("button", { name: "Create the key" }).click();
  await page.getByTestId("secret").waitFor();
  await walk.look("act-key-secret");
  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.getByRole("button", { name: "Revoke walk-key" }).click();
  await page.getByRole("button", { name: "Revoke the key" }).waitFor();
  await walk.look("act-key-revoke");
  await page.getByRole("button", { name: "Revoke the key" }).click();
  await page.getByText("“walk-key” is revoked").waitFor();

  walk.step("a budget is set");
  await walk.go(`/t/${tenant}/projects`);
  await page.getByRole("button", { name: "Change Default" }).click();
  await page.getByLabel("Budget per month, in US dollars").fill("250");
  await walk.look("act-budget");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Default is saved").waitFor();

  walk.step("a provider is tested, and a price entered");
  await walk.go(`/t/${tenant}/providers`);
  await page
    .getByRole("button", { name: /^Test / })
    .first()
    .click();
  await page
    .getByText(/It answers, in|The test failed/)
    .first()
    .waitFor();
  await page
    .getByRole("button", { name: /^Price of / })
    .first()
    .click();
  await walk.look("act-price");
  await page.getByRole("button", { name: "Cancel" }).click();
  walk.step("a dialog from a menu has the focus, and gives it back to the menu's button");
  const more = page.getByRole("button", { name: /^More for / }).first();
  await more.press("Enter");
  await page.getByRole("menuitem", { name: "Remove" }).press("Enter");
  await page.getByRole("dialog").locator(":focus").waitFor();
  await walk.look("act-provider-remove");
  await page.locator('[role="dialog"] :focus').press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator('button[aria-label^="More for "]:focus').waitFor();

  walk.step("a provider's form is looked at");
  await page.getByRole("button", { name: "Add a provider" }).first().click();
  await walk.look("act-provider-form");
  await page.getByRole("button", { name: "Cancel" }).click();

  walk.step("the chain is verified, and a record opened");
  await walk.go(`/t/${tenant}/audit`);
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await page.getByText("The chain is intact.").waitFor();
  await page
    .getByRole("button", { name: /record \d+$/ })
    .first()
    .click();
  await page.getByRole("dialog").getByText("Hash").waitFor();
  await walk.look("act-audit-record");
  await page.keyboard.press("Escape");
  await page.getByLabel("Search").fill("no such thing anywhere");
  await page.getByText("No record matches").waitFor();
  await walk.look("act-audit-nothing");

  walk.step("a wrong licence is refused with a reason");
  await walk.go("/platform/licence");
  await page.getByLabel("Or paste its text").fill("not a licence");
  walk.expected += 1;
  await page.getByRole("button", { name: "Add the licence" }).click();
  await page.getByRole("alert").waitFor();
  await walk.look("act-licence-refused");

  walk.step("a request and a report of use are written, and saved as files");
  await walk.go("/platform/licence");
  await page.getByRole("button", { name: "Write a request" }).click();
  await saved(walk, /^Save .*\.txt$/, "holdfast");
  await page.getByRole("button", { name: "Write a report" }).click();
  await saved(walk, /^Save .*\.csv$/, ",");
  await saved(walk, /^Save .*\.holdfast-usage$/, "");
  await walk.look("act-licence-files");

  walk.step("the certificate is looked at");
  await walk.go("/platform/certificate");
  await page.getByText(/^In force, and ends /).waitFor();
  await page.getByText(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/).waitFor();

  walk.step("data keys are wrapped again and made anew, where a secret was entered");
  await walk.go("/platform/data-keys");
  const none = page.getByText("There is no data key yet");
  await none.or(page.getByRole("button", { name: "Wrap all again" })).waitFor();
  if (await none.isVisible()) {
    await walk.look("act-data-keys-none");
  } else {
    await page.getByRole("button", { name: "Wrap all again" }).click();
    await page.getByText(/data keys? (was|were) wrapped again/).waitFor();
    await page
      .getByRole("button", { name: /^New key for/ })
      .first()
      .click();
    await walk.look("act-data-key-new");
    await page.getByRole("button", { name: "Make the new key" }).click();
    await page.getByText("1 data key was made").waitFor();
    await page.getByText("opens only").first().waitFor();
  }

  walk.step("a backup is taken, verified and drilled");
  await walk.go("/platform/backups");
  await walk.look("act-backups-none");
  await page.getByRole("button", { name: "Take a backup now" }).click();
  await page.getByRole("button", { name: "Verify" }).first().click({ timeout: 60_000 });
  await page.getByText("The backup is whole").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Drill" }).first().click();
  await page.getByText(/The drill held: .* audit chains? holds?/).waitFor({ timeout: 60_000 });
  await walk.look("act-backups-drilled");
  const moment = page.getByRole("button", { name: "Drill the latest" });
  if (await moment.isVisible()) {
    walk.step("the latest moment of the database's log is drilled");
    await Promise.all([
      page.waitForResponse(/\/point-in-time\/drill$/, { timeout: 60_000 }),
      moment.click(),
    ]);
    await page
      .getByText(/^The drill held: /)
      .last()
      .waitFor();
    await walk.look("act-moment-drilled");
  }

  walk.step("what support would get is gathered, and shown before anything is written");
  await walk.go("/platform/support");
  await page.getByRole("button", { name: "Gather and show" }).click();
  await page.getByText("Each file as it would leave.").waitFor({ timeout: 60_000 });
  await walk.look("act-support-preview");

  walk.step("the menu opens on a narrow screen");
  await page.setViewportSize({ width: 360, height: 780 });
  await page.getByRole("button", { name: "Open the menu" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "API keys" }).waitFor();
  await walk.look("act-menu-narrow");
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 1440, height: 900 });
}

/**
 * Saves the file that a button offers, and looks into it.
 * @param {import("./browser.mjs").Walk} walk @param {RegExp} button @param {string} holds
 */
async function saved(walk, button, holds) {
  const offer = walk.page.getByRole("button", { name: button });
  const name = ((await offer.textContent()) ?? "").replace(/^Save /, "");
  const [file] = await Promise.all([walk.page.waitForEvent("download"), offer.click()]);
  const text = readFileSync(await file.path(), "utf8");
  if (file.suggestedFilename() !== name)
    walk.fault(`${name} is called ${file.suggestedFilename()}`);
  if (text === "" || !text.toLowerCase().includes(holds)) walk.fault(`${name} holds: ${text}`);
}

/** @param {import("./browser.mjs").Walk} walk @param {{email: string, passphrase: string}} person */
export async function signOutAndIn(walk, person) {
  const { page } = walk;
  walk.step("signing out, a wrong passphrase, signing in by keyboard alone");
  walk.expected += 4;
  await page.getByRole("button", { name: /^Account/ }).click();
  await walk.look("act-account-menu");
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Passphrase", { exact: true }).fill("not the passphrase at all");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await walk.look("act-sign-in-refused");
  await page.getByLabel("Passphrase", { exact: true }).fill(person.passphrase);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1 }).filter({ hasNotText: "Sign in" }).waitFor();
  await walk.settle();
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement?.textContent ?? "");
  if (!first.includes("Skip to the content")) walk.fault(`the first stop of Tab is "${first}"`);
}
