import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rewrite } from "../../../src/lsrl/compile/rewrite/index.ts";
import {
  exploreTok2tok,
  exploreVec2vec,
  historyPlayer,
  programGraph,
  timeline,
  weightMaps,
} from "../../../src/lsrl/display/index.ts";
import { approximator, compiled, countingProgram, dictionary } from "./programs.ts";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const screenshots =
  process.env["TRIPTYCH_SCREENSHOTS"] ?? join(import.meta.dirname, "../../../reports");
const pairs = [
  ["FRA", "PAR"],
  ["CAN", "OTT"],
  ["ITA", "ROM"],
] as const;

// Needs a browser: set CHROMIUM to its path where it is not at /usr/bin/chromium.
describe.skipIf(!existsSync(executablePath))("pages in a browser", () => {
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
    page.on("pageerror", ({ message }) => errors.push(message));
  }, 60_000);

  afterAll(async () => {
    await browser.close();
  });

  const show = (...outputs: readonly string[]) =>
    page.setContent(`<meta charset="utf-8"><body>${outputs.join("")}</body>`);
  const text = (part: string) => page.locator(`[data-part=${part}]`).first().textContent();
  const finish = async (name: string) => {
    await page.screenshot({ path: join(screenshots, `lsrl-${name}.png`), fullPage: true });
    expect(errors.splice(0)).toEqual([]);
  };

  it("looks words up as they are typed, twice on one page", async () => {
    const { html } = exploreTok2tok(compiled(dictionary().program), { pairs, query: "CAN" });
    await show(html, html);
    await page.locator("[data-part=query]").nth(1).fill("ita");
    await expect(page.locator("[data-part=answer]").allTextContents()).resolves.toEqual([
      "OTT",
      "ROM",
    ]);
    await page.locator("[data-add]").first().click();
    await page.locator("[data-pair='3'][data-field=key]").fill("USA");
    await page.locator("[data-pair='3'][data-field=value]").fill("WAS");
    await page.locator("[data-part=query]").first().fill("USA");
    await expect(text("answer")).resolves.toBe("WAS");
    await page.locator("[data-part=choice]").first().selectOption({ index: 3 });
    await page
      .locator("[data-part=cells]")
      .first()
      .hover({ position: { x: 130, y: 100 } });
    await expect(text("reading")).resolves.toMatch(/^step \d+ \(token \w\): .+ = /);
    await finish("dictionary");
  });

  it("approximates the function that the reader writes, where the reader points", async () => {
    const { html } = exploreVec2vec(compiled(approximator(2).program), { formulas: ["x + y"] });
    await show(html);
    await page.locator("[data-formula]").fill("exp(-20 * ((x - .5) ** 2 + (y - .5) ** 2))");
    // The middle of the cell at (4, 3) of 8.
    const [x, y] = [4.5 / 8, 3.5 / 8];
    const position = { x: 34 + x * 260, y: 22 + (1 - y) * 260 };
    await page.locator("[data-part=map]").first().click({ position });
    const value = Math.exp(-20 * 2 * (0.5 / 8) ** 2);
    await expect(text("answer")).resolves.toContain(`network ${value.toPrecision(3)} `);
    await finish("function");
  });

  it("plays a history to its end, and goes where the reader clicks", async () => {
    const program = countingProgram();
    const { history } = rewrite(program, { history: true });
    await show(historyPlayer(program, history).html);
    await page.locator("[data-part=slider]").fill(String(history.length - 1));
    await page.locator("[data-part=play]").click();
    await page.locator("[data-part=caption]", { hasText: "a path: done" }).waitFor();
    await expect(text("play")).resolves.toBe("Play");
    await finish("history");
    await page.locator("[data-part=chart]").click({ position: { x: 46, y: 40 } });
    await expect(text("caption")).resolves.toContain("the program");
  });

  it("shows weights and states under the pointer", async () => {
    await show(weightMaps(compiled(dictionary().program)).html);
    await page
      .locator("svg")
      .first()
      .hover({ position: { x: 8, y: 114 } });
    await expect(text("reading")).resolves.toMatch(/^stage 1 A \[0, 0\] = /);
    await finish("weights");
    await show(timeline(countingProgram().trace([1, 0, 1])).html);
    await page.locator("[data-part=cells]").hover({ position: { x: 50, y: 48 } });
    await expect(text("reading")).resolves.toBe("step 2: ones = 2");
    await finish("states");
  });

  it("fits a wide graph to the page", async () => {
    await show(`${programGraph(dictionary().program).toBundle()["text/html"]}`);
    await page.locator("[data-part=fit]").click();
    const width = await page.locator("svg").evaluate((svg) => svg.getBoundingClientRect().width);
    expect(width).toBeLessThanOrEqual(1000);
    await finish("program");
  });

  it.each([
    { name: "keeps names", options: { keepNames: true } },
    { name: "makes all short", options: { minify: true } },
  ])("works from a bundle that $name", async ({ options }) => {
    const folder = mkdtempSync(join(tmpdir(), "triptych-lsrl-"));
    try {
      const source = join(folder, "entry.ts");
      const bundle = join(folder, "entry.mjs");
      const lsrl = JSON.stringify(join(import.meta.dirname, "../../../src/lsrl")).slice(1, -1);
      writeFileSync(
        source,
        `import { compile } from "${lsrl}/compile/index.ts";
        import { exploreTok2tok } from "${lsrl}/display/index.ts";
        import { tok2tok } from "${lsrl}/programs/index.ts";
        const network = compile(tok2tok({ keyLength: 3, maxToken: 26 }).program);
        export const { html } = exploreTok2tok(network, { pairs: ${JSON.stringify(pairs)} });`,
      );
      await build({
        entryPoints: [source],
        outfile: bundle,
        bundle: true,
        platform: "node",
        format: "esm",
        ...options,
      });
      const { html }: { html: string } = await import(pathToFileURL(bundle).href);
      await show(html);
      await page.locator("[data-part=query]").fill("CAN");
      await expect(text("answer")).resolves.toBe("OTT");
      expect(errors.splice(0)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
