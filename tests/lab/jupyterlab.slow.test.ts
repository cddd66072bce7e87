import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasBrowser, type Lab, openLab, openNotebook, screenshots } from "../helpers/jupyterlab.ts";

describe.runIf(hasBrowser)("JupyterLab with the kernel", () => {
  let lab: Lab;
  let page: Page;

  beforeAll(async () => {
    lab = await openLab();
    page = lab.page;
  }, 120_000);

  afterAll(() => lab.stop());

  it("runs the tour with its plots, tables and progress bars", async () => {
    const notebook = await openNotebook(lab, "notebooks/00-start.ipynb");
    await notebook.runAll();
    const plot = notebook.outputs(".plot-container").first();
    await plot.waitFor({ timeout: 20_000 });
    await plot.scrollIntoViewIfNeeded();
    await expect(plot.isVisible()).resolves.toBe(true);
    await expect(notebook.outputs("table").count()).resolves.toBeGreaterThan(1);
    await expect(notebook.outputs("[role=progressbar]").count()).resolves.toBe(1);
    await page.screenshot({ path: join(screenshots, "start.png") });
  }, 180_000);

  it("draws the losses while training, and stops it with the interrupt button", async () => {
    const notebook = await openNotebook(lab, "notebooks/borat/02-comparison.ipynb");
    await notebook.runAll({ wait: false });
    const training = notebook.panel
      .locator(".jp-CodeCell", { hasText: "digitsResult = await" })
      .first();
    await training.scrollIntoViewIfNeeded();
    await training.locator(".legendtext", { hasText: "BORAT 5" }).waitFor({ timeout: 120_000 });
    await expect(training.locator("[role=progressbar]").isVisible()).resolves.toBe(true);
    await training.evaluate((cell) => cell.scrollIntoView({ block: "start" }));
    await page.waitForTimeout(1000);
    await page.screenshot({ path: join(screenshots, "training.png") });
    await notebook.interrupt();
    await expect(training.textContent()).resolves.toContain("Interrupted");
    await notebook.runNew("digits.train.size");
    await expect(notebook.lastOutput()).resolves.toContain("1000");
  }, 180_000);

  it("stops an endless loop with the interrupt button and keeps the variables", async () => {
    const notebook = await openNotebook(lab, "notebooks/00-start.ipynb");
    await notebook.runNew("const kept = 41;");
    await notebook.runNew("while (true) {}", { wait: false });
    await page.waitForTimeout(1000);
    await notebook.interrupt();
    await expect(notebook.lastOutput()).resolves.toContain("Interrupted");
    await notebook.runNew("kept + 1");
    await expect(notebook.lastOutput()).resolves.toContain("42");
  }, 120_000);

  it("stops at a breakpoint set in the gutter, and shows the variables", async () => {
    const notebook = await openNotebook(lab, "notebooks/00-start.ipynb");
    const code = "function shift(x: number) {\nconst moved = x + 1;\nreturn moved;\n}\nshift(41)";
    await notebook.runNew(code);
    await notebook.panel.locator(".jp-DebuggerBugButton").first().click();
    const cell = notebook.panel.locator(".jp-CodeCell", { hasText: "const moved" });
    const gutter = cell.locator(".cm-gutter.cm-breakpoint-gutter");
    await gutter.waitFor();
    await page.waitForTimeout(1000);
    const line = cell.locator(".cm-line", { hasText: "const moved" });
    const [column, row] = [await gutter.boundingBox(), await line.boundingBox()];
    await page.mouse.click((column?.x ?? 0) + 5, (row?.y ?? 0) + 8);
    await page.locator(".jp-DebuggerBreakpoints", { hasText: "Cell [" }).waitFor();
    await line.click();
    await page.keyboard.press("Control+Enter");
    await page.locator(".jp-DebuggerCallstack", { hasText: "shift" }).waitFor();
    await page.locator('[data-command="debugger:next"]').first().click();
    await page.locator(".jp-DebuggerCallstack", { hasText: "Cell [*]:3" }).waitFor();
    const variables = page.locator(".jp-DebuggerVariables", { hasText: /moved.*42/ });
    await variables.waitFor();
    await expect(variables.textContent()).resolves.toContain("x");
    await page.screenshot({ path: join(screenshots, "debugger.png") });
    await page.locator('[data-command="debugger:continue"]').first().click();
    await notebook.panel.locator(".jp-DebuggerBugButton").first().click();
    await notebook.runNew("shift(1)");
    await expect(notebook.lastOutput()).resolves.toContain("2");
  }, 180_000);
});
