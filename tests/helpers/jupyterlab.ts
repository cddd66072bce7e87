import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium, type Locator, type Page } from "playwright-core";
import { expect } from "vitest";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** These tests need a browser: set CHROMIUM to its path where it is not at /usr/bin/chromium. */
export const hasBrowser = existsSync(executablePath);

/** Where pictures of pages go. */
export const screenshots =
  process.env["TRIPTYCH_SCREENSHOTS"] ?? join(import.meta.dirname, "../../reports");

/** A running JupyterLab server, and a page of a headless browser. */
export interface Lab {
  readonly url: string;
  readonly page: Page;
  readonly stop: () => Promise<void>;
}

/** Starts a server and opens it. */
export async function openLab(): Promise<Lab> {
  const server = await startServer();
  const page = await openPage(server.url);
  const stop = async () => {
    await page.context().browser()?.close();
    await server.stop();
  };
  return { url: server.url, page, stop };
}

/** Starts `npm run lab`'s server without a browser, on a free port and with settings of its own. */
async function startServer(): Promise<Omit<Lab, "page">> {
  const settings = mkdtempSync(join(tmpdir(), "triptych-lab-"));
  const notification = join(settings, "@jupyterlab/apputils-extension");
  mkdirSync(notification, { recursive: true });
  writeFileSync(
    join(notification, "notification.jupyterlab-settings"),
    JSON.stringify({ fetchNews: "false", checkForUpdates: false }),
  );
  const server = spawn(
    process.execPath,
    [
      "scripts/lab.mjs",
      "--no-browser",
      "--ServerApp.port=0",
      "--IdentityProvider.token=",
      `--LabApp.user_settings_dir=${settings}`,
      `--LabApp.workspaces_dir=${join(settings, "workspaces")}`,
    ],
    {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, JUPYTER_DATA_DIR: join(settings, "data") }, // cells of tests are no history
    },
  );
  const url = await new Promise<string>((resolve, reject) => {
    const lines = createInterface({ input: server.stderr });
    lines.on("line", (line) => {
      const address = /(http:\/\/(?:localhost|127\.0\.0\.1):\d+)\//.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
    server.on("exit", (code) => reject(new Error(`jupyter-lab ended with code ${code}`)));
  });
  const stop = async () => {
    server.kill("SIGTERM");
    await once(server, "exit");
    rmSync(settings, { recursive: true });
  };
  return { url, stop };
}

async function openPage(url: string): Promise<Page> {
  mkdirSync(screenshots, { recursive: true });
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const page = await browser.newPage({
    viewport: { width: 1400, height: 1000 },
    colorScheme: "light",
  });
  page.setDefaultTimeout(120_000); // a busy machine takes its time
  await page.goto(`${url}/lab?reset`);
  return page;
}

/** One notebook open in the page. */
export interface OpenNotebook {
  /** The notebook with its toolbar. */
  readonly panel: Locator;
  /** Runs every cell; waits until all have run unless told not to. */
  readonly runAll: (options?: { readonly wait?: boolean }) => Promise<void>;
  /** Appends a cell and runs it; waits until the kernel is idle unless told not to. */
  readonly runNew: (code: string, options?: { readonly wait?: boolean }) => Promise<void>;
  /** Presses the toolbar's interrupt button and waits until the kernel is idle. */
  readonly interrupt: () => Promise<void>;
  /** What matches a selector inside the outputs. */
  readonly outputs: (selector: string) => Locator;
  /** Text of the last cell that has an output. */
  readonly lastOutput: () => Promise<string>;
}

/** Opens a notebook by its path under the project. */
export async function openNotebook({ page, url }: Lab, path: string): Promise<OpenNotebook> {
  await page.goto(`${url}/lab/tree/${path}?reset`);
  const panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)");
  await panel.waitFor();
  await page.getByText("TypeScript (Triptych) | Idle").waitFor();
  await page.waitForTimeout(2000); // the session is announced before cells can be sent
  const press = async (key: string) => await page.keyboard.press(key);
  const prompts = panel.locator(".jp-CodeCell .jp-InputPrompt");
  const promptsWithout = async (pattern: RegExp) =>
    (await prompts.allTextContents()).filter((text) => !pattern.test(text));
  const settled = async (cell: RegExp) =>
    await expect.poll(() => promptsWithout(cell), { timeout: 900_000 }).toEqual([]);
  const idle = async () => {
    await page.waitForTimeout(500); // until the press has marked its cell as running
    await settled(/^\[[\d ]*\]:$/);
  };
  return {
    panel,
    runAll: async ({ wait = true } = {}) => {
      await page.getByRole("menuitem", { name: "Run", exact: true }).click();
      await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
      if (wait) await settled(/^\[\d+\]:$/);
    },
    runNew: async (code, { wait = true } = {}) => {
      await panel.locator(".jp-Notebook .jp-Cell").last().click();
      await press("Escape");
      await press("b");
      await press("Enter");
      await page.keyboard.insertText(code);
      await press("Control+Enter");
      if (wait) await idle();
    },
    interrupt: async () => {
      await panel.locator('[data-command="notebook:interrupt-kernel"]').first().click();
      await idle();
    },
    outputs: (selector) => panel.locator(`.jp-OutputArea-output ${selector}`),
    lastOutput: async () =>
      (await panel.locator(".jp-OutputArea-output").last().textContent()) ?? "",
  };
}
