import { copyFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  hasBrowser,
  type Lab,
  type OpenNotebook,
  openLab,
  openNotebook,
  screenshots,
} from "../helpers/jupyterlab.ts";

const root = join(import.meta.dirname, "../..");
/** A copy, since it is saved. */
const copy = "reports/widgets-in-lab.ipynb";

describe.runIf(hasBrowser)("widgets in JupyterLab", () => {
  let lab: Lab;
  let page: Page;
  let notebook: OpenNotebook;

  const cell = (text: string): Locator =>
    notebook.panel.locator(".jp-CodeCell", { hasText: text }).first();
  const picture = async (name: string) =>
    await page.screenshot({ path: join(screenshots, `widgets-${name}.png`) });
  const textOf = (locator: Locator) => async () => (await locator.allTextContents()).join(" ");

  beforeAll(async () => {
    mkdirSync(join(root, "reports"), { recursive: true });
    copyFileSync(join(root, "notebooks/01-widgets.ipynb"), join(root, copy));
    lab = await openLab();
    page = lab.page;
    notebook = await openNotebook(lab, copy);
  }, 400_000);

  afterAll(async () => {
    await lab.stop();
    rmSync(join(root, copy), { force: true });
  });

  it("redraws a linked plot when a slider moves", async () => {
    await notebook.runAll();
    const plotted = cell("frequency");
    await expect.poll(textOf(plotted.locator(".gtitle")), { timeout: 60_000 }).toBe("sin(2 t)");
    await plotted.locator("input[type=range]").fill("4.5");
    await expect.poll(textOf(plotted.locator(".gtitle")), { timeout: 60_000 }).toBe("sin(4.5 t)");
    await plotted.scrollIntoViewIfNeeded();
    await picture("light");
  }, 240_000);

  it("sorts a linked table by the option that is chosen", async () => {
    const first = cell("sorted by").locator("tbody tr").first();
    await expect.poll(textOf(first)).toContain("Bergen");
    await cell("sorted by").locator("select").selectOption({ label: "people" });
    await expect.poll(textOf(first)).toContain("Porto");
  }, 60_000);

  it("shares its state both ways with a module of the user's own", async () => {
    const button = cell("anywidget").locator("button", { hasText: "times" });
    await expect.poll(textOf(button)).toBe("pressed 3 times");
    await button.click();
    await notebook.runNew('"counted " + counter.get("count")');
    await expect(notebook.lastOutput()).resolves.toContain("counted 4");
  }, 60_000);

  it("shows where a point of a chart is", async () => {
    const plot = cell("learning rate").locator(".triptych-chart .plot");
    await plot.scrollIntoViewIfNeeded();
    await plot.hover();
    const tip = cell("learning rate").locator(".triptych-chart .tip");
    await expect.poll(textOf(tip)).toMatch(/^step \d+.*loss .*weight/);
    await picture("chart");
  }, 60_000);

  it("draws a live chart while a cell runs, and the cell hears the slider", async () => {
    await notebook.runNew(
      `const live = lineChart({ series: { height: [] } });
       const stop = slider({ min: 0, max: 1, label: "stop" });
       display(stop);
       display(live);
       for (let i = 0; stop.get("value") < 1; i++) {
         live.push({ height: Math.sin(i / 10) });
         await new Promise((resolve) => setTimeout(resolve, 5));
       }
       "the slider stopped it"`,
      { wait: false },
    );
    const running = cell("stop.get");
    const line = running.locator(".triptych-chart path.line").first();
    await line.waitFor({ timeout: 60_000 });
    const before = await line.getAttribute("d");
    await expect.poll(() => line.getAttribute("d"), { timeout: 60_000 }).not.toBe(before);
    await running.locator("input[type=range]").fill("1");
    await expect.poll(() => notebook.lastOutput(), { timeout: 60_000 }).toContain("stopped it");
  }, 180_000);

  it("is drawn again, with its state and in a dark theme, after the page was loaded anew", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+s");
    const isSaved = () => readFileSync(join(root, copy), "utf8").includes("counted 4");
    await expect.poll(isSaved, { timeout: 60_000 }).toBe(true);
    await useDarkTheme(page, lab);
    await page.reload();
    await notebook.panel.waitFor();
    const button = cell("anywidget").locator("button", { hasText: "times" });
    await expect.poll(textOf(button), { timeout: 60_000 }).toBe("pressed 4 times");
    const training = cell("learning rate");
    const color = () =>
      training
        .locator(".triptych-control")
        .evaluate(
          (element) => element.ownerDocument.defaultView?.getComputedStyle(element).color ?? "",
        );
    await expect.poll(color, { timeout: 60_000 }).toMatch(/^rgba?\((2\d\d, ){2}2\d\d/);
    await training.locator(".triptych-chart .plot").hover();
    await picture("dark");
  }, 180_000);
});

async function useDarkTheme(page: Page, { url }: Lab): Promise<void> {
  const cookies = await page.context().cookies();
  const token = cookies.find(({ name }) => name === "_xsrf")?.value ?? "";
  const settings = "lab/api/settings/@jupyterlab/apputils-extension:themes";
  const answer = await page.request.put(`${url}/${settings}`, {
    headers: { "X-XSRFToken": token },
    data: { raw: '{ "theme": "JupyterLab Dark" }' },
  });
  expect(answer.status()).toBe(204);
}
