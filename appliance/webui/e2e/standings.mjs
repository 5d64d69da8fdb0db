// The licence page and the banner in every way that a licence can stand; the made-up appliance has them all.
import { SIZES } from "./browser.mjs";

/** @param {import("./browser.mjs").Walk} walk */
export async function standings(walk) {
  const { page } = walk;
  /** @type {string[]} */
  const all = await (await page.request.get(`${walk.base}/api/mock/standings`)).json();
  for (const [at, standing] of all.entries()) {
    const scheme = at % 2 === 0 ? "light" : "dark";
    walk.step(`a licence that stands as ${standing}, ${scheme}`);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.setViewportSize(SIZES.wide);
    await walk.go("/platform/licence");
    await page.getByLabel("Or paste its text").first().fill(`holdfast ${standing}`);
    await page.getByRole("button", { name: "Add the licence" }).click();
    await page
      .getByText(/^It was taken\. /)
      .first()
      .waitFor();
    for (const size of Object.values(SIZES)) {
      await page.setViewportSize(size);
      await walk.look(`licence-${standing}-${size.name}`);
    }
  }
}
