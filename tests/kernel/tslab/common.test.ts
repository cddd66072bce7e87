import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildKernel } from "../../helpers/kernel-build.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const notebook = fileURLToPath(new URL("./common.ipynb", import.meta.url));
const tslab = join(root, "node_modules/tslab/bin/tslab");
const built = buildKernel();
const jupyterPath = mkdtempSync(join(tmpdir(), "triptych-tslab-"));

beforeAll(() => {
  const kernel = [join(built, "kernel/main.js"), "--prelude", join(built, "index.js")];
  addKernel("own", [...kernel, "{connection_file}"]);
  addKernel("tslab", [tslab, "kernel", "--config-path={connection_file}"]);
});

afterAll(() => rmSync(jupyterPath, { recursive: true, force: true }));

function addKernel(name: string, command: readonly string[]): void {
  const folder = join(jupyterPath, "kernels", name);
  mkdirSync(folder, { recursive: true });
  const spec = { argv: [process.execPath, ...command], display_name: name, language: "typescript" };
  writeFileSync(join(folder, "kernel.json"), JSON.stringify(spec));
}

interface NotebookOutput {
  readonly output_type: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
}

/** What each code cell shows; the plain text beside a richer form is left out, for tslab sends none. */
async function execute(kernel: string): Promise<readonly unknown[]> {
  const { stdout } = await promisify(execFile)(
    join(root, ".venv/bin/jupyter-nbconvert"),
    [
      ...["--to", "notebook", "--execute", "--stdout"],
      ...[`--ExecutePreprocessor.kernel_name=${kernel}`, notebook],
    ],
    { env: { ...process.env, JUPYTER_PATH: jupyterPath } },
  );
  const { cells } = JSON.parse(stdout) as {
    cells: readonly { readonly cell_type: string; readonly outputs?: readonly NotebookOutput[] }[];
  };
  return cells
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ outputs = [] }) => outputs.map(shown));
}

function shown({ output_type, text, data = {} }: NotebookOutput): unknown {
  if (output_type === "stream") return joined(text);
  const richest = Object.keys(data).filter((type) => type !== "text/plain");
  const types = richest.length > 0 ? richest : Object.keys(data);
  return Object.fromEntries(types.map((type) => [type, joined(data[type]).trim()]));
}

function joined(text: string | readonly string[] = ""): string {
  return typeof text === "string" ? text : text.join("");
}

describe("a notebook in the subset common with tslab", () => {
  const outputs = [
    ["notebook.ipynb node,tslab,typescript\n"],
    [],
    ["left,right red,teal\n"],
    ["1 [ 4, 9 ]\n"],
    ["13\n"],
    [
      { "text/html": "<b>bold</b>" },
      { "text/markdown": "**bold**" },
      { "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>' },
      { "image/png": expect.stringMatching(/^iVBOR/) },
    ],
    [{ "text/plain": "done" }],
  ];

  it("runs on this kernel", { timeout: 300_000 }, async () => {
    expect(await execute("own")).toEqual(outputs);
  });

  it.skipIf(!existsSync(tslab))(
    "runs on tslab's, where that is installed",
    { timeout: 300_000 },
    async () => {
      expect(await execute("tslab")).toEqual(outputs);
    },
  );
});
