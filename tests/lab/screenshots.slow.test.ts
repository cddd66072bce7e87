import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasBrowser, type Lab, openLab, openNotebook, screenshots } from "../helpers/jupyterlab.ts";

/** An output of a notebook, by its cell's code. */
interface Picture {
  readonly file: string;
  readonly notebook: string;
  readonly code: string;
}

const pictures: readonly Picture[] = [
  { file: "borat.png", notebook: "borat/01-method.ipynb", code: "film(raceFrames(scenes[racing]" },
  { file: "lsrl.png", notebook: "lsrl/02-continuous.ipynb", code: "exploreVec2vec(" },
  { file: "fit.png", notebook: "fit/03-distribution-shift.ipynb", code: "type MethodAccuracy" },
];

// The pictures of the pages in docs/.
describe.runIf(hasBrowser)("a paper's notebook in JupyterLab", () => {
  let lab: Lab;
  let page: Page;

  beforeAll(async () => {
    lab = await openLab();
    page = lab.page;
    await page.setViewportSize({ width: 1100, height: 880 });
  }, 240_000);

  afterAll(() => lab.stop());

  it.each(pictures)(
    "is drawn: $file",
    async ({ file, notebook, code }) => {
      const { panel, runAll, interrupt } = await openNotebook(lab, `notebooks/${notebook}`);
      await page.keyboard.press("Control+b"); // more room without the list of files
      await runAll({ wait: false });
      const cell = panel.locator(".jp-CodeCell", { hasText: code }).last();
      await cell.scrollIntoViewIfNeeded();
      // Plotly itself is an output, too, which is not to be seen.
      const output = cell.locator(".jp-OutputArea-output").filter({ visible: true }).first();
      await output.waitFor({ timeout: 600_000 });
      await settle(output);
      await page.mouse.move(0, 0);
      await expect(cell.locator("[data-mime-type$=error]").count()).resolves.toBe(0);
      const [shown, all] = [await output.boundingBox(), await panel.boundingBox()];
      expect(shown!.y).toBeGreaterThan(all!.y);
      expect(shown!.y + shown!.height).toBeLessThanOrEqual(all!.y + all!.height);
      await page.screenshot({ path: join(screenshots, file) });
      await interrupt();
    },
    900_000,
  );
});

/** Scrolls until an output is whole in view and stays: those above it are still being drawn. */
async function settle(output: Locator): Promise<void> {
  const place = async () => {
    await output.evaluate((element) => element.scrollIntoView({ block: "end" }));
    await output.page().waitForTimeout(1500);
    return JSON.stringify(await output.boundingBox());
  };
  let last = "";
  await expect
    .poll(
      async () => {
        const before = last;
        last = await place();
        return last === before;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
}
