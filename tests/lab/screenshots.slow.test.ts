import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab, openNotebook, startLab } from "../helpers/jupyterlab.ts";

const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const folder = process.env["TRIPTYCH_SCREENSHOTS"] ?? join(import.meta.dirname, "../../reports");

const pictures = [
  { file: "borat.png", notebook: "borat/01-method.ipynb", code: "film(raceFrames(scenes[racing]" },
  { file: "lsrl.png", notebook: "lsrl/02-continuous.ipynb", code: "exploreVec2vec(" },
  { file: "fit.png", notebook: "fit/03-distribution-shift.ipynb", code: "type MethodAccuracy" },
];

// The pictures of the pages in docs/.
describe.skipIf(!existsSync(chromium))("a paper's notebook in JupyterLab", () => {
  let lab: Lab;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    lab = await startLab();
    page = await openLab(chromium, lab);
  }, 240_000);

  afterAll(async () => {
    await page.context().browser()?.close();
    await lab.stop();
  });

  it.each(pictures)(
    "is drawn: $file",
    async ({ file, notebook, code }) => {
      const { panel, runAll, interrupt } = await openNotebook(page, lab, `notebooks/${notebook}`);
      await runAll({ wait: false });
      const cell = panel.locator(".jp-CodeCell", { hasText: code }).last();
      await cell.scrollIntoViewIfNeeded();
      const output = cell.locator(".jp-OutputArea-output").last();
      await output.waitFor({ timeout: 600_000 });
      await cell.evaluate((element) => element.scrollIntoView({ block: "start" }));
      await page.waitForTimeout(2000); // until it is drawn
      await expect(output.isVisible()).resolves.toBe(true);
      await page.screenshot({ path: join(folder, file) });
      await interrupt();
    },
    900_000,
  );
});
