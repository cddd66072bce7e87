import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/how-to/notebook-tools.md"), "utf8");

const notebookSchema = z.object({
  cells: z.array(
    z.object({
      metadata: z.object({ tags: z.array(z.string()).optional() }),
      source: z.array(z.string()),
      outputs: z.array(z.object({ text: z.array(z.string()) })),
    }),
  ),
});

// Installs papermill beside the project's Python, which the kernel comes from: needs a package registry.
describe("papermill with the translator", () => {
  const folder = mkdtempSync(join(tmpdir(), "triptych-papermill-"));
  const notebook = join(folder, "notebook.ipynb");
  const python = join(folder, "venv/bin/python");
  /** Gives all that it said. */
  const runPython = (args: readonly string[]): string => {
    const env = { JUPYTER_PATH: join(root, ".venv/share/jupyter"), ...process.env };
    const { status, stdout, stderr } = spawnSync(python, args, { cwd: root, env });
    if (status !== 0) throw new Error(`python ${args.join(" ")}: ${stderr}`);
    return `${stdout}${stderr}`;
  };
  const papermill = (output: string, ...options: readonly string[]): string =>
    runPython(["scripts/papermill_triptych.py", notebook, join(folder, output), ...options]);
  const read = (name: string) =>
    notebookSchema.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))).cells;
  /** What the last cell printed. */
  const found = (name: string): unknown =>
    JSON.parse(read(name).at(-1)?.outputs[0]?.text.join("") ?? "");

  beforeAll(() => {
    const [pinned = ""] = /papermill==\S+/.exec(page) ?? [];
    const venv = ["-m", "venv", join(folder, "venv")];
    execFileSync(join(root, ".venv/bin/python"), venv);
    runPython(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", pinned]);
    const cell = (source: string, tags: readonly string[] = []) => ({
      cell_type: "code",
      metadata: { tags },
      execution_count: null,
      outputs: [],
      source,
    });
    const cells = [
      cell(
        [
          "let numSteps = 10;",
          'let label = "none";',
          "let rates = [0.1];",
          "let limit: number | null = 3;",
          "let options = { seed: 0 };",
          "let seed = 0;",
        ].join("\n"),
        ["parameters"],
      ),
      cell(
        `const doubled: number = 2 * numSteps;
console.log(JSON.stringify({ doubled, label, rates, limit, options, seed }));`,
      ),
    ];
    const kernelspec = { name: "triptych", language: "typescript", display_name: "TypeScript" };
    const content = { nbformat: 4, nbformat_minor: 4, metadata: { kernelspec }, cells };
    writeFileSync(notebook, JSON.stringify(content));
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it("puts values of each kind after the tagged cell, and cells that follow have them", () => {
    const settings = join(folder, "settings.yaml");
    writeFileSync(
      settings,
      "rates: [0.5, 1.0e-3]\nlimit: null\noptions: { seed: 3, names: [true, x] }\n",
    );
    const label = `it's "so"\\`;
    papermill("out.ipynb", "-p", "numSteps", "240", "-p", "label", label, "-f", settings);
    expect(found("out.ipynb")).toEqual({
      doubled: 480,
      label,
      rates: [0.5, 0.001],
      limit: null,
      options: { seed: 3, names: [true, "x"] },
      seed: 0,
    });
    const tags = read("out.ipynb").map(({ metadata }) => metadata.tags);
    expect(tags).toEqual([["parameters"], ["injected-parameters"], []]);
  }, 120_000);

  it("warns of a name that the tagged cell does not declare", () => {
    const values = ["-p", "numStep", "240", "-p", "limit", "1"];
    const told = papermill("prepared.ipynb", ...values, "--prepare-only");
    expect(told.match(/unknown parameter: .*/g)).toEqual(["unknown parameter: numStep"]);
  }, 120_000);

  it("runs the program of the documentation", () => {
    const program = /```python\n(.*?)```/s.exec(page)?.[1] ?? "";
    const names = /\w+(-\{seed\})?\.ipynb/g;
    runPython(["-c", program.replaceAll(names, (name) => join(folder, name))]);
    expect(found("seed-2.ipynb")).toMatchObject({ doubled: 20, seed: 2 });
  }, 240_000);
});
