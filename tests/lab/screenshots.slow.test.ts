import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab, openNotebook, startLab } from "../helpers/jupyterlab.ts";

const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const folder = process.env["TRIPTYCH_SCREENSHOTS"] ?? join(import.meta.dirname, "../../reports");

const pictures = [
  { file: "borat.png", notebook: "notebooks/borat/01-method.ipynb", shown: ".plot-container" },
  { file: "fit.png", notebook: "notebooks/fit/01-steering.ipynb", shown: "table" },
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

  it.each(pictures)("is drawn: $file", async ({ file, notebook, shown }) => {
    const opened = await openNotebook(page, lab, notebook);
    await opened.runAll();
    const output = opened.outputs(shown).last();
    await output.scrollIntoViewIfNeeded();
    await expect(output.isVisible()).resolves.toBe(true);
    await page.screenshot({ path: join(folder, file) });
  }, 900_000);
});
