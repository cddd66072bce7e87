import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildKernel } from "../../helpers/kernel-build.ts";
import { joined, type NotebookOutput, NotebookRunner, tslab } from "./notebook-run.ts";

const notebook = fileURLToPath(new URL("./common.ipynb", import.meta.url));
const built = buildKernel();
const runner = new NotebookRunner();

beforeAll(() => {
  const kernel = [join(built, "kernel/main.js"), "--prelude", join(built, "index.js")];
  runner.addKernel("own", [...kernel, "{connection_file}"]);
  runner.addKernel("tslab", [tslab, "kernel", "--config-path={connection_file}"]);
});

afterAll(() => runner.dispose());

/** What each code cell shows; the plain text beside a richer form is left out, for tslab sends none. */
async function execute(kernel: string): Promise<readonly unknown[]> {
  return (await runner.execute(kernel, notebook)).map((outputs) => outputs.map(shown));
}

function shown({ output_type, text, data = {} }: NotebookOutput): unknown {
  if (output_type === "stream") return joined(text);
  const richest = Object.keys(data).filter((type) => type !== "text/plain");
  const types = richest.length > 0 ? richest : Object.keys(data);
  return Object.fromEntries(types.map((type) => [type, joined(data[type]).trim()]));
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
