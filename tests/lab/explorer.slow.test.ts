import { execSync } from "node:child_process";
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
/** A copy, beside which there are the records of BORAT's small runs alone. */
const folder = "reports/explorer-in-lab";

/** What the page is compared with. */
interface Run {
  readonly hash: string;
  readonly config: { readonly method: string; readonly eta: number; readonly seed: number };
}

describe.runIf(hasBrowser)("the explorer of runs in JupyterLab", () => {
  const recorded = readFileSync(join(root, "docs/records/small.jsonl"), "utf8");
  const runs = recorded
    .trimEnd()
    .split("\n")
    .map((line): Run => JSON.parse(line));
  const one = runs.find(({ config }) => config.method === "borat" && config.seed === 1)!;
  const id = one.hash.slice(0, 8);
  let lab: Lab;
  let page: Page;
  let notebook: OpenNotebook;
  let explorer: Locator;

  const column = (name: string) => explorer.locator(`.head input[data-column="config.${name}"]`);
  const counted = () => explorer.locator(".count").textContent();

  beforeAll(async () => {
    const results = join(root, folder, "fit/results");
    mkdirSync(results, { recursive: true });
    copyFileSync(join(root, "docs/records/small.jsonl"), join(results, "small.jsonl"));
    copyFileSync(join(root, "notebooks/01-explore.ipynb"), join(root, folder, "copy.ipynb"));
    lab = await openLab();
    page = lab.page;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    notebook = await openNotebook(lab, `${folder}/copy.ipynb`);
    explorer = notebook.panel.locator(".triptych-explorer").first();
  }, 400_000);

  afterAll(async () => {
    await lab.stop();
    rmSync(join(root, folder), { recursive: true, force: true });
  });

  it("shows every run, and those that a filter lets through", async () => {
    await notebook.runAll();
    await explorer.locator(".row").first().waitFor();
    await expect.poll(counted).toBe(`${runs.length} of ${runs.length} runs`);
    await column("eta").fill("> 0.1");
    const few = runs.filter(({ config }) => config.eta > 0.1).length;
    await expect.poll(counted).toBe(`${few} of ${runs.length} runs`);
    await column("eta").fill("");
  }, 240_000);

  it("groups runs by a setting", async () => {
    await explorer.locator("select.group").selectOption("config.method");
    const [first] = [...new Set(runs.map(({ config }) => config.method))].sort();
    const own = runs.filter(({ config }) => config.method === first).length;
    const heading = explorer.locator(".row.group").first();
    await expect
      .poll(() => heading.textContent())
      .toContain(`config.method: ${first} (${own} runs`);
    await explorer.locator("select.group").selectOption("");
  }, 60_000);

  it("tells of the run whose point is clicked its settings and the command that repeats it", async () => {
    await explorer.locator(".search").fill(id);
    await expect.poll(counted).toBe(`1 of ${runs.length} runs`);
    const points = explorer.locator(".points");
    const { width, height } = (await points.boundingBox())!;
    // A point alone is in the middle of its axes.
    await points.click({ position: { x: (58 + width - 12) / 2, y: (10 + height - 34) / 2 } });
    const details = explorer.locator(".details");
    await expect.poll(() => details.textContent()).toContain(id);
    await explorer.locator(".copy").click();
    await expect.poll(() => explorer.locator(".copy").textContent()).toBe("Copied");
    const command = String(await page.evaluate("navigator.clipboard.readText()"));
    expect(command).toMatch(/^npx triptych run cell --set /);
    const again = join(root, folder, "again");
    execSync(`${command.replace("npx triptych", "node dist/cli.js")} --out ${again}`, {
      cwd: root,
    });
    expect(JSON.parse(readFileSync(join(again, "results.jsonl"), "utf8"))).toMatchObject({
      hash: one.hash,
      config: one.config,
    });
  }, 120_000);

  it("tells the next cell which runs are chosen", async () => {
    await explorer.locator(".search").fill("");
    await expect.poll(counted).toBe(`${runs.length} of ${runs.length} runs`);
    await explorer.locator(".row").first().click();
    await page.mouse.move(0, 0);
    await explorer.locator(".details").scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(screenshots, "explorer.png") });
    await notebook.runNew("runs.selected.map(({ hash }) => hash)");
    const hashes = [one, runs[0]!].map(({ hash }) => `'${hash}'`);
    await expect(notebook.lastOutput()).resolves.toContain(hashes.join(", "));
  }, 120_000);
});
